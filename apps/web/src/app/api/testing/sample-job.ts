import type { Image } from '../generated/models/image';
import type { Job } from '../generated/models/job';

export function sampleJob(id: string, change: Partial<Job> = {}): Job {
  return {
    id,
    status: 'pending',
    cancel_requested: false,
    model: 'a',
    backend: 'local',
    request: { prompt: 'a green cat', steps: 12, seed: '7' },
    progress: null,
    preview_url: null,
    images: [],
    warnings: [],
    error: null,
    position: null,
    seconds_left: null,
    attempts: 0,
    request_id: null,
    created_at: '2026-01-01T12:00:00.000Z',
    started_at: null,
    completed_at: null,
    ...change,
  };
}

export function sampleImage(id: string, change: Partial<Image> = {}): Image {
  return {
    id,
    job_id: 'job',
    index: 0,
    model: 'a',
    prompt: 'a green cat',
    negative_prompt: '',
    seed: '18446744073709551615',
    width: 256,
    height: 256,
    bytes: 84_000,
    media_type: 'image/png',
    sha256: '',
    parameters: { prompt: 'a green cat', steps: 12, sampler: 'ddim' },
    warnings: [],
    url: `/media/images/${id}`,
    thumbnail_url: `/media/thumbnails/${id}`,
    created_at: '2026-01-01T12:00:00.000Z',
    generation_seconds: 4.2,
    favourite: false,
    backend: 'local',
    source_name: null,
    deleted_at: null,
    ...change,
  };
}
