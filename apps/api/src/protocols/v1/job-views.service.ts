import { Injectable } from '@nestjs/common';
import { GalleryService } from '../../gallery/gallery.service.js';
import type { ImageEntity } from '../../gallery/image.entity.js';
import { JobReader } from '../../generation/job-reader.service.js';
import type { JobEntity } from '../../generation/job.entity.js';
import { LiveJobs } from '../../generation/live-jobs.service.js';
import { QueueForecast } from '../../generation/queue-forecast.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { toImageView } from './image-view.js';
import type { JobView } from './schemas/job.schema.js';

/** Jobs as the API shows them: the row, what is newer than the row, and the pictures. */
@Injectable()
export class JobViews {
  constructor(
    private readonly reader: JobReader,
    private readonly gallery: GalleryService,
    private readonly live: LiveJobs,
    private readonly forecast: QueueForecast,
  ) {}

  /** @throws ProblemException 404 */
  async find(id: string): Promise<JobView> {
    const job = await this.reader.find(id);
    const [view] = job === null ? [] : await this.show([job]);
    if (view === undefined) throw ProblemException.notFound(`There is no job ${id}`);
    return view;
  }

  async show(jobs: readonly JobEntity[]): Promise<JobView[]> {
    const isAnyOpen = jobs.some(({ status }) => status === 'pending' || status === 'processing');
    const secondsLeft = isAnyOpen ? (await this.forecast.compute()).jobs : new Map<string, number>();
    const images = Map.groupBy(await this.gallery.ofJobs(jobs.map(({ id }) => id)), ({ jobId }) => jobId);
    return Promise.all(
      jobs.map((job) => this.showOne(job, images.get(job.id) ?? [], secondsLeft.get(job.id))),
    );
  }

  private async showOne(
    job: JobEntity,
    images: readonly ImageEntity[],
    secondsLeft: number | undefined,
  ): Promise<JobView> {
    const { progress, previewUrl } = job.status === 'processing' ? this.live.get(job.id) : {};
    return {
      id: job.id,
      status: job.status,
      cancel_requested: job.cancelRequested,
      model: job.model,
      backend: job.backend,
      request: { ...job.request },
      progress: progress ?? (job.status === 'processing' ? job.progress : null),
      preview_url: previewUrl ?? null,
      images: images.map(toImageView),
      warnings: [...(job.warnings ?? [])],
      error: job.error,
      position: (await this.reader.placeInQueue(job)) ?? null,
      seconds_left: secondsLeft ?? null,
      attempts: job.attempts,
      request_id: job.requestId,
      created_at: new Date(job.createdAt).toISOString(),
      started_at: toIso(job.startedAt),
      completed_at: toIso(job.completedAt),
    };
  }
}

function toIso(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}
