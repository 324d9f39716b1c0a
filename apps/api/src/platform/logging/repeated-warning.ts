import type { Logger } from '@nestjs/common';

const SILENCE_MS = 60_000;

/** Logs a warning that comes again and again, as of a server that is away, once a minute. */
export class RepeatedWarning {
  private readonly lastLoggedMs = new Map<string, number>();

  constructor(private readonly logger: Logger) {}

  log(message: string): void {
    const now = performance.now();
    if (now - (this.lastLoggedMs.get(message) ?? -Infinity) < SILENCE_MS) return;
    this.lastLoggedMs.set(message, now);
    this.logger.warn(message);
  }
}
