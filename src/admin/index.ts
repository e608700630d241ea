export { adminConfig, type AdminConfig } from './access/admin.config.js';
export { AdminModule } from './admin.module.js';
export { AdminKeyRepository } from './access/admin-key.repository.js';
export { AdminKeyService } from './access/admin-key.service.js';
export { newApiKey } from './access/api-key.js';
export { readGrant } from './access/key-grant.js';
export { UserRoleRepository } from './access/user-role.repository.js';
export { UserRoleService } from './access/user-role.service.js';
