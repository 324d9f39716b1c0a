import { canonicalParameter, type ImageOption, type OptionSchema } from '@cyberimage/core';
import { Injectable } from '@nestjs/common';
import { GalleryService } from '../gallery/gallery.service.js';
import { ImageFiles } from '../gallery/image-files.service.js';
import type { FieldError } from '../platform/errors/problem.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import type { InputEntity } from './input.entity.js';
import { InputStore } from './input-store.service.js';
import { UploadError } from './read-upload.js';

/** Fields of a request whose pictures are ids now. */
export interface StoredInputs {
  readonly fields: Readonly<Record<string, unknown>>;
  /** The inputs that they name. */
  readonly ids: readonly string[];
}

const INPUT_ID = /^[0-9a-f]{64}$/;
const IMAGE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DATA_URL = /^data:[^,]*;base64,/i;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** Shortest base64 text that can be a picture; below, it is a mistyped id. */
const MIN_BASE64_LENGTH = 80;

const SHOWN_LENGTH = 80;

const EXPECTED =
  'expected the id of an uploaded picture (POST /api/v1/inputs), of a picture of the gallery, a data: URL or base64';

/** Reads what clients send where a model takes a picture, and stores what is not stored yet. */
@Injectable()
export class GivenInputs {
  constructor(
    private readonly store: InputStore,
    private readonly gallery: GalleryService,
    private readonly files: ImageFiles,
  ) {}

  /**
   * Replaces the pictures of a request by the ids of stored inputs. A picture is an input's id, a gallery
   * picture's id, `{ "image_id": … }`, a `data:` URL, or base64.
   *
   * @throws ProblemException 422 with one entry per picture that is not there or is none
   */
  async toIds(options: OptionSchema, given: Readonly<Record<string, unknown>>): Promise<StoredInputs> {
    const fields: Record<string, unknown> = { ...given };
    const byOption = new Map<string, string>();
    const faults: FieldError[] = [];
    for (const [name, value] of Object.entries(given)) {
      const parameter = canonicalParameter(options, name, given);
      if (options[parameter]?.type !== 'image' || value === undefined || value === null || value === '') {
        continue;
      }
      try {
        const id = await this.idOf(value);
        fields[name] = id;
        byOption.set(parameter, id);
      } catch (error) {
        const fault = toFieldError(error, name);
        if (fault === undefined) throw error;
        faults.push({ ...fault, value: shown(value) });
      }
    }
    faults.push(...masksAlone(options, byOption));
    if (faults.length > 0) throw ProblemException.invalid(faults);
    return { fields, ids: [...byOption.values()] };
  }

  private async idOf(value: unknown): Promise<string> {
    const text = typeof value === 'object' && value !== null && 'image_id' in value ? value.image_id : value;
    if (typeof text !== 'string') throw new UnknownInput(EXPECTED);
    if (INPUT_ID.test(text)) {
      if ((await this.store.find(text)) !== null) return text;
      throw new UnknownInput(`there is no input ${text}; it may have been removed as unused: send it again`);
    }
    if (IMAGE_ID.test(text)) return (await this.copyOf(text)).id;
    const base64 = text.replace(DATA_URL, '').replace(/\s+/g, '');
    const isInline = DATA_URL.test(text) || base64.length >= MIN_BASE64_LENGTH;
    if (!isInline || !BASE64.test(base64)) throw new UnknownInput(EXPECTED);
    return (await this.store.store(Buffer.from(base64, 'base64'))).id;
  }

  /**
   * A gallery picture as an input: a copy, so that nothing happens to the job when the picture is deleted.
   *
   * @throws UnknownInput, UploadError
   */
  async copyOf(id: string): Promise<InputEntity> {
    const image = IMAGE_ID.test(id) ? await this.gallery.find(id) : null;
    if (image === null || image.purgedAt !== null) throw new UnknownInput(`there is no picture ${id}`);
    const data = await this.files.read(image.file);
    if (data === undefined) throw new UnknownInput(`the file of the picture ${id} is gone`);
    return this.store.store(data);
  }
}

class UnknownInput extends Error {}

/** What is wrong with a picture, for the client; undefined for an error of another kind. */
export function toFieldError(error: unknown, field: string): FieldError | undefined {
  if (error instanceof UploadError) return { field, code: error.code, message: `${field}: ${error.message}` };
  if (!(error instanceof UnknownInput)) return undefined;
  return { field, code: 'unknown-input', message: `${field}: ${error.message}` };
}

function masksAlone(options: OptionSchema, byOption: ReadonlyMap<string, string>): FieldError[] {
  return [...byOption.keys()].flatMap((field) => {
    const { of } = options[field] as ImageOption;
    if (of === undefined || byOption.has(of)) return [];
    const message = `${field} lies on the picture of ${of}, which is missing; send both`;
    return [{ field: of, code: 'required', message }];
  });
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, SHOWN_LENGTH);
  return typeof value === 'object' ? JSON.stringify(value).slice(0, SHOWN_LENGTH) : value;
}
