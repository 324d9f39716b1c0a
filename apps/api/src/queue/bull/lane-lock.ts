import type { Redis } from 'ioredis';

/** Both only where the lock is the caller's own: it may have run out meanwhile. */
const RENEW = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`;
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/** Who wants a lane for itself, and what it does about it. */
export interface LaneLockOptions {
  readonly redis: Redis;
  readonly lane: string;
  /** Unlike any other process. */
  readonly owner: string;
  /** After so long without a sign of life another process may have it. */
  readonly ttlMs: number;
  readonly onGained: () => void;
  readonly onLost: () => void;
  readonly onError: (error: Error) => void;
}

/** A lane that one process at a time takes jobs of: asked for again and again, kept as long as this process lives. */
export class LaneLock {
  private readonly key: string;
  private readonly timer: NodeJS.Timeout;
  private isHeld = false;
  private asking: Promise<void>;

  constructor(private readonly options: LaneLockOptions) {
    this.key = `cyberimage:lane-owner:${options.lane}`;
    this.asking = this.ask();
    this.timer = setInterval(() => {
      this.asking = this.asking.then(() => this.ask());
    }, options.ttlMs / 3);
    this.timer.unref();
  }

  /** Lets others have it at once. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.asking;
    const { redis, owner, onError } = this.options;
    if (this.isHeld) await redis.eval(RELEASE, 1, this.key, owner).catch(onError);
  }

  private async ask(): Promise<void> {
    const { redis, owner, ttlMs, onGained, onLost, onError } = this.options;
    try {
      const isOurs = this.isHeld
        ? (await redis.eval(RENEW, 1, this.key, owner, ttlMs)) === 1
        : (await redis.set(this.key, owner, 'PX', ttlMs, 'NX')) === 'OK';
      if (isOurs === this.isHeld) return;
      this.isHeld = isOurs;
      if (isOurs) onGained();
      else onLost();
    } catch (error) {
      onError(error as Error);
    }
  }
}
