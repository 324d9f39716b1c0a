import { inject, Injectable } from '@angular/core';

import { Api } from './generated/api';
import { imageChangesChange } from './generated/fn/gallery/image-changes-change';
import { imageChangesDeleteMany } from './generated/fn/gallery/image-changes-delete-many';
import { imageChangesEmptyTrash } from './generated/fn/gallery/image-changes-empty-trash';
import { imageChangesPurgeMany } from './generated/fn/gallery/image-changes-purge-many';
import { imageChangesReadTrash } from './generated/fn/gallery/image-changes-read-trash';
import { imageChangesRestoreMany } from './generated/fn/gallery/image-changes-restore-many';
import { imageChangesView } from './generated/fn/gallery/image-changes-view';
import { imageDownloadPrepare } from './generated/fn/gallery/image-download-prepare';
import { imagesBatch } from './generated/fn/gallery/images-batch';
import { imagesInfotext } from './generated/fn/gallery/images-infotext';
import { imagesKeys } from './generated/fn/gallery/images-keys';
import { imagesListValues } from './generated/fn/gallery/images-list-values';
import { imagesList } from './generated/fn/gallery/images-list';
import { imagesRead } from './generated/fn/gallery/images-read';
import { generateGenerate } from './generated/fn/generate/generate-generate';
import { modelsList } from './generated/fn/models/models-list';
import { jobChangesCancel } from './generated/fn/queue/job-changes-cancel';
import { jobChangesClear } from './generated/fn/queue/job-changes-clear';
import { jobChangesDelete } from './generated/fn/queue/job-changes-delete';
import { jobChangesEdit } from './generated/fn/queue/job-changes-edit';
import { jobChangesMove } from './generated/fn/queue/job-changes-move';
import { jobChangesRetry } from './generated/fn/queue/job-changes-retry';
import { jobsList } from './generated/fn/queue/jobs-list';
import { jobsRead } from './generated/fn/queue/jobs-read';
import { queuePause } from './generated/fn/queue/queue-pause';
import { queueRead } from './generated/fn/queue/queue-read';
import { queueResume } from './generated/fn/queue/queue-resume';
import type { EditedJob } from './generated/models/edited-job';
import type { GenerateRequest } from './generated/models/generate-request';
import type { GenerateResponse } from './generated/models/generate-response';
import type { Image } from './generated/models/image';
import type { ImageValues } from './generated/models/image-values';
import type { Job } from './generated/models/job';
import type { JobMove } from './generated/models/job-move';
import type { JobPage } from './generated/models/job-page';
import type { Model } from './generated/models/model';
import type { Queue } from './generated/models/queue';
import type { Trash } from './generated/models/trash';
import type { ImageFilter } from './image-filter';
import type { ImageKey } from './image-key';
import { IMAGE_ORDERS, type ImageOrder } from './image-order';
import type { JobFilter } from './job-filter';

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
  jobs(filter: JobFilter, limit: number, cursor?: string): Promise<JobPage> {
    return this.api.invoke(jobsList, { ...filter, limit, cursor });
  }

  job(id: string): Promise<Job> {
    return this.api.invoke(jobsRead, { id });
  }

  cancel(id: string): Promise<Job> {
    return this.api.invoke(jobChangesCancel, { id });
  }

  retry(id: string): Promise<Job> {
    return this.api.invoke(jobChangesRetry, { id });
  }

  editJob(id: string, body: GenerateRequest): Promise<EditedJob> {
    return this.api.invoke(jobChangesEdit, { id, body });
  }

  async moveJob(id: string, body: JobMove): Promise<void> {
    await this.api.invoke(jobChangesMove, { id, body });
  }

  async deleteJob(id: string): Promise<void> {
    await this.api.invoke(jobChangesDelete, { id });
  }

  async clearEndedJobs(): Promise<void> {
    await this.api.invoke(jobChangesClear);
  }

  queue(): Promise<Queue> {
    return this.api.invoke(queueRead);
  }

  /** @param lane all of them where it is left out */
  pauseLane(lane?: string): Promise<Queue> {
    return this.api.invoke(queuePause, { body: { lane } });
  }

  /** @param lane all of them where it is left out */
  resumeLane(lane?: string): Promise<Queue> {
    return this.api.invoke(queueResume, { body: { lane } });
  }

  /** The newest ones. */
  async latestImages(limit: number): Promise<readonly Image[]> {
    return (await this.api.invoke(imagesList, { limit })).images;
  }

  /** The ids of many pictures at once, newest first, and where they go on. */
  async imageKeys(
    { favourite, trash, ...filter }: ImageFilter,
    order: ImageOrder,
    limit: number,
    cursor?: string,
  ): Promise<{ keys: readonly ImageKey[]; next: string | undefined }> {
    const flags = { favourite: favourite && 'true', trash: trash && 'true' } as const;
    const asked = { ...filter, ...flags, ...IMAGE_ORDERS[order], limit, cursor };
    const page = await this.api.invoke(imagesKeys, asked);
    const keys = page.ids.map((id, index) => ({ id, createdAt: page.created_at[index] ?? 0 }));
    return { keys, next: page.next_cursor ?? undefined };
  }

  /** What filters can choose from. */
  imageValues(): Promise<ImageValues> {
    return this.api.invoke(imagesListValues);
  }

  /** The generation data in the words that other programs read. */
  async infotext(id: string): Promise<string> {
    return (await this.api.invoke(imagesInfotext, { id })).infotext;
  }

  /** Those of the ids that there are. */
  async imageBatch(ids: readonly string[]): Promise<readonly Image[]> {
    return (await this.api.invoke(imagesBatch, { ids: ids.join(',') })).images;
  }

  image(id: string): Promise<Image> {
    return this.api.invoke(imagesRead, { id });
  }

  /** Puts on record that the picture is looked at. */
  noteView(id: string): Promise<void> {
    return this.api.invoke(imageChangesView, { id });
  }

  setFavourite(id: string, favourite: boolean): Promise<Image> {
    return this.api.invoke(imageChangesChange, { id, body: { favourite } });
  }

  /** @returns the ids of those that are in the trash now */
  async deleteImages(ids: readonly string[]): Promise<readonly string[]> {
    return (await this.api.invoke(imageChangesDeleteMany, { body: { ids: [...ids] } })).ids;
  }

  /** @returns the address of an archive of them */
  async prepareDownload(ids: readonly string[]): Promise<string> {
    return (await this.api.invoke(imageDownloadPrepare, { body: { ids: [...ids] } })).url;
  }

  /** Out of the trash, for good. */
  async purgeImages(ids: readonly string[]): Promise<void> {
    await this.api.invoke(imageChangesPurgeMany, { body: { ids: [...ids] } });
  }

  async emptyTrash(): Promise<void> {
    await this.api.invoke(imageChangesEmptyTrash);
  }

  trash(): Promise<Trash> {
    return this.api.invoke(imageChangesReadTrash);
  }

  async restoreImages(ids: readonly string[]): Promise<void> {
    await this.api.invoke(imageChangesRestoreMany, { body: { ids: [...ids] } });
  }
}
