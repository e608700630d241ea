export { AuthModule } from './auth.module.js';
export { SessionService, type Caller } from './sessions/session.service.js';
