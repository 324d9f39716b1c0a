import { Component, computed, ElementRef, inject, input, signal, viewChild } from '@angular/core';

import type { Plugin } from '../api/generated/models/plugin';
import type { PluginSettings } from '../api/generated/models/plugin-settings';
import { PluginStore } from '../api/plugin-store';
import { toProblem, type StudioProblem } from '../api/problem';
import { Notice } from '../ui/notice';
import { settingFaults, settingFields, settingsOf } from '../ui/setting-fields';
import { SettingInput } from '../ui/setting-input';

/** The settings of the instance that a plugin has of its own, as its schema names them. */
@Component({
  selector: 'app-settings-dialog',
  imports: [Notice, SettingInput],
  template: `
    <dialog
      #dialog
      [attr.aria-labelledby]="'settings-' + plugin().id"
      (close)="given.set(undefined)"
      (keydown)="$event.stopPropagation()"
    >
      @if (given()) {
        <form #form novalidate (submit)="save($event, form)">
          <h2 i18n [id]="'settings-' + plugin().id">Settings of {{ plugin().name }}</h2>
          @for (field of fields(); track field.name) {
            <app-setting-input [field]="field" [fault]="faults()[field.name]" />
          }
          @if (problem(); as text) {
            <app-notice kind="danger">{{ text }}</app-notice>
          }
          <p i18n class="muted small">Work in hand ends with the settings that it began with.</p>
          <div class="actions">
            <button i18n type="button" class="button" (click)="dialog.close()">Cancel</button>
            <button i18n type="submit" class="button primary" [attr.aria-disabled]="saving() || null">
              Save
            </button>
          </div>
        </form>
      }
    </dialog>
  `,
  styles: `
    dialog {
      width: min(32rem, calc(100vw - 2 * var(--space-4)));
    }
  `,
})
export class SettingsDialog {
  private readonly store = inject(PluginStore);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  readonly plugin = input.required<Plugin>();

  /** What is set; the form is drawn anew from it each time. */
  protected readonly given = signal<PluginSettings | undefined>(undefined);
  protected readonly saving = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly faults = signal<Readonly<Record<string, string>>>({});
  protected readonly fields = computed(() => {
    const { settings = {}, secrets = [], from_environment: fromEnvironment = {} } = this.given() ?? {};
    return settingFields(this.plugin().settings, { settings, secrets, fromEnvironment });
  });

  /** @throws when the settings cannot be had */
  async open(): Promise<void> {
    this.tell(undefined);
    this.given.set(await this.store.settingsOf(this.plugin().id));
    this.dialog().nativeElement.showModal();
  }

  protected async save(event: Event, form: HTMLFormElement): Promise<void> {
    event.preventDefault();
    if (this.saving()) return;
    this.saving.set(true);
    this.tell(undefined);
    try {
      const data = new FormData(form);
      const text = (name: string): string => {
        const value = data.get(name);
        return typeof value === 'string' ? value.trim() : '';
      };
      await this.store.changeSettings(this.plugin().id, { ...settingsOf(this.fields(), text) });
      this.dialog().nativeElement.close();
    } catch (error) {
      this.tell(toProblem(error));
    } finally {
      this.saving.set(false);
    }
  }

  /** A fault stands at its field; whatever has none here is told above the buttons. */
  private tell(problem: StudioProblem | undefined): void {
    const faults = settingFaults(problem?.fields['settings'] ?? '');
    const names = Object.keys(faults);
    const shown = new Set(this.fields().map(({ name }) => name));
    const isTold = names.length > 0 && names.every((name) => shown.has(name));
    this.faults.set(faults);
    this.problem.set(isTold ? undefined : problem?.message);
  }
}
