import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { LoggerService, Type, DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { requestContext } from '../logging/index.js';
import { applyBodyLimit } from './body-limit.decorator.js';
import { setBodyParsers } from './body-parsers.js';
import { BODY_LIMIT_KIB, HEADERS_LIMIT_KIB } from './http.limits.js';
import type { HttpConfig } from './http.config.js';
import { originCheck } from './origin-check.js';
import { ProblemDetailsFilter } from './problem-details.filter.js';
import { setResponseHeaders } from './response-headers.js';
import { answerBadAddress, answerClientError } from './unreadable-requests.js';
import { BodyValidationPipe } from './validation.pipe.js';

const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The HTTP side of a process: request ids, request log, problem documents, headers, validation, CORS. Not yet listening. */
export async function createHttpApp(
  module: Type | DynamicModule,
  config: HttpConfig,
  options: { logger: LoggerService; checkOrigins: boolean },
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_KIB * 1024,
    http: { maxHeaderSize: HEADERS_LIMIT_KIB * 1024 },
    trustProxy: trustProxy(config),
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    // A server that is closing still answers the requests it has.
    return503OnClosing: false,
    frameworkErrors: answerBadAddress,
    clientErrorHandler: answerClientError,
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: options.logger,
    abortOnError: false,
    // `setBodyParsers` has others.
    bodyParser: false,
  });
  app.useGlobalFilters(new ProblemDetailsFilter());
  app.useGlobalPipes(new BodyValidationPipe());
  if (config.allowedOrigins.length > 0) {
    app.enableCors({
      origin: [...config.allowedOrigins],
      credentials: true,
      methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
      exposedHeaders: ['Retry-After', 'RateLimit', 'RateLimit-Policy', 'X-Request-Id'],
      maxAge: 600,
      // Otherwise an OPTIONS that is no preflight is answered in plain text.
      strictPreflight: false,
    });
  }
  const server = adapter.getInstance();
  setBodyParsers(server);
  server.addHook('onRoute', applyBodyLimit);
  server.addHook('onRequest', (request, _reply, done) => requestContext.run({ requestId: request.id }, done));
  if (options.checkOrigins) server.addHook('onRequest', originCheck(config));
  // Not onRequest: CORS preflights are answered before it.
  server.addHook('onSend', (request, reply, _payload, done) => {
    setResponseHeaders(request, reply);
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const isProbe = request.url.startsWith('/health/');
    options.logger[isProbe ? 'debug' : 'log']?.(
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
function trustProxy({ trustProxy: trusted }: HttpConfig) {
  return typeof trusted === 'number' ? (_address: string, hop: number) => hop < trusted : (trusted ?? false);
}

/** The route's pattern: an address may hold a phone number. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unknown';
}
