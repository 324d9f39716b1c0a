import { TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const TABLES = ['jobs', 'audit', 'model_downloads'];

const byRequest = new TableIndex({ name: 'audit_by_request', columnNames: ['request_id'] });
const byActor = new TableIndex({ name: 'audit_by_actor', columnNames: ['actor', 'action', 'time'] });

/** The request that work and records come from; the index that limits by address are counted with. */
export class RequestIds1764193471000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await runner.addColumn(
        table,
        new TableColumn({ name: 'request_id', type: 'varchar', length: '128', isNullable: true }),
      );
    }
    await runner.createIndices('audit', [byRequest, byActor]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndices('audit', [byActor, byRequest]);
    for (const table of TABLES) await runner.dropColumn(table, 'request_id');
  }
}
