import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { GalleryModule } from '../gallery/gallery.module.js';
import { GivenInputs } from './given-inputs.service.js';
import { InputFiles } from './input-files.service.js';
import { InputStore } from './input-store.service.js';
import { InputUseEntity } from './input-use.entity.js';
import { InputEntity } from './input.entity.js';

@Module({
  imports: [GalleryModule, TypeOrmModule.forFeature([InputEntity, InputUseEntity])],
  providers: [GivenInputs, InputFiles, InputStore],
  exports: [GivenInputs, InputFiles, InputStore],
})
export class InputsModule {}
