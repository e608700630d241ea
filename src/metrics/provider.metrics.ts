import { Histogram } from 'prom-client';
import { registry } from './registry.js';

const duration = new Histogram({
  name: 'ramz_provider_request_duration_seconds',
  help: 'Time that calls to providers took, one for the messages of a bulk call',
  labelNames: ['provider', 'method', 'outcome'],
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30],
  registers: [registry],
});

export function observeProviderCall(
  call: { provider: string; method: string; outcome: string },
  latencyMs: number,
): void {
  duration.observe(call, Math.max(0, latencyMs) / 1000);
}
