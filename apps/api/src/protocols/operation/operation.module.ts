import { Module } from '@nestjs/common';
import { GenerationModule } from '../../generation/generation.module.js';
import { OperationController } from './operation.controller.js';

@Module({ imports: [GenerationModule], controllers: [OperationController] })
export class OperationModule {}
