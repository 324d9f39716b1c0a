import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@cyberimage/core';
import { ImageFiles } from './image-files.service.js';
import type { ImageEntity } from './image.entity.js';
import { parseObject } from './metadata/json-facts.js';
import { RECORD_KEYWORD } from './metadata/picture-record.js';
import { readTexts } from './metadata/read-texts.js';
import { writeInfotext } from './metadata/write-infotext.js';

/** A picture's generation data as A1111 writes it, for people to take elsewhere. */
@Injectable()
export class InfotextReader {
  constructor(private readonly files: ImageFiles) {}

  /** What another program wrote into the file, where it is of that kind; else written from what is on record. */
  async of(image: ImageEntity): Promise<string> {
    // Pictures that were made here may hold an older form of the text.
    const theirs = image.jobId === null ? await this.foreign(image) : undefined;
    if (theirs !== undefined) return theirs;
    const { model, width, height, seed } = image;
    return writeInfotext({
      model,
      width,
      height,
      seed: seed ?? '',
      parameters: image.parameters as JsonObject,
    });
  }

  private async foreign({ file }: ImageEntity): Promise<string | undefined> {
    const data = await this.files.read(file);
    if (data === undefined) return undefined;
    const texts = await readTexts(data);
    const text = texts.get('parameters');
    const isInfotext = text !== undefined && parseObject(text) === undefined;
    return isInfotext && !texts.has(RECORD_KEYWORD) ? text : undefined;
  }
}
