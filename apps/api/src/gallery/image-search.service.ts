import { Injectable } from '@nestjs/common';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { ImageFilter, ImageOrder, ImagePlace, ImageSort } from './image-query.js';
import { ImageEntity } from './image.entity.js';
import { ftsQuery, searchWords, tsQuery } from './search-words.js';

const SORT_PROPERTIES = {
  date: 'createdAt',
  model: 'model',
  size: 'sizeBytes',
} as const satisfies Record<ImageSort, keyof ImageEntity>;

/** The place from which a list goes on behind `image`. */
export function placeOf(image: ImageEntity, sort: ImageSort): ImagePlace {
  return { value: image[SORT_PROPERTIES[sort]], id: image.id };
}

/** Finds pictures. */
@Injectable()
export class ImageSearch {
  constructor(private readonly dataSource: DataSource) {}

  async list(
    filter: ImageFilter,
    { sort, descending, after }: ImageOrder,
    limit: number,
  ): Promise<ImageEntity[]> {
    const query = this.matching(filter);
    const column = `image.${SORT_PROPERTIES[sort]}`;
    if (after !== undefined) {
      const beyond = descending ? '<' : '>';
      query.andWhere(
        `(${column} ${beyond} :value OR (${column} = :value AND image.id ${beyond} :id))`,
        after,
      );
    }
    const direction = descending ? 'DESC' : 'ASC';
    return query.orderBy(column, direction).addOrderBy('image.id', direction).take(limit).getMany();
  }

  /** By page number from 1, newest first: for a protocol that knows no cursors. */
  async page(page: number, perPage: number): Promise<ImageEntity[]> {
    return this.matching({})
      .orderBy('image.createdAt', 'DESC')
      .addOrderBy('image.id', 'DESC')
      .skip((page - 1) * perPage)
      .take(perPage)
      .getMany();
  }

  async count(filter: ImageFilter): Promise<number> {
    return this.matching(filter).getCount();
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
    if (filter.from !== undefined) query.andWhere('image.createdAt >= :from', { from: filter.from });
    if (filter.to !== undefined) query.andWhere('image.createdAt < :to', { to: filter.to });
    if (filter.text !== undefined) this.addSearch(query, searchWords(filter.text));
    return query;
  }

  private addSearch(query: SelectQueryBuilder<ImageEntity>, words: readonly string[]): void {
    if (words.length === 0) {
      // A search for nothing but punctuation.
      query.andWhere('1 = 0');
    } else if (this.dataSource.options.type === 'postgres') {
      query.andWhere(`to_tsvector('simple', image.prompt) @@ to_tsquery('simple', :words)`, {
        words: tsQuery(words),
      });
    } else {
      query.andWhere('image.id IN (SELECT image_id FROM image_text WHERE image_text MATCH :words)', {
        words: ftsQuery(words),
      });
    }
  }
}
