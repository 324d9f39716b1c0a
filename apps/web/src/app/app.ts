import { Component, inject } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

import { BrowserPreferences } from './api/browser-preferences';
import { EventStream } from './api/event-stream';
import { ShortcutsSheet } from './shortcuts-sheet';
import { Icon } from './ui/icon';
import { Logo } from './ui/logo';

/** The shell: where to go, whether the studio answers, and the room itself. */
@Component({
  selector: 'app-root',
  imports: [Icon, Logo, RouterLink, RouterLinkActive, RouterOutlet, ShortcutsSheet],
  templateUrl: './app.html',
  styleUrl: './app.css',
})
export class App {
  protected readonly connection = inject(EventStream).connection;

  constructor() {
    // From the first picture on the page is as this browser likes it.
    inject(BrowserPreferences);
  }
}
