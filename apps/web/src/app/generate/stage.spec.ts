import { signal } from '@angular/core';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LatestImages } from '../api/latest-images';
import type { Image } from '../api/generated/models/image';
import type { Job } from '../api/generated/models/job';
import { JobStore } from '../api/job-store';
import { READY, type LoadState } from '../api/load-state';
import { settle } from '../api/testing/fake-event-stream';
import { sampleImage, sampleJob } from '../api/testing/sample-job';
import { formatFacts } from '../ui/format/facts';
import { Stage } from './stage';

const focused = signal<Job | undefined>(undefined);
const images = signal<readonly Image[]>([]);
const deletedIds = signal<ReadonlySet<string>>(new Set());
const state = signal<LoadState>(READY);

/** Lets the picture that is being loaded be ready to paint. */
let arrive: () => void;
let stage: ComponentFixture<Stage>;

beforeEach(() => {
  vi.stubGlobal(
    'Image',
    class {
      src = '';
      decode = () => new Promise<void>((resolve) => (arrive = resolve));
    },
  );
  focused.set(undefined);
  images.set([]);
  deletedIds.set(new Set());
  state.set(READY);
  TestBed.configureTestingModule({
    providers: [
      provideRouter([]),
      { provide: JobStore, useValue: { focused } },
      { provide: LatestImages, useValue: { images, deletedIds, state } },
    ],
  });
  stage = TestBed.createComponent(Stage);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function text(): Promise<string> {
  await settle();
  stage.detectChanges();
  return (stage.nativeElement as HTMLElement).textContent;
}

function pictures(): (string | null)[] {
  const found = (stage.nativeElement as HTMLElement).querySelectorAll('img');
  return [...found].map((image) => image.getAttribute('src'));
}

const completed = sampleJob('job', { status: 'completed', images: [sampleImage('new')] });

describe('Stage', () => {
  it('invites to the first picture', async () => {
    expect(await text()).toContain('Make your first picture');
  });

  it('says what is missing where the pictures could not be read, not that the studio is gone', async () => {
    state.set({ kind: 'failed', problem: { status: 0, message: '', fields: {} } });
    const shown = await text();
    expect(shown).toContain('The pictures could not be read');
    expect(shown).not.toContain('does not answer');
  });

  it('shows the newest picture while nothing is being made', async () => {
    images.set([sampleImage('newest'), sampleImage('older')]);
    await text();
    expect(pictures()).toEqual(['/media/images/newest']);
  });

  it('shows the preview of the running job and how far it is', async () => {
    const progress = { phase: 'denoise', step: 5, of: 12, fraction: 0.41, seconds_left: 3 } as const;
    focused.set(sampleJob('job', { status: 'processing', preview_url: '/preview?v=5', progress }));
    const shown = await text();
    expect(shown).toContain('41 %');
    expect(shown).toContain(formatFacts('step 5 of 12', '3 s left'));
    expect(pictures()).toEqual(['/preview?v=5']);
  });

  it('keeps the last preview until the picture can be painted', async () => {
    focused.set(sampleJob('job', { status: 'processing', preview_url: '/preview?v=9' }));
    await text();
    focused.set({ ...completed, preview_url: '/preview?v=9' });
    await text();
    expect(pictures()).toEqual(['/preview?v=9']);
    arrive();
    await text();
    expect(pictures()).toEqual(['/media/images/new']);
  });

  it('never asks for the preview of a job that was over when it came in sight', async () => {
    focused.set({ ...completed, preview_url: '/preview?v=9' });
    await text();
    expect(pictures()).toEqual(['/media/images/new']);
  });

  it('does not show a deleted picture again', async () => {
    focused.set(completed);
    images.set([sampleImage('older')]);
    deletedIds.set(new Set(['new']));
    await text();
    expect(pictures()).toEqual(['/media/images/older']);
  });

  it('says why a picture could not be made', async () => {
    const error = { code: 'out-of-memory', message: 'Not enough memory for 512 × 512 pixels.' };
    focused.set(sampleJob('job', { status: 'failed', error }));
    expect(await text()).toContain('There is not enough memory');
    expect(await text()).toContain(error.message);
  });
});
