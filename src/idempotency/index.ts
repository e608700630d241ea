export { IdempotencyKey } from './idempotency-key.decorator.js';
export { IdempotencyModule } from './idempotency.module.js';
export { IdempotencyService, type Plan } from './idempotency.service.js';
