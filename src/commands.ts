// What the commands in scripts/ are made of.
export { Pool } from 'pg';
export { AdminKeys, AdminKeysRepository, newApiKey, UserRoles, UserRolesRepository } from './admin/index.js';
export { Clock } from './common/clock.js';
export { ConfigurationError, readConfig } from './config/index.js';
export { PrismaService } from './database/index.js';
