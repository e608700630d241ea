export { QueueHealth } from './queue-health.service.js';
export { QueueModule } from './queue.module.js';
export { MAINTENANCE_QUEUE, SMS_QUEUE } from './queue.names.js';
