export { EmailWorkerModule } from './email-worker.module.js';
export { emailConfig, type EmailConfig } from './email.config.js';
