import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { PROCESS_NAME } from '../platform/process-name.js';
import { AuditService } from './audit.service.js';

/** Puts on record when each process started and stopped. */
@Injectable()
export class AppLifecycleAudit implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.record('app.started');
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.record('app.stopped');
  }

  private async record(action: 'app.started' | 'app.stopped'): Promise<void> {
    const subjectId = PROCESS_NAME;
    await this.unitOfWork.run((manager) =>
      this.audit.append(manager, { actor: 'app', action, subjectType: 'app', subjectId }),
    );
  }
}
