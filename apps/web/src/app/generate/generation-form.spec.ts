import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Model } from '../api/generated/models/model';
import { ModelStore } from '../api/model-store';
import { sampleModel } from '../api/testing/sample-model';
import { FormMemory } from './form-memory';
import { GenerationForm } from './generation-form';

const models = signal<readonly Model[]>([]);

function openForm(): GenerationForm {
  TestBed.resetTestingModule();
  TestBed.configureTestingModule({ providers: [{ provide: ModelStore, useValue: { models } }] });
  return TestBed.inject(GenerationForm);
}

function valueOf(form: GenerationForm, name: string): unknown {
  return form.fields().find((field) => field.name === name)?.value;
}

beforeEach(() => {
  localStorage.clear();
  models.set([
    sampleModel('wide', { min: 10, max: 40, default: 20 }),
    sampleModel('fixed', { min: 2, max: 2, default: 2 }),
  ]);
});

describe('GenerationForm', () => {
  it('shows nothing until there are models', () => {
    models.set([]);
    const form = openForm();
    expect(form.model()).toBeUndefined();
    expect(form.fields()).toEqual([]);
    expect(form.request()).toBeUndefined();
  });

  it('chooses the first model that can be used', () => {
    models.set([{ ...sampleModel('down'), unavailable: 'not there' }, sampleModel('up')]);
    expect(openForm().model()?.id).toBe('up');
  });

  it('adapts the steps to the model and comes back to those used with it before', () => {
    const form = openForm();
    form.set('steps', 33);
    form.choose('fixed');
    expect(valueOf(form, 'steps')).toBe(2);
    form.choose('wide');
    expect(valueOf(form, 'steps')).toBe(33);
  });

  it('remembers model, steps and prompt over a reload, but not the seed', () => {
    const before = openForm();
    before.choose('wide');
    before.set('prompt', 'a green cat');
    before.set('steps', 25);
    before.set('seed', '42');
    const after = openForm();
    expect(after.model()?.id).toBe('wide');
    expect(valueOf(after, 'steps')).toBe(25);
    expect(valueOf(after, 'prompt')).toBe('a green cat');
    expect(valueOf(after, 'seed')).toBe('-1');
  });

  it('drops a remembered step count that left the range', () => {
    openForm().set('steps', 40);
    models.set([sampleModel('wide', { min: 1, max: 8, default: 4 })]);
    expect(valueOf(openForm(), 'steps')).toBe(4);
  });

  it('survives a damaged memory', () => {
    localStorage.setItem('cyberimage.form', '{"model":');
    const form = openForm();
    expect(form.model()?.id).toBe('wide');
    expect(TestBed.inject(FormMemory).texts).toEqual({});
  });

  it('carries prompt and seed to another model', () => {
    const form = openForm();
    form.set('prompt', 'a green cat');
    form.set('seed', '42');
    form.choose('fixed');
    expect(valueOf(form, 'prompt')).toBe('a green cat');
    expect(valueOf(form, 'seed')).toBe('42');
  });

  it('keeps what was entered when the list of models is fetched anew', () => {
    const form = openForm();
    form.set('prompt', 'a green cat');
    form.set('seed', '42');
    models.set(models().map((model) => ({ ...model })));
    expect(form.request()).toMatchObject({ model: 'wide', prompt: 'a green cat', seed: 42 });
  });

  it('builds no request while a field is wrong, and says which', () => {
    const form = openForm();
    expect(form.request()).toBeUndefined();
    expect(form.fields().find((field) => field.name === 'prompt')?.error).toContain('empty');
    form.set('prompt', 'a cat');
    expect(form.fields().every((field) => field.error === undefined)).toBe(true);
    expect(form.request()).toEqual({ model: 'wide', prompt: 'a cat', steps: 20, seed: -1, sampler: 'euler' });
  });

  it("puts the server's words beside their fields and hands back the rest", () => {
    const form = openForm();
    const fields = { steps: 'steps is 99; this model takes 10 to 40', model: 'no such model' };
    expect(form.refuse({ status: 422, message: 'wrong', fields })).toBe('no such model');
    expect(form.fields().find((field) => field.name === 'steps')?.error).toBe(fields.steps);
    expect(form.refuse({ status: 503, message: 'The queue is full', fields: {} })).toBe('The queue is full');
  });

  it('fills in the settings of a picture, and says when its model is gone', () => {
    const form = openForm();
    expect(form.fill('wide', { prompt: 'a boat', steps: 11, sampler: 'ddim', seed: '5' })).toBe(true);
    expect(form.request()).toEqual({ model: 'wide', prompt: 'a boat', steps: 11, sampler: 'ddim', seed: 5 });
    expect(form.fill('gone', { prompt: 'a car', steps: 100 })).toBe(false);
    expect(form.request()).toMatchObject({ model: 'wide', prompt: 'a car', steps: 11 });
  });

  it('goes back to the defaults without losing the prompt', () => {
    const form = openForm();
    form.set('prompt', 'a boat');
    form.set('steps', 39);
    form.resetSettings();
    expect(valueOf(form, 'steps')).toBe(20);
    expect(valueOf(form, 'prompt')).toBe('a boat');
  });

  it('takes over a seed', () => {
    const form = openForm();
    form.useSeed('18446744073709551615');
    expect(valueOf(form, 'seed')).toBe('18446744073709551615');
  });
});
