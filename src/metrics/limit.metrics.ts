import { Counter } from 'prom-client';
import { registry } from './registry.js';

const refusals = new Counter({
  name: 'ramz_rate_limited_total',
  help: 'Requests that a limit refused',
  labelNames: ['limit'],
  registers: [registry],
});

export function countRateLimited(limit: string): void {
  refusals.inc({ limit });
}
