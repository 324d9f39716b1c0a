import { Logger, type OnModuleInit } from '@nestjs/common';
import { RepeatedWarning } from '../logging/repeated-warning.js';
import { EventBus, type AppEventListener } from './event-bus.js';
import { appEventSchema, type AppEvent } from './app-event.js';
import type { RedisConnections } from '../redis/redis-connections.js';

const CHANNEL = 'cyberimage:events';

/** Between API and worker processes, through Redis pub/sub. */
export class RedisEventBus extends EventBus implements OnModuleInit {
  private readonly logger = new Logger(RedisEventBus.name);
  private readonly trouble = new RepeatedWarning(this.logger);
  private readonly listeners = new Set<AppEventListener>();

  constructor(private readonly redis: RedisConnections) {
    super();
  }

  onModuleInit(): void {
    this.redis.subscribe(CHANNEL, (message) => this.receive(message));
  }

  publish(event: AppEvent): void {
    this.redis.client.publish(CHANNEL, JSON.stringify(event)).catch((error: unknown) => {
      this.trouble.log(`Events do not reach Redis: ${String(error)}`);
    });
  }

  subscribe(listener: AppEventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private receive(message: string): void {
    const event = appEventSchema.safeParse(JSON.parse(message));
    if (!event.success) {
      this.logger.warn({ message: message.slice(0, 200) }, 'An event of another version was left out');
      return;
    }
    for (const listener of this.listeners) listener(event.data);
  }
}
