import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Style } from '../api/generated/models/style';
import { StyleStore } from '../api/style-store';
import { standInForDialogs } from '../ui/testing/dialogs';
import { StylesDialog } from './styles-dialog';

const INK: Style = { name: 'Ink', prompt: 'ink, {prompt}', negative_prompt: 'photo' };

class FakeStore {
  readonly list = signal<readonly Style[]>([
    INK,
    { name: 'Neon', prompt: '{prompt}, neon', negative_prompt: '' },
  ]);
  readonly styles = this.list.asReadonly();
  readonly calls: unknown[] = [];
  failure: Error | undefined;

  async putStyle(style: Style): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.calls.push(['put', style]);
    this.list.update((all) => [...all.filter(({ name }) => name !== style.name), style]);
  }

  async removeStyle(name: string): Promise<void> {
    this.calls.push(['remove', name]);
    this.list.update((all) => all.filter((style) => style.name !== name));
  }
}

async function open(...chosen: string[]) {
  const fixture = TestBed.createComponent(StylesDialog);
  fixture.componentRef.setInput('chosen', chosen);
  const changes: (readonly string[])[] = [];
  fixture.componentInstance.changed.subscribe((change) => changes.push(change));
  fixture.componentInstance.open();
  await fixture.whenStable();
  const page = fixture.nativeElement as HTMLElement;
  const press = async (text: string) => {
    const buttons = [...page.querySelectorAll('button')];
    buttons.find((each) => (each.ariaLabel ?? each.textContent.trim()).startsWith(text))?.click();
    await vi.waitFor(async () => fixture.whenStable());
  };
  const write = (id: string, value: string) => {
    page.querySelector<HTMLInputElement>(`#style-${id}`)!.value = value;
  };
  const submit = async () => {
    page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
  };
  return { page, changes, press, write, submit };
}

describe('StylesDialog', () => {
  let store: FakeStore;

  beforeEach(() => {
    standInForDialogs();
    store = new FakeStore();
    TestBed.configureTestingModule({ providers: [{ provide: StyleStore, useValue: store }] });
  });

  it('lists the styles and says which are chosen', async () => {
    const { page } = await open('Neon');
    const pressed = [...page.querySelectorAll('.choose')].map((each) => each.getAttribute('aria-pressed'));
    expect(pressed).toEqual(['false', 'true']);
  });

  it('chooses another one beside those that are, and lets go of one', async () => {
    const { changes, press } = await open('Neon');
    await press('Ink');
    await press('Neon');
    expect(changes).toEqual([['Neon', 'Ink'], []]);
  });

  it('keeps a new one, which begins with the place of the prompt', async () => {
    const { page, press, write, submit } = await open();
    await press('New style');
    expect(page.querySelector<HTMLTextAreaElement>('#style-prompt')?.value).toBe('{prompt}');
    write('name', ' Clay ');
    write('prompt', 'clay {prompt}');
    await submit();
    expect(store.calls).toEqual([['put', { name: 'Clay', prompt: 'clay {prompt}', negative_prompt: '' }]]);
    expect(page.querySelectorAll('.choose')).toHaveLength(3);
  });

  it('renames one: the old name goes, and is no longer chosen', async () => {
    const { changes, press, write, submit } = await open('Ink');
    await press('Edit Ink');
    write('name', 'Pen');
    await submit();
    expect(store.calls).toEqual([
      ['put', { ...INK, name: 'Pen' }],
      ['remove', 'Ink'],
    ]);
    expect(changes).toEqual([[]]);
  });

  it('says what is wrong, and keeps what was written', async () => {
    store.failure = new Error('name: expected 1 to 100 characters');
    const { page, press, write, submit } = await open();
    await press('New style');
    write('prompt', 'mine');
    await submit();
    expect(page.querySelector('app-notice')?.getAttribute('role')).toBe('alert');
    expect(page.querySelector<HTMLTextAreaElement>('#style-prompt')?.value).toBe('mine');
  });
});
