import type { FastifyReply } from 'fastify';
import type { LimitState } from './limit-state.js';

/**
 * Appends the states to the headers `RateLimit-Policy` (q: limit, w: window in seconds) and `RateLimit` (r: remaining,
 * t: seconds until the window ends): https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function setRateLimitHeaders(reply: FastifyReply, states: readonly LimitState[]): void {
  if (states.length === 0) return;
  const policies = states.map((state) => `"${state.name}";q=${state.limit};w=${state.windowSeconds}`);
  const left = states.map((state) => `"${state.name}";r=${state.remaining};t=${state.resetSeconds}`);
  void reply.header('RateLimit-Policy', joined(reply.getHeader('RateLimit-Policy'), policies));
  void reply.header('RateLimit', joined(reply.getHeader('RateLimit'), left));
}

function joined(present: ReturnType<FastifyReply['getHeader']>, items: string[]): string {
  return [...(present === undefined ? [] : [String(present)]), ...items].join(', ');
}
