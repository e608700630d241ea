import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { LoggerService, Type, DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { AppConfig } from '../config/index.js';
import { requestContext } from '../logging/index.js';
import { ProblemDetailsFilter } from './problem-details.filter.js';
import { createValidationPipe } from './validation.pipe.js';

const BODY_LIMIT_BYTES = 64 * 1024;
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The HTTP side of a process: request ids, request log, problem documents, validation, CORS. Not yet listening. */
export async function createHttpApp(
  module: Type | DynamicModule,
  config: AppConfig,
  logger: LoggerService,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: trustProxy(config),
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    // A server that is closing still answers the requests it has.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger,
    abortOnError: false,
    // Fastify's own JSON parser: it refuses forms and members that would pollute prototypes.
    bodyParser: false,
  });
  app.useGlobalFilters(new ProblemDetailsFilter());
  app.useGlobalPipes(createValidationPipe());
  if (config.http.allowedOrigins.length > 0) {
    app.enableCors({
      origin: [...config.http.allowedOrigins],
      credentials: true,
      exposedHeaders: ['Retry-After', 'RateLimit', 'RateLimit-Policy', 'X-Request-Id'],
      maxAge: 600,
    });
  }
  const server = adapter.getInstance();
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    requestContext.run({ requestId: request.id }, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    const isProbe = request.url.startsWith('/health/');
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
  });
  return app;
}

/** A number counts proxies from the server outwards. */
function trustProxy({ http }: AppConfig) {
  const trusted = http.trustProxy;
  return typeof trusted === 'number' ? (_address: string, hop: number) => hop < trusted : (trusted ?? false);
}

/** The route's pattern: an address may hold a phone number. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unknown';
}
