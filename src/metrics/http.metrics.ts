import { Histogram } from 'prom-client';
import { OTHER } from './label-values.js';
import { registry } from './registry.js';

const METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

const duration = new Histogram({
  name: 'ramz_http_request_duration_seconds',
  help: 'Time from the headers of a request to the end of its answer',
  labelNames: ['route', 'method', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  registers: [registry],
});

/** @param request `route`: its pattern, never its address; undefined if no route has the address */
export function observeHttpRequest(
  { route = OTHER, method, status }: { route?: string; method: string; status: number },
  durationMs: number,
): void {
  duration.observe({ route, method: METHODS.has(method) ? method : OTHER, status }, durationMs / 1000);
}
