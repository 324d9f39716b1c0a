import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { EventStream, OPEN_EVENT_SOURCE } from './event-stream';
import type { AppEvent } from './generated/models/app-event';

/** Plays the browser's EventSource. */
class FakeSource extends EventTarget {
  readyState = 0;
  constructor(readonly url: string) {
    super();
  }
  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  message(event: AppEvent, lastEventId: string): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(event), lastEventId }));
  }
  /** The browser tries again by itself, or gives up. */
  fail(givesUp: boolean): void {
    this.readyState = givesUp ? 2 : 0;
    this.dispatchEvent(new Event('error'));
  }
  close(): void {
    this.readyState = 2;
  }
}

let sources: FakeSource[];
let heard: string[];
let stream: EventStream;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', { CLOSED: 2 });
  sources = [];
  heard = [];
  const openSource = (url: string): FakeSource => {
    const source = new FakeSource(url);
    sources.push(source);
    return source;
  };
  TestBed.configureTestingModule({ providers: [{ provide: OPEN_EVENT_SOURCE, useValue: openSource }] });
  stream = TestBed.inject(EventStream);
  stream.listen((event) => heard.push(event.type));
});

afterEach(() => {
  TestBed.resetTestingModule();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('EventStream', () => {
  it('hands events on', () => {
    sources[0]?.open();
    sources[0]?.message({ type: 'backend-changed' }, 'boot-1');
    expect(stream.connection()).toBe('open');
    expect(heard).toEqual(['backend-changed']);
  });

  it('says that the connection is lost only when it stays so', () => {
    sources[0]?.open();
    sources[0]?.fail(false);
    vi.advanceTimersByTime(1000);
    sources[0]?.open();
    vi.advanceTimersByTime(5000);
    expect(stream.connection()).toBe('open');
    sources[0]?.fail(false);
    vi.advanceTimersByTime(2000);
    expect(stream.connection()).toBe('lost');
    sources[0]?.open();
    expect(stream.connection()).toBe('open');
  });

  it('leaves the re-attaching to the browser while it tries', () => {
    sources[0]?.open();
    sources[0]?.message({ type: 'backend-changed' }, 'boot-1');
    sources[0]?.fail(false);
    vi.advanceTimersByTime(60_000);
    sources[0]?.open();
    expect(sources).toHaveLength(1);
    expect(heard).toEqual(['backend-changed']);
  });

  it('opens a fresh one from the last event when the browser gave up', () => {
    sources[0]?.open();
    sources[0]?.message({ type: 'backend-changed' }, 'boot-1');
    sources[0]?.fail(true);
    vi.advanceTimersByTime(2000);
    expect(sources[1]?.url).toBe('/api/v1/events?last_event_id=boot-1');
    sources[1]?.open();
    expect(heard).toEqual(['backend-changed']);
  });

  it('tells listeners to begin anew when there is no event to go on from', () => {
    sources[0]?.fail(true);
    vi.advanceTimersByTime(2000);
    expect(sources[1]?.url).toBe('/api/v1/events');
    sources[1]?.open();
    expect(heard).toEqual(['reset']);
  });

  it('closes with the application', () => {
    sources[0]?.open();
    TestBed.resetTestingModule();
    expect(sources[0]?.readyState).toBe(2);
  });
});
