import type { AuditRecord } from '../api/generated/models/audit-record';
import type { AuditVerdict } from '../api/generated/models/audit-verdict';
import { formatElapsed } from '../ui/format/duration';

/** For programs, not for people: they stand in the whole record. */
const HIDDEN = new Set([
  'backend',
  'content_hash',
  'credentials',
  'enabled',
  'hash',
  'index',
  'job_id',
  'negative_prompt',
  'process',
  'sha256',
  'cues',
  'instruction',
]);

const LABELS: Readonly<Record<string, string>> = {
  attempt: $localize`attempt`,
  attempts: $localize`attempts`,
  days: $localize`days`,
  deleted: $localize`deleted`,
  folder: $localize`folder`,
  format: $localize`format`,
  from: $localize`from`,
  generation_seconds: $localize`took`,
  imported: $localize`imported`,
  jobs: $localize`jobs`,
  models: $localize`models`,
  reachable: $localize`answers`,
  redacted: $localize`with words taken out`,
  records: $localize`records`,
  run_seconds: $localize`ran for`,
  seconds: $localize`took`,
  seed: $localize`seed`,
  to: $localize`to`,
  valid: $localize`in order`,
  version: $localize`version`,
  waited_seconds: $localize`waited for`,
};

/** Values that say what they are. */
const UNLABELLED = new Set([
  'alias',
  'error',
  'kind',
  'media_type',
  'message',
  'model',
  'name',
  'plugin',
  'prompt',
  'reason',
]);

/** Where people's own words stand in a record, as the server knows it too. */
const TEXTS = new Set(['prompt', 'negative_prompt', 'instruction', 'result']);
const REDACTED = '[redacted]';

/** Who did it: the address of a client, or which part of the studio. */
export function actorWords(actor: string): string {
  const [kind, name] = [actor.slice(0, actor.indexOf(':')), actor.slice(actor.indexOf(':') + 1)];
  if (kind === 'client') return $localize`by ${name}:actor:`;
  return kind === 'worker' ? $localize`by a worker` : $localize`by the studio`;
}

/** What a record says beside its action: a prompt, or its texts and numbers one after the other. */
export function dataWords({ data, subject_type, subject_id }: AuditRecord): string {
  const request = data['request'];
  const prompt = isObject(request) ? request['prompt'] : data['prompt'];
  const own = ['setting', 'style', 'preset', 'model', 'plugin'].includes(subject_type) ? [subject_id] : [];
  const told = typeof prompt === 'string' && prompt !== '' ? [prompt] : facts(data);
  return [...own, ...told].join(' · ');
}

/** Whether there are words of people in it that can be taken out. */
export function hasTexts(value: unknown, name = ''): boolean {
  if (typeof value === 'string') return TEXTS.has(name) && value !== '' && value !== REDACTED;
  if (Array.isArray(value)) return value.some((part) => hasTexts(part));
  return isObject(value) && Object.entries(value).some(([key, part]) => hasTexts(part, key));
}

function facts(data: AuditRecord['data']): string[] {
  const size =
    'width' in data && 'height' in data ? [`${String(data['width'])} × ${String(data['height'])}`] : [];
  const others = Object.entries(data).flatMap(([name, value]) => {
    if (HIDDEN.has(name) || name === 'width' || name === 'height' || value === null || value === '')
      return [];
    const text = textOf(name, value);
    if (text === undefined) return [];
    return [UNLABELLED.has(name) ? text : `${LABELS[name] ?? name.replaceAll('_', ' ')} ${text}`];
  });
  return [...size, ...others];
}

function textOf(name: string, value: unknown): string | undefined {
  if (typeof value === 'number') return name.endsWith('seconds') ? formatElapsed(value) : String(value);
  if (typeof value === 'boolean') return value ? $localize`yes` : $localize`no`;
  if (typeof value === 'string') return value;
  // An error tells its message.
  return isObject(value) && typeof value['message'] === 'string' ? value['message'] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function verdictWords(verdict: AuditVerdict): string {
  if (verdict.valid) {
    const records = verdict.records ?? 0;
    return records === 1
      ? $localize`The only record is in order.`
      : $localize`All ${records}:count: records are in order.`;
  }
  return $localize`Record ${verdict.sequence ?? '?'}:sequence: is not in order: ${verdict.reason ?? $localize`no reason is given`}:reason:.`;
}
