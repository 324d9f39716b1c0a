import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Settings } from '../config/settings.js';
import { DatabaseReader } from './database-reader.js';
import { dataSourceOptions } from './data-source-options.js';
import { openDatabase } from './open-database.js';
import { PostgresReader } from './postgres-reader.js';
import { SqliteReader } from './sqlite-reader.js';
import { UnitOfWork } from './unit-of-work.service.js';

/** One connection pool (or SQLite file) for the whole process; rooms bring their entities by forFeature. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Settings],
      useFactory: (settings: Settings) => ({
        ...dataSourceOptions(settings, []),
        autoLoadEntities: true,
        retryAttempts: 0,
      }),
      dataSourceFactory: (options) => openDatabase(options as DataSourceOptions),
    }),
  ],
  providers: [
    UnitOfWork,
    {
      provide: DatabaseReader,
      inject: [DataSource],
      useFactory: (dataSource: DataSource): DatabaseReader =>
        dataSource.options.type === 'better-sqlite3'
          ? new SqliteReader(dataSource.options.database)
          : new PostgresReader(dataSource),
    },
  ],
  exports: [DatabaseReader, UnitOfWork],
})
export class DatabaseModule {}
