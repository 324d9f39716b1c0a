import { Module } from '@nestjs/common';
import { GalleryModule } from '../../gallery/gallery.module.js';
import { GenerationModule } from '../../generation/generation.module.js';
import { OpenAiImagesController } from './openai-images.controller.js';

/** What programs written for OpenAI's API talk to. */
@Module({ imports: [GalleryModule, GenerationModule], controllers: [OpenAiImagesController] })
export class OpenAiModule {}
