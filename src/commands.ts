// Used by the commands in scripts/.
export { Pool } from 'pg';
export {
  adminConfig,
  AdminKeyRepository,
  AdminKeyService,
  newApiKey,
  readGrant,
  UserRoleRepository,
  UserRoleService,
} from './admin/index.js';
export { Clock } from './common/clock.js';
export { ConfigurationError, installationConfig, loadEnvironmentFile, processEnvironment } from './config/index.js';
export { generatedFiles } from './configuration.docs.js';
export { validate } from './configuration.js';
export { applyMigrations, EmbeddedPostgres, prepareDatabase, PrismaService, storeConfig } from './database/index.js';
