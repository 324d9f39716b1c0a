import { computed, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import { Api } from './generated/api';
import { presetsList } from './generated/fn/presets/presets-list';
import { presetsPut } from './generated/fn/presets/presets-put';
import { presetsRemove } from './generated/fn/presets/presets-remove';
import { stylesImport } from './generated/fn/styles/styles-import';
import { stylesList } from './generated/fn/styles/styles-list';
import { stylesPut } from './generated/fn/styles/styles-put';
import { stylesRemove } from './generated/fn/styles/styles-remove';
import type { FormPreset } from './generated/models/form-preset';
import type { Style } from './generated/models/style';
import type { OptionValues } from './option-value';

/** Styles and presets that the studio keeps for all devices. */
@Injectable({ providedIn: 'root' })
export class StyleStore {
  private readonly api = inject(Api);
  private readonly styleList = signal<readonly Style[]>([]);
  private readonly presetList = signal<readonly FormPreset[]>([]);

  readonly styles = this.styleList.asReadonly();
  readonly presets = this.presetList.asReadonly();
  readonly styleNames = computed(() => new Set(this.styles().map(({ name }) => name)));

  constructor() {
    inject(EventStream).listen((event) => {
      if (event.type === 'styles-changed' || event.type === 'presets-changed' || event.type === 'reset') {
        void this.refresh();
      }
    });
    void this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      const [styles, presets] = await Promise.all([
        this.api.invoke(stylesList),
        this.api.invoke(presetsList),
      ]);
      this.styleList.set(styles);
      this.presetList.set(presets);
    } catch {
      // The event stream says `reset` once the studio answers again.
    }
  }

  /** Adds it, or replaces the one of that name. */
  async putStyle({ name, ...body }: Style): Promise<void> {
    await this.api.invoke(stylesPut, { name, body });
    await this.refresh();
  }

  async removeStyle(name: string): Promise<void> {
    await this.api.invoke(stylesRemove, { name });
    await this.refresh();
  }

  /** @param csv A1111's styles.csv */
  async importStyles(csv: string): Promise<void> {
    this.styleList.set(await this.api.invoke(stylesImport, { body: { csv } }));
  }

  /** Adds it, or replaces the one of that name. */
  async putPreset(name: string, model: string, values: OptionValues): Promise<void> {
    await this.api.invoke(presetsPut, { name, body: { model, values: { ...values } } });
    await this.refresh();
  }

  async removePreset(name: string): Promise<void> {
    await this.api.invoke(presetsRemove, { name });
    await this.refresh();
  }
}
