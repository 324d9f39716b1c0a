import type { JsonObject } from '@cyberimage/core';

/** What is put on record. */
export interface AuditEntry {
  /** Who did it: `client:127.0.0.1`, `worker:<id>`, `app`. */
  readonly actor: string;
  readonly action: AuditAction;
  readonly subjectType:
    | 'job'
    | 'image'
    | 'app'
    | 'lane'
    | 'queue'
    | 'audit'
    | 'prompt'
    | 'server'
    | 'model'
    | 'gallery'
    | 'setting'
    | 'plugin';
  readonly subjectId: string;
  readonly data?: JsonObject;
}

/** Subject and verb in the past tense. */
type AuditAction =
  | 'job.created'
  | 'job.started'
  | 'job.retried'
  | 'job.requeued'
  | 'job.completed'
  | 'job.failed'
  | 'job.cancelled'
  | 'job.cancel-requested'
  | 'job.retry-requested'
  | 'job.edited'
  | 'job.moved'
  | 'job.deleted'
  | 'queue.cleared'
  | 'lane.paused'
  | 'lane.resumed'
  | 'image.created'
  | 'image.imported'
  | 'image.viewed'
  | 'image.downloaded'
  | 'image.deleted'
  | 'image.restored'
  | 'image.purged'
  | 'image.favourited'
  | 'image.unfavourited'
  | 'server.added'
  | 'server.changed'
  | 'server.removed'
  | 'setting.changed'
  | 'setting.reset'
  | 'plugin.enabled'
  | 'plugin.disabled'
  | 'plugin.granted'
  | 'plugin.installed'
  | 'plugin.updated'
  | 'plugin.removed'
  | 'backend.restarted'
  | 'model.added'
  | 'model.changed'
  | 'model.removed'
  | 'model.unloaded'
  | 'model.files-removed'
  | 'model.list-refreshed'
  | 'model.download-requested'
  | 'model.download-paused'
  | 'model.download-cancelled'
  | 'model.downloaded'
  | 'model.download-failed'
  | 'gallery.import-started'
  | 'gallery.import-ended'
  | 'gallery.rebuilt'
  | 'gallery.retained'
  | 'audit.redacted'
  | 'audit.trimmed'
  | 'prompt.enriched'
  | 'prompt.enrichment-failed'
  | 'app.started'
  | 'app.stopped';
