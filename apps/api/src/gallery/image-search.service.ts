import { Injectable } from '@nestjs/common';
import { DataSource, In, type SelectQueryBuilder } from 'typeorm';
import { DatabaseReader, type SqlParameters } from '../platform/database/database-reader.js';
import { PLACES_PER_MS } from './add-image.js';
import type { ImageFilter, ImageKeyPage, ImageOrder, ImagePlace, ImageSort } from './image-query.js';
import { ImageEntity } from './image.entity.js';
import { hasWords, searchPostgres, type SqlQuery } from './postgres-search.js';
import { ftsQuery, searchWords, tsQuery } from './search-words.js';

const SORT_PROPERTIES = {
  date: 'place',
  model: 'model',
  size: 'sizeBytes',
} as const satisfies Record<ImageSort, keyof ImageEntity>;

/**
 * What SQLite's search table finds, less what of it is in the trash or gone: pictures are not looked up one by
 * one. The plus keeps SQLite from asking the search table for every single row.
 */
const COUNT_OF_SEARCH = `SELECT
  (SELECT COUNT(*) FROM image_text WHERE image_text MATCH ?) -
  (SELECT COUNT(*) FROM image_text WHERE image_text MATCH ?
   AND +rowid IN (SELECT place FROM images WHERE deleted_at IS NOT NULL)) AS count`;

interface KeyRow {
  readonly id: string;
  readonly place: number | string;
  readonly created: number | string;
  /** What the order goes by, unless by date. */
  readonly value?: string | number;
}

interface CountRow {
  readonly count: number | string;
}

/** The place from which a list goes on behind `image`. */
export function placeOf(image: ImageEntity, sort: ImageSort): ImagePlace {
  return { value: image[SORT_PROPERTIES[sort]], place: image.place };
}

function valueOf({ place, value = place }: KeyRow, sort: ImageSort): string | number {
  return sort === 'model' ? value : Number(value);
}

function directionOf({ descending }: ImageOrder): 'ASC' | 'DESC' {
  return descending ? 'DESC' : 'ASC';
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
    const rows = await this.first(filter, order, limit);
    return this.load(rows.map(({ id }) => id));
  }

  /** The keys of many pictures at once: what a grid is laid out by. */
  async keys(filter: ImageFilter, order: ImageOrder, limit: number): Promise<ImageKeyPage> {
    const rows = await this.first(filter, order, limit + 1);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      keys: page.map(({ id, created }) => ({ id, createdAt: Number(created) })),
      next: last && {
        value: valueOf(last, order.sort),
        place: Number(last.place),
      },
    };
  }

  /** By page number from 1, newest first: for a protocol that knows no cursors. */
  async page(page: number, perPage: number): Promise<ImageEntity[]> {
    const order = { sort: 'date', descending: true } as const;
    const query = this.ordered({}, order).select('image.id', 'id');
    query.offset((page - 1) * perPage).limit(perPage);
    const rows = await this.rows<{ id: string }>(this.toSql(query));
    return this.load(rows.map(({ id }) => id));
  }

  async count(filter: ImageFilter): Promise<number> {
    const { text, ...others } = filter;
    const words = searchWords(text ?? '');
    const isPlainSearch = words.length > 0 && Object.values(others).every((value) => value === undefined);
    const [row] =
      isPlainSearch && !this.isPostgres
        ? await this.reader.rows<CountRow>(COUNT_OF_SEARCH, [ftsQuery(words), ftsQuery(words)])
        : await this.rows<CountRow>(this.toSql(this.matching(filter).select('COUNT(*)', 'count')));
    return Number(row?.count ?? 0);
  }

  /** Those of the ids that there are, in the order of the ids. */
  private async load(ids: readonly string[]): Promise<ImageEntity[]> {
    const found = await this.dataSource.getRepository(ImageEntity).findBy({ id: In([...ids]) });
    const byId = new Map(found.map((image) => [image.id, image]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  private async first(filter: ImageFilter, order: ImageOrder, limit: number): Promise<KeyRow[]> {
    const { text, ...others } = filter;
    if (text === undefined || !this.isPostgres) {
      return this.rows(this.toSql(this.ordered(filter, order).limit(limit)));
    }
    const search = {
      inOrder: this.toSql(this.ordered(others, order).addSelect('image.prompt', 'prompt')),
      matching: this.toSql(this.from(filter, order)),
      words: tsQuery(searchWords(text)),
      columns: order.sort === 'date' ? (['place'] as const) : (['value', 'place'] as const),
      direction: directionOf(order),
      limit,
    };
    return searchPostgres(search, async (query) => this.rows(query));
  }

  private async rows<T>({ sql, parameters }: SqlQuery): Promise<T[]> {
    return this.reader.rows<T>(sql, parameters);
  }

  private toSql(query: SelectQueryBuilder<ImageEntity>): SqlQuery {
    const [sql, parameters] = query.getQueryAndParameters();
    const values = parameters.map((value: unknown) =>
      typeof value === 'boolean' && !this.isPostgres ? Number(value) : value,
    );
    return { sql, parameters: values as unknown as SqlParameters };
  }

  private ordered(filter: ImageFilter, order: ImageOrder): SelectQueryBuilder<ImageEntity> {
    const query = this.from(filter, order);
    const direction = directionOf(order);
    if (order.sort === 'date') return query.orderBy(this.placeColumn(filter), direction);
    const column = `image.${SORT_PROPERTIES[order.sort]}`;
    return query.orderBy(column, direction).addOrderBy('image.place', direction);
  }

  /** Those from a place in an order on, not yet in it. */
  private from(
    filter: ImageFilter,
    { sort, descending, after }: ImageOrder,
  ): SelectQueryBuilder<ImageEntity> {
    const column = `image.${SORT_PROPERTIES[sort]}`;
    const query = this.matching(filter)
      .select('image.id', 'id')
      .addSelect('image.place', 'place')
      .addSelect('image.createdAt', 'created');
    // TypeORM mixes up a column that is selected twice.
    if (sort !== 'date') query.addSelect(column, 'value');
    if (after === undefined) return query;
    const beyond = descending ? '<' : '>';
    return sort === 'date'
      ? query.andWhere(`${this.placeColumn(filter)} ${beyond} :place`, after)
      : query.andWhere(`(${column}, image.place) ${beyond} (:value, :place)`, after);
  }

  /** SQLite's full-text table gives its rows in this order by itself. */
  private placeColumn({ text }: ImageFilter): string {
    return text === undefined || this.isPostgres ? 'image.place' : 'words.rowid';
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
      const match = words.length === 0 ? '1 = 0' : hasWords('image.prompt', ':words');
      query.andWhere(match, { words: tsQuery(words) });
      return;
    }
    query.innerJoin('image_text', 'words', 'words.rowid = image.place');
    // A search for nothing but punctuation finds nothing.
    query.andWhere(words.length === 0 ? '1 = 0' : 'words.image_text MATCH :words', {
      words: ftsQuery(words),
    });
  }
}
