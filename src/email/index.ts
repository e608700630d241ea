export { EmailWorkerModule } from './email-worker.module.js';
