import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { beforeEach, describe, expect, it } from 'vitest';

import type { EnrichOptions } from '../api/generated/models/enrich-options';
import type { EnrichRequest } from '../api/generated/models/enrich-request';
import { PromptEnricher } from '../api/prompt-enricher';
import { StyleStore } from '../api/style-store';
import { settle } from '../api/testing/fake-event-stream';
import { standInForDialogs } from '../ui/testing/dialogs';
import { Composer } from './composer';
import { optionField } from './option-field';

const CUES = (['cinematic', 'unique'] as const).map((name) => ({ name, label: name }));

/** Writes what a test tells it to. */
class FakeEnricher {
  readonly requests: EnrichRequest[] = [];
  available = true;
  stop: AbortSignal | undefined;
  hear: (text: string) => void = () => undefined;
  finish: (text: string) => void = () => undefined;
  fail: (reason: Error) => void = () => undefined;

  async options(): Promise<EnrichOptions> {
    return { available: this.available, instruction: 'Write more.', cues: CUES };
  }

  enrich(request: EnrichRequest, hear: (text: string) => void, stop: AbortSignal): Promise<string> {
    this.requests.push(request);
    this.hear = hear;
    this.stop = stop;
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
      stop.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }
}

const prompt = (value: string) =>
  optionField('prompt', { type: 'text', label: 'Prompt', maxLength: 100, default: '' }, value, undefined);

async function open(value = 'a cat') {
  const fixture = TestBed.createComponent(Composer);
  fixture.componentRef.setInput('prompt', prompt(value));
  const changes: unknown[] = [];
  fixture.componentInstance.changed.subscribe((change) => {
    changes.push(change);
    fixture.componentRef.setInput('prompt', prompt(String(change)));
  });
  const host = fixture.nativeElement as HTMLElement;
  const settled = async (): Promise<void> => {
    await settle();
    await fixture.whenStable();
  };
  const find = (name: string) => host.querySelector<HTMLTextAreaElement>(`textarea[aria-label="${name}"]`);
  const press = async (name: string): Promise<void> => {
    const buttons = [...host.querySelectorAll('button')];
    buttons.find((each) => (each.ariaLabel ?? each.textContent.trim()) === name)!.click();
    await settled();
  };
  const write = async (box: HTMLTextAreaElement | null, text: string): Promise<void> => {
    box!.value = text;
    box!.dispatchEvent(new Event('input'));
    await settled();
  };
  await settled();
  return {
    host,
    changes,
    settled,
    find,
    press,
    write,
    promptBox: () => host.querySelector<HTMLTextAreaElement>('#prompt')!,
    button: () => host.querySelector('[aria-label="Enrich prompt"]')!,
    failure: () => host.querySelector('#enrich-failure')?.textContent,
  };
}

let enricher: FakeEnricher;

beforeEach(() => {
  standInForDialogs();
  localStorage.clear();
  enricher = new FakeEnricher();
  TestBed.configureTestingModule({
    providers: [
      provideRouter([]),
      { provide: PromptEnricher, useValue: enricher },
      { provide: StyleStore, useValue: { styles: signal([]) } },
    ],
  });
});

describe('Composer', () => {
  it('streams an enriched prompt, leaves the prompt until it is accepted, and takes it back', async () => {
    const { changes, settled, find, press, write, promptBox, host } = await open();
    await press('Enrich prompt');
    const pressed = [...host.querySelectorAll('.cues button')].map((cue) => cue.getAttribute('aria-pressed'));
    expect(pressed).toEqual(['true', 'true']);
    await press('unique');
    await write(find('Instruction'), 'Be brief.');
    await press('Enrich');
    expect(enricher.requests).toEqual([
      { prompt: 'a cat', instruction: 'Be brief.', cues: { cinematic: true, unique: false } },
    ]);

    enricher.hear('a neon');
    await settled();
    expect(find('Enriched prompt')).toMatchObject({ value: 'a neon', readOnly: true });
    enricher.finish('a neon cat');
    await settled();
    expect(host.querySelector('.difference ins')?.textContent).toBe('neon');
    await write(find('Enriched prompt'), 'a neon cat, rain');
    expect(changes).toEqual([]);

    await press('Accept');
    expect(promptBox().value).toBe('a neon cat, rain');
    await press('Undo');
    expect(changes).toEqual(['a neon cat, rain', 'a cat']);
  });

  it('says beside the button why the prompt could not be enriched, and leaves it', async () => {
    const { changes, settled, find, press, write, promptBox, button, failure } = await open();
    await press('Enrich prompt');
    await press('Enrich');
    enricher.hear('a neon');
    enricher.fail(new Error('The language model refused the key (ENRICH_API_KEY)'));
    await settled();
    await press('Cancel');
    expect(failure()).toBe('The language model refused the key (ENRICH_API_KEY)');
    expect(button().getAttribute('aria-describedby')).toBe('enrich-failure');
    expect(find('Enriched prompt')).toBeNull();
    expect(promptBox().value).toBe('a cat');
    expect(changes).toEqual([]);

    await write(promptBox(), 'a dog');
    expect(failure()).toBeUndefined();
    expect(button().hasAttribute('aria-describedby')).toBe(false);
  });

  it('says there that no language model is set up', async () => {
    enricher.available = false;
    const { host, press, failure } = await open();
    await press('Enrich prompt');
    expect(host.querySelector('dialog a')?.getAttribute('href')).toBe('/settings');
    expect(failure()).toContain('No language model is set up');
  });

  it('calls a try off that is left in the middle, without a word of failure', async () => {
    const { changes, settled, press, failure } = await open();
    await press('Enrich prompt');
    await press('Enrich');
    enricher.hear('a neon');
    await press('Cancel');
    await settled();
    expect(enricher.stop?.aborted).toBe(true);
    expect(failure()).toBeUndefined();
    expect(changes).toEqual([]);
  });
});
