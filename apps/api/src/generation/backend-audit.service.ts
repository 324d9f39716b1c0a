import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { BackendHost } from '../backends/backend-host.service.js';
import type { BackendInstanceState, BackendInstanceStatus } from '../backends/backend-instance-status.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { PROCESS_NAME } from '../platform/process-name.js';

type Turn = 'started' | 'failed' | 'stopped';

/** What a state means for people; undefined for one that is only on the way to another. */
const TURNS: Readonly<Partial<Record<BackendInstanceState, Turn>>> = {
  ready: 'started',
  restarting: 'failed',
  parked: 'failed',
  stopped: 'stopped',
};

/** Puts on record when a backend became ready, failed or was stopped, as this process saw it. */
@Injectable()
export class BackendAudit implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(BackendAudit.name);
  private readonly last = new Map<string, Turn>();
  private endWatch: (() => void) | undefined;

  constructor(
    private readonly host: BackendHost,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  onModuleInit(): void {
    this.endWatch = this.host.onChange(() => this.look());
  }

  /** What ends with the whole process goes without saying. */
  onModuleDestroy(): void {
    this.endWatch?.();
  }

  private look(): void {
    for (const status of this.host.statuses()) {
      const turn = TURNS[status.state];
      const before = this.last.get(status.instanceId);
      // One that fails again and again is on record once; one that never ran has not stopped.
      if (turn === undefined || turn === before || (turn === 'stopped' && before === undefined)) continue;
      this.last.set(status.instanceId, turn);
      void this.record(turn, status);
    }
  }

  private async record(turn: Turn, status: BackendInstanceStatus): Promise<void> {
    const { instanceId, alias, displayName, version, reason } = status;
    const data = {
      name: alias ?? displayName,
      ...(version !== undefined && { version }),
      ...(reason !== undefined && { reason }),
      process: PROCESS_NAME,
    };
    const action = `backend.${turn}` as const;
    try {
      await this.unitOfWork.run((manager) =>
        this.audit.append(manager, {
          actor: 'app',
          action,
          subjectType: 'backend',
          subjectId: instanceId,
          data,
        }),
      );
    } catch (error) {
      this.logger.warn({ err: error, instanceId }, 'A change of a backend could not be put on record');
    }
  }
}
