import { waitFor } from './wait-for.js';

/** What the tests read of a job. */
export interface JobView {
  readonly id: string;
  readonly status: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';
  readonly attempts: number;
  readonly progress: { readonly phase: string; readonly step: number; readonly of: number } | null;
  readonly images: readonly { readonly id: string; readonly index: number; readonly seed: string }[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** What the tests read of a model. */
export interface ModelView {
  readonly id: string;
  readonly backend: { readonly id: string; readonly name: string };
}

/** What the tests read of an error answer. */
export interface ProblemView {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly code: string; readonly message: string }[];
}

/** A program that speaks the REST API of a server. */
export class Client {
  constructor(private readonly server: { readonly url: string }) {}

  async get<T>(path: string): Promise<T> {
    const response = await fetch(this.server.url + path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Sends `body` and gives the answer whatever its status. */
  async post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(this.server.url + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Enqueues a request; gives the job's id. */
  async generate(request: Readonly<Record<string, unknown>>): Promise<string> {
    const { status, body } = await this.post('/api/v1/generate', request);
    if (status !== 202) throw new Error(`not accepted: ${status} ${JSON.stringify(body)}`);
    return (body as { job_id: string }).job_id;
  }

  job(id: string): Promise<JobView> {
    return this.get(`/api/v1/queue/jobs/${id}`);
  }

  /** Waits until one of the models fits: a backend has them some time after it was added. */
  async waitForModel(what: string, fits: (model: ModelView) => boolean): Promise<void> {
    await waitFor(what, async () => (await this.get<ModelView[]>('/api/v1/models')).some(fits) || undefined);
  }

  /** Waits until the job denoises: its first step is done and its last is not. */
  async waitUntilDenoising(id: string): Promise<JobView> {
    return waitFor(`job ${id} to denoise`, async () => {
      const job = await this.job(id);
      const isDenoising = job.status === 'processing' && job.progress?.phase === 'denoise';
      return isDenoising && job.progress.step >= 1 ? job : undefined;
    });
  }

  /** Waits for the job's end; throws when it did not complete. */
  async waitUntilCompleted(id: string): Promise<JobView> {
    const job = await waitFor(`job ${id} to end`, async () => {
      const now = await this.job(id);
      return ['completed', 'failed', 'cancelled'].includes(now.status) ? now : undefined;
    });
    if (job.status !== 'completed') throw new Error(`job ${id}: ${job.status} ${JSON.stringify(job.error)}`);
    return job;
  }
}
