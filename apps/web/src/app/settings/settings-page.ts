import { afterNextRender, Component, computed, ElementRef, inject, Injector, signal } from '@angular/core';

import type { Setting } from '../api/generated/models/setting';
import { ModelStore } from '../api/model-store';
import { toProblem } from '../api/problem';
import { SettingsStore } from '../api/settings-store';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { BrowserSection } from './browser-section';
import { edit, type Drafts, type SettingValue } from './setting-draft';
import { SettingRow } from './setting-row';

const GROUPS: readonly { readonly id: Setting['group']; readonly heading: string }[] = [
  { id: 'generation', heading: $localize`Making pictures` },
  { id: 'limits', heading: $localize`Limits` },
  { id: 'enrichment', heading: $localize`Enriching prompts` },
  { id: 'gallery', heading: $localize`Gallery and records` },
  { id: 'backend', heading: $localize`This machine` },
];

/** What an owner may change while the studio runs, and what this browser alone remembers. */
@Component({
  selector: 'app-settings-page',
  host: { class: 'page' },
  imports: [BrowserSection, Message, Notice, SettingRow],
  providers: [SettingsStore],
  templateUrl: './settings-page.html',
  styleUrl: './settings-page.css',
})
export class SettingsPage {
  protected readonly store = inject(SettingsStore);
  private readonly models = inject(ModelStore).models;
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly drafts = signal<Drafts>({});
  protected readonly faults = signal<Readonly<Record<string, string>>>({});
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly saving = signal(false);
  protected readonly saved = signal(false);

  protected readonly count = computed(() => Object.keys(this.drafts()).length);
  protected readonly groups = computed(() =>
    GROUPS.map(({ id, heading }) => ({
      id,
      heading,
      settings: this.store.settings().filter(({ group }) => group === id),
    })).filter(({ settings }) => settings.length > 0),
  );

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
  }

  /** The default model is one of those on offer, or none. */
  protected choicesOf({ name, value }: Setting): readonly string[] | undefined {
    if (name !== 'DEFAULT_MODEL') return undefined;
    const ids = this.models().map(({ id }) => id);
    return [...new Set(['', ...(value === null ? [] : [String(value)]), ...ids])];
  }

  protected edit(setting: Setting, value: SettingValue): void {
    this.saved.set(false);
    this.drafts.update((drafts) => edit(drafts, setting, value));
    this.faults.update(({ [setting.name]: _gone, ...others }) => others);
  }

  protected discard(): void {
    this.drafts.set({});
    this.faults.set({});
    this.problem.set(undefined);
  }

  protected async save(): Promise<void> {
    if (this.saving() || this.count() === 0) return;
    this.saving.set(true);
    this.problem.set(undefined);
    this.faults.set({});
    try {
      await this.store.change({ ...this.drafts() });
      this.drafts.set({});
      this.saved.set(true);
    } catch (error) {
      const { fields, message } = toProblem(error);
      this.faults.set(fields);
      this.problem.set(Object.keys(fields).length === 0 ? message : undefined);
      afterNextRender(() => this.focusFault(), { injector: this.injector });
    } finally {
      this.saving.set(false);
    }
  }

  /** The first field that is wrong may be out of sight. */
  private focusFault(): void {
    this.host.nativeElement.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }
}
