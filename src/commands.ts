// What the commands in scripts/ are made of.
export { Pool } from 'pg';
export { AdminKeyService, AdminKeyRepository, newApiKey, UserRoleService, UserRoleRepository } from './admin/index.js';
export { Clock } from './common/clock.js';
export { ConfigurationError, readConfig } from './config/index.js';
export { PrismaService } from './database/index.js';
