import { expect, it } from 'vitest';
import { EventLog } from './event-log.service.js';
import { InProcessEventBus } from './in-process-event-bus.js';

function createLog() {
  const bus = new InProcessEventBus();
  const log = new EventLog(bus);
  log.onModuleInit();
  const publish = (count: number): void => {
    for (let index = 0; index < count; index++) bus.publish({ type: 'backend-changed' });
  };
  return { log, publish };
}

it('gives what came after an id', () => {
  const { log, publish } = createLog();
  const start = log.lastEventId;
  publish(3);
  const all = log.since(start);
  expect(all).toMatchObject({ known: true, events: [{}, {}, {}] });
  if (!all.known) return;
  expect(log.since(all.events[1]?.id ?? '')).toEqual({ known: true, events: all.events.slice(2) });
  expect(log.since(log.lastEventId)).toEqual({ known: true, events: [] });
});

it('knows no ids of another process, from the future, or malformed', () => {
  const { log, publish } = createLog();
  publish(3);
  const [boot] = log.lastEventId.split('-');
  for (const id of [createLog().log.lastEventId, `${boot}-4`, `${boot}-`, `${boot}`, '']) {
    expect(log.since(id)).toEqual({ known: false });
  }
});

it('forgets the oldest ones', () => {
  const { log, publish } = createLog();
  const start = log.lastEventId;
  publish(5000);
  expect(log.since(start)).toEqual({ known: false });
  const [boot] = log.lastEventId.split('-');
  expect(log.since(`${boot}-3500`)).toMatchObject({ known: true });
});
