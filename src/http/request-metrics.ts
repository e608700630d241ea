import type { FastifyReply, FastifyRequest } from 'fastify';
import { observeHttpRequest } from '../metrics/index.js';

/** Measures every answered request by the pattern of its route, because an address may contain a phone number. */
export function requestMetrics(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { method, routeOptions } = request;
  observeHttpRequest({ route: routeOptions.url, method, status: reply.statusCode }, reply.elapsedTime);
  done();
}
