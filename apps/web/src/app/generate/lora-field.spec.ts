import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';

import type { LoraOption } from '../api/generated/models/lora-option';
import { LoraField } from './lora-field';

const SPEC: LoraOption = {
  type: 'loras',
  label: 'LoRAs',
  choices: ['ink', 'ink-wash', 'styles/clay'].map((value) => ({ value, label: value })),
  min: -2,
  max: 2,
  step: 0.05,
  default: '',
};

// jsdom lays nothing out and so scrolls nothing.
Element.prototype.scrollIntoView = () => undefined;

async function draw(value: string) {
  const fixture = TestBed.createComponent(LoraField);
  fixture.componentRef.setInput('name', 'loras');
  fixture.componentRef.setInput('spec', SPEC);
  fixture.componentRef.setInput('value', value);
  await fixture.whenStable();
  const host = fixture.nativeElement as HTMLElement;
  const all = <Type extends Element>(selector: string) => [...host.querySelectorAll<Type>(selector)];
  const search = host.querySelector<HTMLInputElement>('[role=combobox]')!;
  return {
    value: () => fixture.componentInstance.value(),
    all,
    texts: (selector: string) => all(selector).map((element) => element.textContent.trim()),
    search,
    async type(text: string) {
      search.value = text;
      search.dispatchEvent(new Event('input'));
      await fixture.whenStable();
    },
    async press(key: string) {
      search.dispatchEvent(new KeyboardEvent('keydown', { key }));
      await fixture.whenStable();
    },
    stable: async () => fixture.whenStable(),
  };
}

describe('LoraField', () => {
  it('shows a row for each LoRA with its weight, and says which is gone', async () => {
    const field = await draw('<lora:ink:0.8><lora:old:0.5:-1>');
    expect(field.texts('li label')).toEqual(['ink', 'old']);
    expect(field.all<HTMLInputElement>('input[type=range]').map(({ value }) => value)).toEqual(['0.8', '-1']);
    expect(field.texts('.missing')).toEqual(['This model does not have it any more. Remove it to go on.']);
  });

  it('adds by typing a part of the name and Enter, each LoRA once', async () => {
    const field = await draw('<lora:ink:0.8>');
    await field.type('cl');
    expect(field.search.getAttribute('aria-expanded')).toBe('true');
    expect(field.texts('[role=option]')).toEqual(['styles/clay']);
    await field.press('Enter');
    expect(field.value()).toBe('<lora:ink:0.8><lora:styles/clay:1>');
    expect(field.search.value).toBe('');
    await field.press('ArrowDown');
    expect(field.texts('[role=option]')).toEqual(['ink-wash']);
    await field.type('nothing');
    expect(field.texts('[role=option]')).toEqual(['Nothing by that name']);
    await field.press('Enter');
    await field.press('Escape');
    expect(field.search.getAttribute('aria-expanded')).toBe('false');
    expect(field.value()).toBe('<lora:ink:0.8><lora:styles/clay:1>');
  });

  it('goes through the list by arrows', async () => {
    const field = await draw('');
    await field.press('ArrowDown');
    await field.press('ArrowDown');
    expect(field.search.getAttribute('aria-activedescendant')).toBe('loras-1');
    await field.press('ArrowUp');
    await field.press('ArrowUp');
    await field.press('Enter');
    expect(field.value()).toBe('<lora:styles/clay:1>');
  });

  it('weighs and removes, and leaves a weight of the text encoders as it is', async () => {
    const field = await draw('<lora:ink:0.5:1><lora:ink-wash:1>');
    const [slider] = field.all<HTMLInputElement>('input[type=range]');
    slider!.value = '-0.25';
    slider!.dispatchEvent(new Event('input'));
    await field.stable();
    expect(field.value()).toBe('<lora:ink:0.5:-0.25><lora:ink-wash:1>');
    field.all<HTMLButtonElement>('button[aria-label="Remove ink"]')[0]!.click();
    await field.stable();
    expect(field.value()).toBe('<lora:ink-wash:1>');
  });
});
