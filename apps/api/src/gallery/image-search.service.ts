import { Injectable } from '@nestjs/common';
import { DataSource, In, type SelectQueryBuilder } from 'typeorm';
import { DatabaseReader, type SqlParameters } from '../platform/database/database-reader.js';
import { PLACES_PER_MS } from './add-image.js';
import type { ImageFilter, ImageKeyPage, ImageOrder, ImagePlace, ImageSort } from './image-query.js';
import { ImageEntity } from './image.entity.js';
import { ftsQuery, searchWords, tsQuery } from './search-words.js';

const SORT_PROPERTIES = {
  date: 'place',
  model: 'model',
  size: 'sizeBytes',
} as const satisfies Record<ImageSort, keyof ImageEntity>;

interface KeyRow {
  readonly id: string;
  readonly place: number | string;
  readonly created: number | string;
  readonly value: string | number;
}

/** The place from which a list goes on behind `image`. */
export function placeOf(image: ImageEntity, sort: ImageSort): ImagePlace {
  return { value: image[SORT_PROPERTIES[sort]], place: image.place };
}

/**
 * Finds pictures. Every order ends in the place by date, and every filter has an index with it: a page costs
 * the same wherever it is.
 */
@Injectable()
export class ImageSearch {
  private readonly isPostgres: boolean;

  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: DatabaseReader,
  ) {
    this.isPostgres = dataSource.options.type === 'postgres';
  }

  async list(filter: ImageFilter, order: ImageOrder, limit: number): Promise<ImageEntity[]> {
    const rows = await this.rows<KeyRow>(this.ordered(filter, order).limit(limit));
    return this.load(rows.map(({ id }) => id));
  }

  /** The keys of many pictures at once: what a grid is laid out by. */
  async keys(filter: ImageFilter, order: ImageOrder, limit: number): Promise<ImageKeyPage> {
    const rows = await this.rows<KeyRow>(this.ordered(filter, order).limit(limit + 1));
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      keys: page.map(({ id, created }) => ({ id, createdAt: Number(created) })),
      next: last && {
        value: order.sort === 'model' ? last.value : Number(last.value),
        place: Number(last.place),
      },
    };
  }

  /** By page number from 1, newest first: for a protocol that knows no cursors. */
  async page(page: number, perPage: number): Promise<ImageEntity[]> {
    const order = { sort: 'date', descending: true } as const;
    const query = this.ordered({}, order).select('image.id', 'id');
    const rows = await this.rows<{ id: string }>(query.offset((page - 1) * perPage).limit(perPage));
    return this.load(rows.map(({ id }) => id));
  }

  async count(filter: ImageFilter): Promise<number> {
    const [row] = await this.rows<{ count: number | string }>(
      this.matching(filter).select('COUNT(*)', 'count'),
    );
    return Number(row?.count ?? 0);
  }

  /** Those of the ids that there are, in the order of the ids. */
  private async load(ids: readonly string[]): Promise<ImageEntity[]> {
    const found = await this.dataSource.getRepository(ImageEntity).findBy({ id: In([...ids]) });
    const byId = new Map(found.map((image) => [image.id, image]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  private async rows<T>(query: SelectQueryBuilder<ImageEntity>): Promise<T[]> {
    const [sql, parameters] = query.getQueryAndParameters();
    const values = parameters.map((value: unknown) =>
      typeof value === 'boolean' && !this.isPostgres ? Number(value) : value,
    );
    return this.reader.rows<T>(sql, values as unknown as SqlParameters);
  }

  private ordered(
    filter: ImageFilter,
    { sort, descending, after }: ImageOrder,
  ): SelectQueryBuilder<ImageEntity> {
    const query = this.matching(filter)
      .select('image.id', 'id')
      .addSelect('image.place', 'place')
      .addSelect('image.createdAt', 'created')
      .addSelect(`image.${SORT_PROPERTIES[sort]}`, 'value');
    const direction = descending ? 'DESC' : 'ASC';
    const beyond = descending ? '<' : '>';
    // SQLite's full-text table gives its rows in this order by itself.
    const place = filter.text === undefined || this.isPostgres ? 'image.place' : 'words.rowid';
    if (sort === 'date') {
      if (after !== undefined) query.andWhere(`${place} ${beyond} :place`, after);
      return query.orderBy(place, direction);
    }
    const column = `image.${SORT_PROPERTIES[sort]}`;
    if (after !== undefined) query.andWhere(`(${column}, image.place) ${beyond} (:value, :place)`, after);
    return query.orderBy(column, direction).addOrderBy('image.place', direction);
  }

  private matching(filter: ImageFilter): SelectQueryBuilder<ImageEntity> {
    const query = this.dataSource.getRepository(ImageEntity).createQueryBuilder('image');
    query.where(
      filter.trash === true
        ? 'image.deletedAt IS NOT NULL AND image.purgedAt IS NULL'
        : 'image.deletedAt IS NULL',
    );
    for (const name of ['model', 'backend', 'favourite', 'width', 'height'] as const) {
      if (filter[name] !== undefined) query.andWhere(`image.${name} = :${name}`, { [name]: filter[name] });
    }
    const [from, to] = [filter.from, filter.to].map((time) => time && time * PLACES_PER_MS);
    if (from !== undefined) query.andWhere('image.place >= :from', { from });
    if (to !== undefined) query.andWhere('image.place < :to', { to });
    if (filter.text !== undefined) this.addSearch(query, searchWords(filter.text));
    return query;
  }

  private addSearch(query: SelectQueryBuilder<ImageEntity>, words: readonly string[]): void {
    if (this.isPostgres) {
      const match = `to_tsvector('simple', image.prompt) @@ to_tsquery('simple', :words)`;
      query.andWhere(words.length === 0 ? '1 = 0' : match, { words: tsQuery(words) });
      return;
    }
    query.innerJoin('image_text', 'words', 'words.rowid = image.place');
    // A search for nothing but punctuation finds nothing.
    query.andWhere(words.length === 0 ? '1 = 0' : 'words.image_text MATCH :words', {
      words: ftsQuery(words),
    });
  }
}
