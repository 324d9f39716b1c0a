import { inject, Injectable } from '@angular/core';

import { Api } from './generated/api';
import { imagesDelete } from './generated/fn/gallery/images-delete';
import { imagesList } from './generated/fn/gallery/images-list';
import { imagesRead } from './generated/fn/gallery/images-read';
import { generateGenerate } from './generated/fn/generate/generate-generate';
import { modelsList } from './generated/fn/models/models-list';
import { jobsCancel } from './generated/fn/queue/jobs-cancel';
import { jobsList } from './generated/fn/queue/jobs-list';
import { jobsRead } from './generated/fn/queue/jobs-read';
import type { GenerateRequest } from './generated/models/generate-request';
import type { GenerateResponse } from './generated/models/generate-response';
import type { Image } from './generated/models/image';
import type { ImagePage } from './generated/models/image-page';
import type { Job } from './generated/models/job';
import type { JobPage } from './generated/models/job-page';
import type { Model } from './generated/models/model';

const MOST_UNFINISHED = 200;

/** The calls of the generated client that the stores make. */
@Injectable({ providedIn: 'root' })
export class StudioApi {
  private readonly api = inject(Api);

  models(): Promise<Model[]> {
    return this.api.invoke(modelsList);
  }

  generate(body: GenerateRequest): Promise<GenerateResponse> {
    return this.api.invoke(generateGenerate, { body });
  }

  async unfinishedJobs(): Promise<Job[]> {
    const page = await this.api.invoke(jobsList, { status: 'pending,processing', limit: MOST_UNFINISHED });
    return page.jobs;
  }

  /** @param status some of the five, separated by commas */
  jobs(status: string, limit: number, cursor?: string): Promise<JobPage> {
    return this.api.invoke(jobsList, { status, limit, cursor });
  }

  job(id: string): Promise<Job> {
    return this.api.invoke(jobsRead, { id });
  }

  cancel(id: string): Promise<Job> {
    return this.api.invoke(jobsCancel, { id });
  }

  images(limit: number, cursor?: string): Promise<ImagePage> {
    return this.api.invoke(imagesList, { limit, cursor });
  }

  image(id: string): Promise<Image> {
    return this.api.invoke(imagesRead, { id });
  }

  async deleteImage(id: string): Promise<void> {
    await this.api.invoke(imagesDelete, { id });
  }
}
