import { Injectable } from '@angular/core';

import { lastingStorage, readStored, writeStored } from '../api/browser-storage';
import type { OptionValues } from '../api/option-value';

const KEY = 'cyberimage.form';

interface Remembered {
  readonly model?: string;
  /** Settings by model. */
  readonly settings?: Readonly<Record<string, OptionValues>>;
  /** Prompts, whatever the model. */
  readonly texts?: OptionValues;
}

/** The last model, the settings last used with each model, and what was being written. */
@Injectable({ providedIn: 'root' })
export class FormMemory {
  private remembered = read();

  get model(): string | undefined {
    return this.remembered.model;
  }

  get texts(): OptionValues {
    return this.remembered.texts ?? {};
  }

  settings(model: string): OptionValues {
    return this.remembered.settings?.[model] ?? {};
  }

  keep(model: string, settings: OptionValues, texts: OptionValues): void {
    this.remembered = {
      model,
      settings: { ...this.remembered.settings, [model]: settings },
      texts: { ...this.remembered.texts, ...texts },
    };
    writeStored(lastingStorage, KEY, JSON.stringify(this.remembered));
  }
}

function read(): Remembered {
  try {
    const stored: unknown = JSON.parse(readStored(lastingStorage, KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? stored : {};
  } catch {
    return {};
  }
}
