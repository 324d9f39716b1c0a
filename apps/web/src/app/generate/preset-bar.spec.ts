import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import type { FormPreset } from '../api/generated/models/form-preset';
import { ModelStore } from '../api/model-store';
import { StyleStore } from '../api/style-store';
import { sampleModel } from '../api/testing/sample-model';
import { GenerationForm } from './generation-form';
import { PresetBar } from './preset-bar';

class FakeStore {
  readonly list = signal<readonly FormPreset[]>([
    { name: 'Quick', model: 'other', values: { steps: 3 } },
    { name: 'Lost', model: 'gone', values: { steps: 4 } },
  ]);
  readonly presets = this.list.asReadonly();
  readonly styleNames = signal(new Set<string>());

  async putPreset(name: string, model: string, values: FormPreset['values']): Promise<void> {
    this.list.update((all) => [...all, { name, model, values }]);
  }

  async removePreset(name: string): Promise<void> {
    this.list.update((all) => all.filter((preset) => preset.name !== name));
  }
}

async function draw() {
  const fixture = TestBed.createComponent(PresetBar);
  await fixture.whenStable();
  const page = fixture.nativeElement as HTMLElement;
  const field = page.querySelector('input')!;
  const choose = async (name: string, type = 'change') => {
    field.value = name;
    field.dispatchEvent(new Event('input'));
    if (type === 'change') field.dispatchEvent(new Event('change'));
    await fixture.whenStable();
  };
  const press = async (label: string) => {
    page.querySelector<HTMLButtonElement>(`[aria-label='${label}']`)?.click();
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
  };
  const said = () => page.querySelector('[role=status]')?.textContent;
  const form = TestBed.inject(GenerationForm);
  const steps = () => form.fields().find(({ name }) => name === 'steps')?.value;
  return { page, choose, press, said, form, steps };
}

describe('PresetBar', () => {
  let store: FakeStore;

  beforeEach(() => {
    localStorage.clear();
    store = new FakeStore();
    const models = signal([sampleModel('first'), sampleModel('other', { min: 1, max: 50, default: 20 })]);
    TestBed.configureTestingModule({
      providers: [
        { provide: ModelStore, useValue: { models } },
        { provide: StyleStore, useValue: store },
      ],
    });
  });

  it('fills the form in with one of the list', async () => {
    const { choose, said, form, steps } = await draw();
    await choose('Quick');
    expect([form.model()?.id, steps(), said()]).toEqual(['other', 3, 'The form is filled in.']);
  });

  it('says when its model is gone', async () => {
    const { choose, said } = await draw();
    await choose('Lost');
    expect(said()).toContain('The model gone is gone');
  });

  it('keeps the form under a name, and removes it again', async () => {
    const { page, choose, press, form } = await draw();
    const keep = page.querySelector<HTMLButtonElement>("[aria-label='Keep the form as a preset']");
    expect(keep?.disabled).toBe(true);
    form.set('steps', 7);
    await choose('Mine', 'input');
    await press('Keep the form as a preset');
    expect(store.presets().at(-1)).toMatchObject({ name: 'Mine', values: { steps: 7 } });
    await press('Remove the preset');
    expect(store.presets().map(({ name }) => name)).toEqual(['Quick', 'Lost']);
    expect(page.querySelector("[aria-label='Remove the preset']")).toBeNull();
  });
});
