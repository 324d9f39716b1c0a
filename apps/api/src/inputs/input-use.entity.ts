import { Entity, PrimaryColumn } from 'typeorm';

/** A job refers to an input, or did before it was edited. Stays when the job is deleted: its pictures may be there. */
@Entity('input_uses')
export class InputUseEntity {
  @PrimaryColumn({ name: 'job_id', type: 'varchar', length: 36 })
  jobId: string;

  @PrimaryColumn({ name: 'input_id', type: 'varchar', length: 64 })
  inputId: string;
}
