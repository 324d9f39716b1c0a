import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { LibraryModule } from './library.module.js';
import { ModelDownloads } from './model-downloads.service.js';

/** Downloads, for the one process that serves HTTP: workers would fetch the same again. */
@Module({ imports: [AuditModule, LibraryModule], providers: [ModelDownloads], exports: [ModelDownloads] })
export class DownloadsModule {}
