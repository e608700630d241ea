export { CurrentAdmin } from './admin.decorator.js';
export { AdminGuard, type Admin } from './admin.guard.js';
