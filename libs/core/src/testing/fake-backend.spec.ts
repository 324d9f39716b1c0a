import { describe, expect, it } from 'vitest';
import { BackendError } from '../contract/backend-error.js';
import type { GenerationEvent } from '../contract/generation-event.js';
import type { GenerationRequest } from '../contract/generation-request.js';
import type { GenerateOptions } from '../contract/model-backend.js';
import { backendConformance } from './backend-conformance.js';
import type { ConformanceSubject } from './conformance-check.js';
import { FakeBackend } from './fake-backend.js';
import { paintPng } from './paint-png.js';

describe('FakeBackend', () => {
  backendConformance(it, { create: () => new FakeBackend() });
});

/** The names of the checks that `subject` does not pass. */
async function failures(subject: ConformanceSubject): Promise<string[]> {
  const checks: { name: string; run: () => Promise<void> }[] = [];
  backendConformance((name, run) => checks.push({ name, run }), subject);
  const failed: string[] = [];
  for (const { name, run } of checks) await run().catch(() => failed.push(name));
  return failed;
}

describe('backendConformance', () => {
  it('finds pictures that do not repeat', async () => {
    class Forgetful extends FakeBackend {
      override generate(
        request: GenerationRequest,
        options: GenerateOptions,
      ): AsyncGenerator<GenerationEvent> {
        return super.generate({ ...request, seed: BigInt(Math.floor(Math.random() * 1e9)) }, options);
      }
    }
    expect(await failures({ create: () => new Forgetful() })).toEqual([
      'gives the same picture for the same seed',
      'sends no previews where nobody looks at them, and gives the same picture',
      'makes picture i of a batch with seed + i, as a request of its own would',
      'stops within a step when cancelled, and works on',
    ]);
  });

  it('finds a backend that cannot be cancelled', async () => {
    class Stubborn extends FakeBackend {
      override generate(request: GenerationRequest): AsyncGenerator<GenerationEvent> {
        return super.generate(request, { signal: new AbortController().signal });
      }
    }
    expect(await failures({ create: () => new Stubborn() })).toEqual([
      'stops within a step when cancelled, and works on',
      'does nothing when it was cancelled beforehand',
    ]);
  });

  it('finds a backend whose events come in the wrong order', async () => {
    class Hasty extends FakeBackend {
      override async *generate(
        request: GenerationRequest,
        options: GenerateOptions,
      ): AsyncGenerator<GenerationEvent> {
        for await (const event of super.generate(request, options)) if (event.type !== 'started') yield event;
      }
    }
    const name = 'yields started, then pictures, then done, in data that can be sent to another process';
    expect(await failures({ create: () => new Hasty() })).toEqual([name]);
  });

  it('finds previews that nobody asked for', async () => {
    class Showy extends FakeBackend {
      override async *generate(
        request: GenerationRequest,
        options: GenerateOptions,
      ): AsyncGenerator<GenerationEvent> {
        for await (const event of super.generate(request, options)) {
          yield event;
          if (event.type === 'started')
            yield { type: 'preview', index: 0, mediaType: 'image/png', data: paintPng('red') };
        }
      }
    }
    expect(await failures({ create: () => new Showy() })).toEqual([
      'sends no previews where nobody looks at them, and gives the same picture',
    ]);
  });

  it('finds a backend that fails', async () => {
    const failWith = new BackendError('internal', 'broken');
    expect((await failures({ create: () => new FakeBackend({ failWith }) })).length).toBeGreaterThan(3);
  });

  it('finds a handle that stays open', async () => {
    const { createServer } = await import('node:net');
    const server = createServer();
    class Leaky extends FakeBackend {
      override async dispose(): Promise<void> {
        if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      }
    }
    const subject = { create: () => new Leaky() };
    const checks: (() => Promise<void>)[] = [];
    backendConformance((name, run) => name === 'leaves no handle open' && checks.push(run), subject);
    await expect(checks[0]!()).rejects.toThrow('still open after dispose(): TCPServerWrap × 1');
    server.close();
  });
});
