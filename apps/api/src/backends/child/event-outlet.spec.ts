import { describe, expect, it } from 'vitest';
import type { GenerationEvent } from '@cyberimage/core';
import { EventOutlet } from './event-outlet.js';

const preview = { type: 'preview', index: 0, mediaType: 'image/png', data: new Uint8Array(1) } as const;
const warning = { type: 'warning', code: 'a', message: 'b' } as const;

function outlet(window: number): { outlet: EventOutlet<GenerationEvent>; sent: string[] } {
  const sent: string[] = [];
  const send = async (event: GenerationEvent): Promise<void> => {
    sent.push(event.type);
  };
  return { outlet: new EventOutlet(window, send), sent };
}

describe('EventOutlet', () => {
  it('drops previews while the host is behind', async () => {
    const { outlet: out, sent } = outlet(2);
    for (let count = 0; count < 5; count++) await out.offer(preview);
    expect(sent).toEqual(['preview', 'preview']);
    out.acknowledge(1);
    await out.offer(preview);
    expect(sent).toHaveLength(3);
  });

  it('makes the backend wait with any other event', async () => {
    const { outlet: out, sent } = outlet(1);
    await out.offer(warning);
    const second = out.offer(warning);
    await Promise.resolve();
    expect(sent).toEqual(['warning']);
    out.acknowledge(1);
    await second;
    expect(sent).toEqual(['warning', 'warning']);
  });

  it('lets a waiting backend go on when it is closed', async () => {
    const { outlet: out, sent } = outlet(0);
    const waiting = out.offer(warning);
    out.close();
    await waiting;
    await out.offer({ type: 'done' });
    expect(sent).toEqual([]);
  });
});
