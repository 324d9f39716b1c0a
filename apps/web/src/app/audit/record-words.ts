import type { AuditRecord } from '../api/generated/models/audit-record';
import type { AuditVerdict } from '../api/generated/models/audit-verdict';

/** "job.cancel-requested" as people read it: "Job cancel requested". */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[.-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who did it: the address of a client, or which part of the studio. */
export function actorWords(actor: string): string {
  const [kind, name] = [actor.slice(0, actor.indexOf(':')), actor.slice(actor.indexOf(':') + 1)];
  if (kind === 'client') return $localize`by ${name}:actor:`;
  return kind === 'worker' ? $localize`by a worker` : $localize`by the studio`;
}

/** What a record says beside its action: its texts and numbers, one after the other. */
export function dataWords(data: AuditRecord['data']): string {
  return Object.entries(data)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${String(value)}`)
    .join(' · ');
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
