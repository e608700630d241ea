export { BreakersModule } from './breakers/breakers.module.js';
export { ProvidersModule } from './providers/providers.module.js';
export { SmsWorkerModule } from './sms-worker.module.js';
export { SmsAvailability } from './sms-availability.service.js';
export { providersFor } from './sms-routes.policy.js';
