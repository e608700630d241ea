export { AdminRoute, CurrentAdmin } from './admin.decorator.js';
export { type Admin } from './admin.guard.js';
export { AdminModule } from './admin.module.js';
export { AdminKeysRepository } from './admin-keys.repository.js';
export { AdminKeys } from './admin-keys.service.js';
export { newApiKey } from './api-keys.js';
export { UserRolesRepository } from './user-roles.repository.js';
export { UserRoles } from './user-roles.service.js';
