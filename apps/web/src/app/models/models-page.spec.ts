import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { EventStream } from '../api/event-stream';
import { Api } from '../api/generated/api';
import type { ConfiguredModel } from '../api/generated/models/configured-model';
import { ModelStore } from '../api/model-store';
import { FakeEventStream, settle } from '../api/testing/fake-event-stream';
import { sampleConfiguredModel } from '../api/testing/sample-configured-model';
import { formatFacts } from '../ui/format/facts';
import { standInForDialogs } from '../ui/testing/dialogs';
import { ModelsPage } from './models-page';

/** The studio's answers; `asked` holds what was asked for, by the name of the function and its parameters. */
class FakeApi {
  models: ConfiguredModel[] = [];
  readonly asked: [string, unknown][] = [];
  failWith: Error | undefined;
  /** What is asked for is answered after it. */
  answered: Promise<void> | undefined;

  async invoke(call: { name: string }, parameters?: unknown): Promise<unknown> {
    if (call.name === 'configuredModelsList') {
      return { models: this.models, disk: { path: '/models', free_bytes: 5e9, total_bytes: 9e9 } };
    }
    if (call.name === 'backendsList') return [];
    this.asked.push([call.name, parameters]);
    if (this.failWith !== undefined) throw this.failWith;
    await this.answered;
    return undefined;
  }
}

describe('ModelsPage', () => {
  let api: FakeApi;
  let stream: FakeEventStream;

  beforeEach(() => {
    api = new FakeApi();
    stream = new FakeEventStream();
    vi.stubGlobal('scrollTo', () => undefined);
    standInForDialogs();
    TestBed.configureTestingModule({
      providers: [
        { provide: Api, useValue: api },
        { provide: EventStream, useValue: stream },
        { provide: ModelStore, useValue: { models: () => [] } },
      ],
    });
  });

  afterEach(() => vi.unstubAllGlobals());

  async function open(models: ConfiguredModel[]) {
    api.models = models;
    const fixture = TestBed.createComponent(ModelsPage);
    await settle();
    await fixture.whenStable();
    const page = fixture.nativeElement as HTMLElement;
    const button = (name: string) =>
      [...page.querySelectorAll('button')].find((each) => each.textContent.trim().startsWith(name));
    const press = async (name: string) => {
      button(name)?.click();
      await settle();
      await fixture.whenStable();
    };
    return { page, button, press, fixture };
  }

  it('shows where models come from, and lets those of .env be', async () => {
    const fixed = sampleConfiguredModel('one', { origin: 'environment', key: 'MODEL_1', source: 'local' });
    const { page, button } = await open([fixed]);
    expect(page.querySelector('app-model-card')?.textContent).toContain(formatFacts('from .env: MODEL_1'));
    expect([button('Edit'), button('Remove one')]).toEqual([undefined, undefined]);
    expect(page.textContent).toContain('5.0 GB are free at /models');
  });

  it('downloads, pauses, resumes and cancels', async () => {
    const { press, page, fixture } = await open([
      sampleConfiguredModel('two', { disk_bytes: 0, can_download: true }),
    ]);
    await press('Download');
    expect(api.asked).toEqual([['configuredModelsDownload', { name: 'two' }]]);
    api.models = [
      sampleConfiguredModel('two', {
        disk_bytes: 0,
        download: { state: 'running', done_bytes: 0, total_bytes: 0, error: null },
      }),
    ];
    await stream.tell({ type: 'models-changed' });
    await stream.tell({
      type: 'model-download-progressed',
      model: 'two',
      done_bytes: 250,
      total_bytes: 1000,
    });
    await fixture.whenStable();
    expect(page.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('25');
    await press('Pause');
    await press('Cancel the download');
    expect(api.asked.slice(1)).toEqual([
      ['configuredModelsPause', { name: 'two' }],
      ['configuredModelsCancel', { name: 'two' }],
    ]);
  });

  it('shows that a download takes no second word before the first is answered', async () => {
    let answer!: () => void;
    api.answered = new Promise((resolve) => (answer = resolve));
    const download = { state: 'paused', done_bytes: 1, total_bytes: 2, error: null } as const;
    const { button, press, fixture } = await open([sampleConfiguredModel('two', { download })]);
    const isOff = (name: string) => button(name)?.getAttribute('aria-disabled');
    expect([isOff('Resume'), isOff('Cancel the download')]).toEqual([null, null]);
    await press('Cancel the download');
    expect([isOff('Resume'), isOff('Cancel the download')]).toEqual(['true', 'true']);
    answer();
    await settle();
    await fixture.whenStable();
    expect([isOff('Resume'), isOff('Cancel the download')]).toEqual([null, null]);
  });

  it('says why a download failed', async () => {
    const download = { state: 'failed', done_bytes: 1, total_bytes: 2, error: 'the disk is full' } as const;
    const { page, button } = await open([sampleConfiguredModel('two', { download })]);
    expect(page.querySelector('[role=alert]')?.textContent).toContain('the disk is full');
    expect(button('Try again')).toBeDefined();
  });

  it('unloads what is in memory', async () => {
    const { press } = await open([sampleConfiguredModel('two', { loaded: true, memory_bytes: 5 })]);
    await press('Unload');
    expect(api.asked).toEqual([['configuredModelsUnload', { name: 'two' }]]);
  });

  it('removes a model with its files where that is asked for', async () => {
    const { page, press } = await open([sampleConfiguredModel('two')]);
    await press('Remove');
    const dialog = page.querySelector('app-remove-model-dialog dialog')!;
    expect(dialog.textContent).toContain('2.0 GB');
    dialog.querySelector('input')!.checked = true;
    dialog.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    expect(api.asked).toEqual([['configuredModelsRemove', { name: 'two', files: 'true' }]]);
  });

  it('adds a model and has it fetched', async () => {
    const { page, press } = await open([]);
    await press('Add a model');
    const form = page.querySelector<HTMLFormElement>('app-model-form form')!;
    const fill = (name: string, value: string) => {
      form.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value;
    };
    fill('repo', 'owner/tiny');
    fill('name', 'Tiny');
    fill('guidance', '2.5');
    form.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    expect(api.asked).toEqual([
      [
        'configuredModelsAdd',
        {
          body: {
            name: 'Tiny',
            repo: 'owner/tiny',
            source: 'huggingface',
            description: '',
            requires_auth: false,
            options: { guidance_scale: 2.5 },
          },
        },
      ],
      ['configuredModelsDownload', { name: 'Tiny' }],
    ]);
  });

  it('keeps the form open with what is wrong', async () => {
    const { page, press, fixture } = await open([]);
    await press('Add a model');
    const form = page.querySelector<HTMLFormElement>('app-model-form form')!;
    form.querySelector<HTMLTextAreaElement>('[name=others]')!.value = '{';
    form.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    await fixture.whenStable();
    expect(page.querySelector('#model-others-error')?.textContent).toContain('no JSON object');
    expect(api.asked).toEqual([]);
  });
});
