import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/audit.module.js';
import { GalleryModule } from '../gallery/gallery.module.js';
import { InputsModule } from '../inputs/inputs.module.js';
import { RedisConnections } from '../platform/redis/redis-connections.js';
import { PromptsModule } from '../prompts/prompts.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { BackendAudit } from './backend-audit.service.js';
import { BackendWatch } from './backend-watch.service.js';
import { CheckpointStore } from './checkpoint-store.service.js';
import { InputCleaner } from './input-cleaner.service.js';
import { JobCanceller } from './job-canceller.service.js';
import { JobConsumer } from './job-consumer.service.js';
import { JobCreator } from './job-creator.service.js';
import { JobEvents } from './job-events.service.js';
import { JobLeases } from './job-leases.service.js';
import { JobOutcome } from './job-outcome.service.js';
import { ClientLimits } from './client-limits.service.js';
import { JobStatisticsReader } from './job-statistics.service.js';
import { JobReader } from './job-reader.service.js';
import { JobRequestService } from './job-request.service.js';
import { JobRunner } from './job-runner.service.js';
import { JobEditor } from './job-editor.service.js';
import { JobOrder } from './job-order.service.js';
import { JobEntity } from './job.entity.js';
import { LaneSwitch } from './lane-switch.service.js';
import { LiveJobs } from './live-jobs.service.js';
import { MemoryPreviewStore } from './previews/memory-preview-store.js';
import { PausedLaneEntity } from './paused-lane.entity.js';
import { PreviewStore } from './previews/preview-store.js';
import { QueueForecast } from './queue-forecast.service.js';
import { WaitingJobs } from './waiting-jobs.service.js';
import { RedisPreviewStore } from './previews/redis-preview-store.js';

@Module({
  imports: [
    AuditModule,
    GalleryModule,
    InputsModule,
    PromptsModule,
    QueueModule,
    TypeOrmModule.forFeature([JobEntity, PausedLaneEntity]),
  ],
  providers: [
    BackendAudit,
    BackendWatch,
    CheckpointStore,
    InputCleaner,
    JobCanceller,
    JobConsumer,
    JobCreator,
    JobEditor,
    JobEvents,
    JobLeases,
    JobOrder,
    JobOutcome,
    ClientLimits,
    JobReader,
    JobStatisticsReader,
    JobRequestService,
    JobRunner,
    LaneSwitch,
    LiveJobs,
    QueueForecast,
    WaitingJobs,
    {
      provide: PreviewStore,
      inject: [RedisConnections],
      useFactory: (redis: RedisConnections | null): PreviewStore =>
        redis === null ? new MemoryPreviewStore() : new RedisPreviewStore(redis),
    },
  ],
  exports: [
    JobCanceller,
    JobConsumer,
    JobCreator,
    JobEditor,
    JobOrder,
    JobOutcome,
    JobReader,
    JobStatisticsReader,
    LaneSwitch,
    LiveJobs,
    PreviewStore,
    QueueForecast,
    WaitingJobs,
  ],
})
export class GenerationModule {}
