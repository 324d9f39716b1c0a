import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '../platform/events/event-bus.js';
import { BackendHost } from '../backends/backend-host.service.js';

/** Tells the event stream when a backend's state changes. */
@Injectable()
export class BackendWatch implements OnModuleInit, OnModuleDestroy {
  private endWatch: (() => void) | undefined;

  constructor(
    private readonly host: BackendHost,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.endWatch = this.host.onChange(() => this.events.publish({ type: 'backend-changed' }));
  }

  onModuleDestroy(): void {
    this.endWatch?.();
  }
}
