import type { LoggerService } from '@nestjs/common';
import type { FastifyRequest, onResponseHookHandler } from 'fastify';

/** Logs every answered request; health probes and scrapes only at level `debug`. */
export function requestLog(logger: LoggerService): onResponseHookHandler {
  return (request, reply, done) => {
    const isProbe = request.url.startsWith('/health/') || request.routeOptions.url === '/metrics';
    logger[isProbe ? 'debug' : 'log']?.(
      {
        message: 'request',
        method: request.method,
        route: routeOf(request),
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime),
        request_id: request.id,
      },
      'Http',
    );
    done();
  };
}

/** Returns the pattern of the route, because its address may contain a phone number. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unknown';
}
