import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Job } from '../api/generated/models/job';
import { sampleJob } from '../api/testing/sample-job';
import { WaitingList, type PlaceChange } from './waiting-list';

const ROW_PX = 50;

const jobs = (...ids: string[]): Job[] =>
  ids.map((id, index) => sampleJob(id, { position: index + 1, request: { prompt: `prompt ${id}` } }));

async function draw(shown: readonly Job[]) {
  const fixture = TestBed.createComponent(WaitingList);
  fixture.componentRef.setInput('jobs', shown);
  fixture.componentRef.setInput('models', []);
  const moves: PlaceChange[] = [];
  fixture.componentInstance.moved.subscribe((change) => moves.push(change));
  await fixture.whenStable();
  const host = fixture.nativeElement as HTMLElement;
  document.body.append(host);
  const rows = () => [...host.querySelectorAll('li')];
  // jsdom lays nothing out.
  for (const [index, row] of rows().entries()) {
    row.getBoundingClientRect = () => new DOMRect(0, index * ROW_PX, 300, ROW_PX);
  }
  const grip = (prompt: string) => host.querySelector<HTMLElement>(`.grip[aria-label$="${prompt}"]`)!;
  return {
    fixture,
    moves,
    grip,
    rows,
    prompts: () => [...host.querySelectorAll('.prompt')].map((element) => element.textContent),
    told: () => host.querySelector('[role=status]')?.textContent,
    async press(element: HTMLElement, key: string) {
      element.focus();
      element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await fixture.whenStable();
    },
    async pointer(element: HTMLElement, type: string, clientY: number) {
      element.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, clientY, bubbles: true }));
      await fixture.whenStable();
    },
  };
}

beforeEach(() => {
  document.body.replaceChildren();
  HTMLElement.prototype.setPointerCapture = vi.fn();
  TestBed.configureTestingModule({ providers: [provideRouter([])] });
});

describe('WaitingList', () => {
  it('moves a job with the arrow keys, keeps the focus on it and says where it is', async () => {
    const list = await draw(jobs('a', 'b', 'c'));
    const handle = list.grip('prompt c');
    await list.press(handle, 'ArrowUp');
    await list.press(handle, 'ArrowUp');
    expect(list.moves.map(({ job, move }) => [job.id, move])).toEqual([
      ['c', { to: 'before', job_id: 'b' }],
      ['c', { to: 'before', job_id: 'a' }],
    ]);
    expect(list.prompts()).toEqual(['prompt c', 'prompt a', 'prompt b']);
    expect(document.activeElement).toBe(handle);
    expect(list.told()).toBe('prompt c: now in place 1 of 3');
    await list.press(handle, 'ArrowUp');
    expect(list.moves).toHaveLength(2);
  });

  it('takes a job to the end and to the beginning, and leaves other keys alone', async () => {
    const list = await draw(jobs('a', 'b', 'c'));
    await list.press(list.grip('prompt a'), 'End');
    await list.press(list.grip('prompt a'), 'Home');
    await list.press(list.grip('prompt a'), 'x');
    expect(list.moves.map(({ move }) => move)).toEqual([
      { to: 'after', job_id: 'c' },
      { to: 'before', job_id: 'b' },
    ]);
  });

  it('is dragged by its handle, by finger as by mouse', async () => {
    const list = await draw(jobs('a', 'b', 'c'));
    const handle = list.grip('prompt a');
    await list.pointer(handle, 'pointerdown', 20);
    await list.pointer(handle, 'pointermove', 22);
    expect(list.rows()[0]?.style.translate).toBe('');
    await list.pointer(handle, 'pointermove', 80);
    expect(list.rows().map((row) => row.style.translate)).toEqual(['0 60px', `0 -${ROW_PX}px`, '']);
    await list.pointer(handle, 'pointerup', 80);
    expect(list.moves).toEqual([
      { job: expect.objectContaining({ id: 'a' }), move: { to: 'after', job_id: 'b' } },
    ]);
    expect(list.prompts()).toEqual(['prompt b', 'prompt a', 'prompt c']);
  });

  it('lets go where the finger is taken away by the browser, or with Escape', async () => {
    const list = await draw(jobs('a', 'b'));
    const handle = list.grip('prompt a');
    await list.pointer(handle, 'pointerdown', 20);
    await list.pointer(handle, 'pointermove', 80);
    await list.pointer(handle, 'pointercancel', 80);
    await list.pointer(handle, 'pointerdown', 20);
    await list.pointer(handle, 'pointermove', 80);
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await list.pointer(handle, 'pointerup', 80);
    expect(list.moves).toEqual([]);
    expect(list.rows().every((row) => row.style.translate === '')).toBe(true);
  });

  it('goes by what the studio says once that has the order, or another list', async () => {
    const list = await draw(jobs('a', 'b', 'c'));
    await list.press(list.grip('prompt c'), 'Home');
    list.fixture.componentRef.setInput('jobs', jobs('a', 'b', 'c'));
    await list.fixture.whenStable();
    expect(list.prompts()).toEqual(['prompt c', 'prompt a', 'prompt b']);
    list.fixture.componentRef.setInput('jobs', jobs('c', 'a', 'b'));
    await list.fixture.whenStable();
    list.fixture.componentRef.setInput('jobs', jobs('b', 'c', 'a'));
    await list.fixture.whenStable();
    expect(list.prompts()).toEqual(['prompt b', 'prompt c', 'prompt a']);
  });

  it('tells places in the lane where only some of it is in sight', async () => {
    const some = jobs('a', 'b', 'c', 'd').filter(({ id }) => id === 'b' || id === 'd');
    const list = await draw(some);
    await list.press(list.grip('prompt d'), 'ArrowUp');
    expect(list.rows().map((row) => row.querySelector('.grip')?.textContent.trim())).toEqual(['2', '4']);
  });
});
