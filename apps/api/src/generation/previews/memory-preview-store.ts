import { PreviewStore, type Preview } from './preview-store.js';

/** For the one process that does everything. */
export class MemoryPreviewStore extends PreviewStore {
  private readonly previews = new Map<string, Preview>();

  async put(jobId: string, preview: Preview): Promise<void> {
    this.previews.set(jobId, preview);
  }

  async get(jobId: string): Promise<Preview | undefined> {
    return this.previews.get(jobId);
  }

  async delete(jobId: string): Promise<void> {
    this.previews.delete(jobId);
  }
}
