import { Component, inject, signal } from '@angular/core';

import { PluginStore } from '../api/plugin-store';
import { toProblem } from '../api/problem';
import { Notice } from '../ui/notice';

/** Installs a plugin, or a newer version of one, from a file or by its name. */
@Component({
  selector: 'app-install-panel',
  imports: [Notice],
  template: `
    @if (store.installs() === 'off') {
      <p i18n class="muted small">
        A plugin's folder put into <code>plugins/</code> is found within seconds. Installing here is switched
        off: <code>PLUGIN_INSTALLS</code> in <code>.env</code> opens it.
      </p>
    } @else {
      <div class="ways">
        <label class="button small">
          <ng-container i18n>Install a file …</ng-container>
          <input
            class="visually-hidden"
            type="file"
            accept=".tgz,application/gzip"
            [disabled]="busy()"
            (change)="installFile($event)"
          />
        </label>
        @if (store.installs() === 'registry') {
          <form (submit)="installName($event, name)">
            <input
              #name
              class="input"
              autocomplete="off"
              i18n-aria-label
              aria-label="Name of a package"
              i18n-placeholder
              placeholder="cyberimage-plugin-…"
            />
            <button i18n type="submit" class="button small" [attr.aria-disabled]="busy() || null">
              Install
            </button>
          </form>
        }
      </div>
    }
    @if (busy()) {
      <p i18n role="status" class="muted small">Installing …</p>
    }
    @if (problem(); as text) {
      <app-notice kind="danger">{{ text }}</app-notice>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
    }
    .ways,
    form {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
    }
    label:focus-within {
      outline: 2px solid var(--accent);
      outline-offset: 2px;
    }
    form .input {
      width: 16rem;
    }
  `,
})
export class InstallPanel {
  protected readonly store = inject(PluginStore);
  protected readonly busy = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);

  protected async installFile(event: Event): Promise<void> {
    const field = event.target as HTMLInputElement;
    const file = field.files?.[0];
    if (file !== undefined) await this.install(file);
    // Else the same file could not be chosen again.
    field.value = '';
  }

  protected async installName(event: Event, field: HTMLInputElement): Promise<void> {
    event.preventDefault();
    const name = field.value.trim();
    if (name !== '' && (await this.install(name))) field.value = '';
  }

  private async install(source: Blob | string): Promise<boolean> {
    if (this.busy()) return false;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      return await this.store.install(source);
    } catch (error) {
      this.problem.set(toProblem(error).message);
      return false;
    } finally {
      this.busy.set(false);
    }
  }
}
