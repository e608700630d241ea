export { anyOfSql } from './any-of.sql.js';
export { deleteBatchSql, deleteFromPagesSql, pageCountSql, type Pages } from './delete-batch.sql.js';
export { DatabaseModule, type DatabaseOptions } from './database.module.js';
export { EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded/index.js';
export { applyMigrations, pendingMigrations } from './migrations.js';
export { openDatabase, type OpenDatabase } from './open-database.js';
export { findQueueFault, prepareDatabase } from './prepare-database.js';
export { isBehindPooler, PrismaService } from './prisma.service.js';
export { storeConfig, type StoreConfig } from './store.config.js';
