import { Injectable } from '@nestjs/common';
import { DatabaseReader } from '../platform/database/database-reader.js';

/** Lists for people to choose from: of photographs there may be any number of sizes. */
const MOST_VALUES = 100;

type ValueColumn = 'model' | 'backend' | 'width' | 'height';

/** Values that pictures of the gallery have: what a filter can choose from. */
export interface ImageValueLists {
  readonly models: readonly string[];
  readonly backends: readonly string[];
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
}

/** Finds the values that there are, each by one look into an index: the gallery may be of any size. */
@Injectable()
export class ImageValues {
  constructor(private readonly reader: DatabaseReader) {}

  /** Each list in ascending order, at most 100 values long. */
  async lists(): Promise<ImageValueLists> {
    const models = await this.distinct<string>('model');
    const backends = await this.distinct<string>('backend');
    return { models: models.filter((model) => model !== ''), backends, sizes: await this.sizes() };
  }

  private async sizes(): Promise<ImageValueLists['sizes']> {
    const sizes: { width: number; height: number }[] = [];
    for (const width of await this.distinct<number>('width')) {
      const heights = await this.distinct<number>('height', `AND width = ${width}`);
      sizes.push(...heights.map((height) => ({ width, height })));
      if (sizes.length >= MOST_VALUES) break;
    }
    return sizes.slice(0, MOST_VALUES);
  }

  /** A SELECT DISTINCT would read the whole index. */
  private async distinct<T>(column: ValueColumn, condition = ''): Promise<T[]> {
    const shown = `FROM images WHERE deleted_at IS NULL ${condition}`;
    const rows = await this.reader.rows<{ value: T }>(
      `WITH RECURSIVE found(value) AS (
         SELECT (SELECT MIN(${column}) ${shown})
         UNION ALL
         SELECT (SELECT MIN(${column}) ${shown} AND ${column} > found.value) FROM found WHERE value IS NOT NULL
       )
       SELECT value FROM found WHERE value IS NOT NULL LIMIT ${MOST_VALUES}`,
      [],
    );
    return rows.map(({ value }) => value);
  }
}
