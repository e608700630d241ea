export { SmsWorkerModule } from './sms-worker.module.js';
export { providersFor } from './sms-routes.policy.js';
