import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { SecretBox } from './secret-box.service.js';

@Module({
  providers: [
    { provide: SecretBox, inject: [Settings], useFactory: (settings: Settings) => new SecretBox(settings) },
  ],
  exports: [SecretBox],
})
export class SecretsModule {}
