import { Component, inject } from '@angular/core';

import { OwnerSession } from '../api/owner-session';
import { PluginStore } from '../api/plugin-store';
import { Message } from '../ui/message';
import { InstallPanel } from './install-panel';
import { OwnerDialog } from './owner-dialog';
import { PluginCard } from './plugin-card';

/** What makes pictures: the installed plugins, what they may do, and whether they run. */
@Component({
  selector: 'app-plugins-page',
  host: { class: 'page' },
  imports: [InstallPanel, Message, OwnerDialog, PluginCard],
  providers: [OwnerSession, PluginStore],
  templateUrl: './plugins-page.html',
})
export class PluginsPage {
  protected readonly store = inject(PluginStore);

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
  }
}
