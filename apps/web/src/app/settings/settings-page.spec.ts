import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { EventStream } from '../api/event-stream';
import { Api } from '../api/generated/api';
import type { Setting } from '../api/generated/models/setting';
import { ModelStore } from '../api/model-store';
import { FakeEventStream, settle } from '../api/testing/fake-event-stream';
import { sampleModel } from '../api/testing/sample-model';
import { SettingsPage } from './settings-page';

function setting(name: string, change: Partial<Setting> = {}): Setting {
  return {
    name,
    group: 'limits',
    backend: null,
    label: `Label of ${name}`,
    description: '',
    type: 'integer',
    min: 0,
    max: 100,
    choices: null,
    unit: null,
    secret: false,
    long: false,
    value: 50,
    is_set: true,
    default: 50,
    environment: null,
    source: 'default',
    ...change,
  };
}

class FakeApi {
  settings: Setting[] = [];
  readonly changes: unknown[] = [];
  failWith: HttpErrorResponse | undefined;

  async invoke(call: { name: string }, parameters?: { body: unknown }): Promise<unknown> {
    if (call.name === 'settingsChange') {
      this.changes.push(parameters?.body);
      if (this.failWith !== undefined) throw this.failWith;
    }
    return { settings: this.settings };
  }
}

describe('SettingsPage', () => {
  let api: FakeApi;
  const stream = new FakeEventStream();

  beforeEach(() => {
    api = new FakeApi();
    vi.stubGlobal('scrollTo', () => undefined);
    vi.stubGlobal('matchMedia', () => ({ matches: false }));
    TestBed.configureTestingModule({
      providers: [
        { provide: Api, useValue: api },
        { provide: EventStream, useValue: stream },
        { provide: ModelStore, useValue: { models: () => [sampleModel('a'), sampleModel('b')] } },
      ],
    });
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    localStorage.clear();
    document.documentElement.removeAttribute('data-reduced-motion');
  });

  async function open(...settings: Setting[]) {
    api.settings = settings;
    const fixture = TestBed.createComponent(SettingsPage);
    const page = fixture.nativeElement as HTMLElement;
    const show = async () => {
      await settle();
      await fixture.whenStable();
    };
    await show();
    const type = async (name: string, value: string) => {
      const field = page.querySelector<HTMLInputElement>(`#setting-${name}`)!;
      field.value = value;
      field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input'));
      await show();
    };
    const press = async (text: string) => {
      const buttons = [...page.querySelectorAll('button')];
      buttons.find((each) => (each.textContent.trim() || each.ariaLabel || '').includes(text))?.click();
      await show();
    };
    return { page, type, press, show };
  }

  it('says where values come from', async () => {
    const { page } = await open(
      setting('A'),
      setting('B', { source: 'environment', environment: 5, value: 5 }),
      setting('C', { source: 'here', value: 7 }),
    );
    const sources = [...page.querySelectorAll('app-setting-row')].map((row) =>
      row.querySelector('.source')?.textContent.trim(),
    );
    expect(sources).toEqual([undefined, 'from .env', 'changed here']);
  });

  it('saves what was edited and nothing else', async () => {
    const { page, type, press } = await open(setting('A'), setting('B'));
    await type('A', '7');
    await type('B', '9');
    await type('B', '50');
    expect(page.querySelector('[role=status]')?.textContent).toContain('One change');
    await press('Save');
    expect(api.changes).toEqual([{ A: 7 }]);
    expect(page.querySelector('.save')?.textContent).toContain('Saved.');
  });

  it('goes back to .env or the default', async () => {
    const { page, press } = await open(setting('C', { source: 'here', value: 7, environment: 5 }));
    await press('Back to 5 of .env');
    expect(page.querySelector<HTMLInputElement>('#setting-C')?.value).toBe('5');
    await press('Save');
    expect(api.changes).toEqual([{ C: null }]);
  });

  it('shows a fault at its field and keeps the edit', async () => {
    const { page, type, press } = await open(setting('A'));
    await type('A', '500');
    const error = { errors: [{ field: 'A', message: 'expected a whole number from 0 to 100' }] };
    api.failWith = new HttpErrorResponse({ status: 422, error });
    await press('Save');
    expect(page.querySelector('#setting-A-error')?.textContent).toContain('from 0 to 100');
    expect(page.querySelector<HTMLInputElement>('#setting-A')?.value).toBe('500');
    await press('Discard');
    expect(page.querySelector<HTMLInputElement>('#setting-A')?.value).toBe('50');
  });

  it('offers the models for the default one', async () => {
    const { page, type, press } = await open(
      setting('DEFAULT_MODEL', { type: 'text', value: null, default: null }),
    );
    const options = [...page.querySelectorAll('#setting-DEFAULT_MODEL option')].map((option) =>
      option.getAttribute('value'),
    );
    expect(options).toEqual(['', 'a', 'b']);
    await type('DEFAULT_MODEL', 'b');
    await press('Save');
    expect(api.changes).toEqual([{ DEFAULT_MODEL: 'b' }]);
  });

  it('never shows a secret', async () => {
    const { page } = await open(setting('KEY', { type: 'text', secret: true, value: null, source: 'here' }));
    const field = page.querySelector<HTMLInputElement>('#setting-KEY');
    expect([field?.type, field?.value]).toEqual(['password', '']);
  });

  it('remembers what this browser likes', async () => {
    const { page, show } = await open();
    page.querySelector<HTMLInputElement>('#reduced-motion')!.click();
    await show();
    expect(document.documentElement.hasAttribute('data-reduced-motion')).toBe(true);
    expect(localStorage.getItem('cyberimage.reduced-motion')).toBe('true');
  });
});
