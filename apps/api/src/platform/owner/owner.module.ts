import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { OwnerKey } from './owner-key.service.js';
import { OwnerGuard } from './owner.guard.js';

@Module({
  providers: [
    { provide: OwnerKey, inject: [Settings], useFactory: (settings: Settings) => new OwnerKey(settings) },
    OwnerGuard,
  ],
  exports: [OwnerGuard, OwnerKey],
})
export class OwnerModule {}
