export { QueueHealthService } from './queue-health.service.js';
export { QueueModule } from './queue.module.js';
export { EMAIL_QUEUE, MAINTENANCE_QUEUE, SMS_QUEUE } from './queue.names.js';
export { findRedisFault, inspectRedis, type RedisState } from './redis-check.js';
