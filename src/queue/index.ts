export { QueueHealthService } from './queue-health.service.js';
export { QueueModule } from './queue.module.js';
export { EMAIL_QUEUE, MAINTENANCE_QUEUE, SMS_QUEUE } from './queue.names.js';
export type { ResilientQueue, ResilientWorker } from './resilient-queue.js';
