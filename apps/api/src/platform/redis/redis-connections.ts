import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RepeatedWarning } from '../logging/repeated-warning.js';

type MessageListener = (message: string) => void;

/** The process's own Redis connections (Bull keeps others): one for commands, one for subscriptions. */
export class RedisConnections implements OnApplicationShutdown {
  private readonly logger = new Logger(RedisConnections.name);
  private readonly trouble = new RepeatedWarning(this.logger);
  private readonly listeners = new Map<string, MessageListener[]>();
  private readonly subscriber: Redis;
  readonly client: Redis;

  constructor(url: string) {
    this.client = new Redis(url, { maxRetriesPerRequest: 3 });
    // A subscribing connection can't answer the command that the ready check sends.
    this.subscriber = new Redis(url, { maxRetriesPerRequest: null, enableReadyCheck: false });
    for (const connection of [this.client, this.subscriber]) {
      connection.on('error', (error) => this.trouble.log(`Redis: ${error.message}`));
    }
    this.subscriber.on('message', (channel, message) => {
      for (const listener of this.listeners.get(channel) ?? []) listener(message);
    });
  }

  subscribe(channel: string, listener: MessageListener): void {
    this.listeners.set(channel, [...(this.listeners.get(channel) ?? []), listener]);
    this.subscriber.subscribe(channel).catch((error: unknown) => {
      this.logger.error({ err: error, channel }, 'Redis subscription failed');
    });
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
    this.subscriber.disconnect();
  }
}
