import { hostname } from 'node:os';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
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
    const subjectId = `${hostname()}:${process.pid}`;
    await this.unitOfWork.run((manager) =>
      this.audit.append(manager, { actor: 'app', action, subjectType: 'app', subjectId }),
    );
  }
}
