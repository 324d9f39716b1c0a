import { Injectable, signal } from '@angular/core';

import { lastingStorage, readStored, writeStored } from '../api/browser-storage';

const KEY = 'cyberimage.prompts';
const KEPT = 60;

/** The prompts that were used in this browser, newest first. */
@Injectable({ providedIn: 'root' })
export class PromptHistory {
  private readonly list = signal<readonly string[]>(read());
  readonly prompts = this.list.asReadonly();

  /** A prompt that is used again moves to the front. */
  remember(prompt: string): void {
    const text = prompt.trim();
    if (text === '') return;
    this.keep([text, ...this.list().filter((known) => known !== text)].slice(0, KEPT));
  }

  clear(): void {
    this.keep([]);
  }

  private keep(prompts: readonly string[]): void {
    this.list.set(prompts);
    writeStored(lastingStorage, KEY, prompts.length === 0 ? undefined : JSON.stringify(prompts));
  }
}

function read(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(readStored(lastingStorage, KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}
