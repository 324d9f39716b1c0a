import { ok, readExactJson, type FakeReply, type FakeRequest } from './fake-http.js';
import type { FakeProcess } from './fake-process.js';

/** The /internal routes: there only with the web UI, and open to everybody. */
export function internalRoute(request: FakeRequest, process: FakeProcess): FakeReply | undefined {
  switch (`${request.method} ${request.path}`) {
    case 'GET /internal/ping':
      return ok({});
    case 'GET /internal/pending-tasks':
      return ok({ size: process.pending.length, tasks: process.pending });
    case 'GET /internal/sysinfo': {
      const sysinfo = { Platform: 'Linux', Version: process.variant.version, 'Script path': '/srv/fake' };
      return {
        status: 200,
        bytes: Buffer.from(JSON.stringify(sysinfo)),
        headers: { 'content-type': 'text/plain' },
      };
    }
    case 'POST /internal/progress':
      return ok(taskProgress(request, process));
    default:
      return undefined;
  }
}

function taskProgress(request: FakeRequest, process: FakeProcess): object {
  const body = readExactJson(request.text) as {
    id_task: string;
    id_live_preview?: number;
    live_preview?: boolean;
  };
  const { id_task: id, id_live_preview: seen = -1 } = body;
  const active = process.currentTask === id;
  const place = process.pending.indexOf(id);
  const { sampling_step: step, sampling_steps: steps } = process.state;
  const isNew =
    active && body.live_preview !== false && process.preview !== undefined && process.previewId !== seen;
  const textinfo = place >= 0 ? `In queue: ${place + 1}/${process.pending.length}` : 'Waiting...';
  return {
    active,
    queued: place >= 0,
    completed: process.finished.includes(id),
    progress: active ? step / Math.max(1, steps) : null,
    eta: null,
    live_preview: isNew ? `data:image/png;base64,${process.preview!.toString('base64')}` : null,
    id_live_preview: active ? process.previewId : -1,
    textinfo: active ? null : textinfo,
  };
}
