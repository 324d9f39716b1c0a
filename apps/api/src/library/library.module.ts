import { Module } from '@nestjs/common';
import { ModelLibrary } from './model-library.service.js';

@Module({ providers: [ModelLibrary], exports: [ModelLibrary] })
export class LibraryModule {}
