import { JsonPipe } from '@angular/common';
import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { AuditRecord } from '../api/generated/models/audit-record';
import { formatDateTime, formatTime } from '../ui/format/date';
import { actionWords, isFailure } from './action-words';
import { actorWords, dataWords, hasTexts } from './record-words';

/** One record on the timeline; open, all that it says. */
@Component({
  selector: 'app-audit-record',
  imports: [JsonPipe, RouterLink],
  templateUrl: './audit-record.html',
  styleUrl: './audit-record.css',
})
export class AuditRecordRow {
  readonly record = input.required<AuditRecord>();
  /** Whether everything about its subject is in sight already. */
  readonly alone = input.required<boolean>();
  readonly redacted = output();

  protected readonly action = computed(() => actionWords(this.record().action));
  protected readonly isFailure = computed(() => isFailure(this.record().action));
  protected readonly isPersons = computed(() => this.record().actor.startsWith('client:'));
  protected readonly time = computed(() => formatTime(this.record().time));
  protected readonly fullTime = computed(() => formatDateTime(this.record().time));
  protected readonly actor = computed(() => actorWords(this.record().actor));
  protected readonly words = computed(() => dataWords(this.record()));
  protected readonly hasTexts = computed(() => hasTexts(this.record().data));
  /** Where all about its subject is: a job with its pictures, or whatever else is on record under one id. */
  protected readonly life = computed(() => {
    const { subject_type, subject_id } = this.record();
    if (['job', 'image'].includes(subject_type)) return { life: subject_id };
    return ['audit', 'queue', 'gallery', 'prompt'].includes(subject_type)
      ? undefined
      : { subject: subject_id };
  });
}
