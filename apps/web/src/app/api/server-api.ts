import { inject, Injectable } from '@angular/core';

import { Api } from './generated/api';
import { backendsList } from './generated/fn/backends/backends-list';
import { pluginsList } from './generated/fn/plugins/plugins-list';
import { serversAdd } from './generated/fn/servers/servers-add';
import { serversChange } from './generated/fn/servers/servers-change';
import { serversList } from './generated/fn/servers/servers-list';
import { serversProbe } from './generated/fn/servers/servers-probe';
import { serversRemove } from './generated/fn/servers/servers-remove';
import type { Backend } from './generated/models/backend';
import type { Plugin } from './generated/models/plugin';
import type { Server } from './generated/models/server';
import type { ServerChange } from './generated/models/server-change';
import type { ServerDraft } from './generated/models/server-draft';
import type { ServerProbe } from './generated/models/server-probe';

/** The calls of the generated client about servers and what stands behind them. */
@Injectable({ providedIn: 'root' })
export class ServerApi {
  private readonly api = inject(Api);

  servers(): Promise<Server[]> {
    return this.api.invoke(serversList);
  }

  backends(): Promise<Backend[]> {
    return this.api.invoke(backendsList);
  }

  plugins(): Promise<Plugin[]> {
    return this.api.invoke(pluginsList);
  }

  add(body: ServerDraft): Promise<Server> {
    return this.api.invoke(serversAdd, { body });
  }

  change(alias: string, body: ServerChange): Promise<Server> {
    return this.api.invoke(serversChange, { alias, body });
  }

  probe(alias: string): Promise<ServerProbe> {
    return this.api.invoke(serversProbe, { alias });
  }

  async remove(alias: string): Promise<void> {
    await this.api.invoke(serversRemove, { alias });
  }
}
