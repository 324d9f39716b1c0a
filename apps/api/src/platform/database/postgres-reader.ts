import type { DataSource } from 'typeorm';
import { DatabaseReader, type SqlParameters } from './database-reader.js';

/** Postgres works elsewhere anyway. */
export class PostgresReader extends DatabaseReader {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  rows<T>(sql: string, parameters: SqlParameters): Promise<T[]> {
    return this.dataSource.query(sql, [...parameters]);
  }
}
