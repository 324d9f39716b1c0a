import { Component, ElementRef, viewChild } from '@angular/core';

import { DialogHeading } from './ui/dialog-heading';

const MOD = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

const GROUPS = [
  {
    name: $localize`Generate`,
    keys: [
      { keys: [MOD, '↵'], does: $localize`Generate` },
      { keys: ['Esc'], does: $localize`Cancel the picture in sight` },
    ],
  },
  {
    name: $localize`Gallery`,
    keys: [
      { keys: ['Shift', $localize`click`], does: $localize`Choose everything in between` },
      { keys: ['Esc'], does: $localize`Let go of what is chosen, close a picture` },
      { keys: ['←', '→'], does: $localize`Previous and next picture` },
      { keys: ['F'], does: $localize`The picture alone` },
    ],
  },
  {
    name: $localize`Painting a mask`,
    keys: [
      { keys: ['B', 'E', 'H'], does: $localize`Brush, eraser, move the view` },
      { keys: ['[', ']'], does: $localize`Smaller and larger brush` },
      { keys: [MOD, 'Z'], does: $localize`Undo` },
      { keys: [MOD, 'Shift', 'Z'], does: $localize`Redo` },
      { keys: ['←', '↑', '→', '↓'], does: $localize`Move the brush` },
      { keys: [$localize`Space`], does: $localize`Paint` },
    ],
  },
  {
    name: $localize`Queue, on the handle of a job that waits`,
    keys: [
      { keys: ['↑', '↓'], does: $localize`Earlier, later` },
      { keys: [$localize`Home`, $localize`End`], does: $localize`First, last` },
      { keys: ['Esc'], does: $localize`Let go of what is dragged` },
    ],
  },
  { name: $localize`Everywhere`, keys: [{ keys: ['?'], does: $localize`This sheet` }] },
] as const;

/** All keyboard shortcuts. Opens with a question mark wherever nobody is typing. */
@Component({
  selector: 'app-shortcuts-sheet',
  imports: [DialogHeading],
  template: `
    <dialog
      #dialog
      aria-labelledby="shortcuts-title"
      (keydown)="$event.stopPropagation()"
      (click)="$event.target === dialog && dialog.close()"
    >
      <div class="sheet">
        <app-dialog-heading i18n titleId="shortcuts-title" (closed)="dialog.close()"
          >Keyboard shortcuts</app-dialog-heading
        >
        @for (group of groups; track group.name) {
          <section>
            <h3 class="eyebrow">{{ group.name }}</h3>
            <dl>
              @for (shortcut of group.keys; track shortcut.does) {
                <div>
                  <dt>
                    @for (key of shortcut.keys; track key) {
                      <kbd>{{ key }}</kbd>
                    }
                  </dt>
                  <dd>{{ shortcut.does }}</dd>
                </div>
              }
            </dl>
          </section>
        }
      </div>
    </dialog>
  `,
  styles: `
    dialog {
      width: min(28rem, calc(100vw - 2 * var(--space-4)));
      padding: 0;
    }
    .sheet {
      display: grid;
      gap: var(--space-4);
      padding: var(--space-5);
    }
    h3 {
      margin: 0 0 var(--space-1);
    }
    dl > div {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-4);
      min-height: var(--control-small);
      border-top: 1px solid var(--hairline);
      font-size: var(--type-2);
    }
    dt {
      display: flex;
      order: 1;
      gap: var(--space-1);
    }
    kbd {
      min-width: 1.5rem;
      padding: 0 var(--space-2);
      border: 1px solid var(--hairline-strong);
      border-radius: var(--radius-1);
      font: inherit;
      text-align: center;
    }
  `,
  host: { '(document:keydown)': 'press($event)' },
})
export class ShortcutsSheet {
  protected readonly groups = GROUPS;
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  protected press(event: KeyboardEvent): void {
    if (event.key !== '?' || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const at = event.target;
    const typing =
      at instanceof HTMLElement && (at.isContentEditable || at.matches('input, textarea, select'));
    if (typing || document.querySelector('dialog:modal') !== null) return;
    this.dialog().nativeElement.showModal();
  }
}
