export { HookService } from './hook.service.js';
export { HooksModule } from './hooks.module.js';
export { AUTH_SERVERS } from './servers/index.js';
