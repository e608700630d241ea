export { EmailWorkerModule } from './email-worker.module.js';
export { findMailServerFault } from './smtp/smtp.check.js';
export { emailConfig, type EmailConfig } from './email.config.js';
