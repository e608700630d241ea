import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { LoggerService, Type, DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { readForwardedFor } from '../common/client-address.js';
import { requestContext } from '../logging/index.js';
import { currentTracer } from '../tracing/index.js';
import { applyBodyLimit } from './body-limit.decorator.js';
import { setBodyParsers } from './body-parsers.js';
import { CONNECTION_LIMITS, limitConnections, TIMEOUTS } from './connection-limits.js';
import { BODY_LIMIT_KIB, HEADERS_LIMIT_KIB } from './http.limits.js';
import type { HttpConfig } from './http.config.js';
import { originCheck } from './origin-check.js';
import { ProblemDetailsFilter } from './problem-details.filter.js';
import { requestLog } from './request-log.js';
import { requestMetrics } from './request-metrics.js';
import { traceRequests } from './request-trace.js';
import { setResponseHeaders } from './response-headers.js';
import { answerBadAddress, answerClientError } from './unreadable-requests.js';
import { BodyValidationPipe } from './validation.pipe.js';

const REQUEST_ID = /^[\w.-]{1,64}$/;

/** Creates the HTTP server: request ids, request log, problem documents, headers, validation, CORS. Does not listen yet. */
export async function createHttpApp(
  module: Type | DynamicModule,
  config: HttpConfig,
  options: { logger: LoggerService; checkOrigins: boolean },
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_KIB * 1024,
    http: {
      maxHeaderSize: HEADERS_LIMIT_KIB * 1024,
      headersTimeout: TIMEOUTS.headersMs,
      connectionsCheckingInterval: TIMEOUTS.checkEveryMs,
    },
    requestTimeout: TIMEOUTS.requestMs,
    connectionTimeout: TIMEOUTS.socketMs,
    keepAliveTimeout: TIMEOUTS.keepAliveMs,
    trustProxy: trustProxy(config),
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    // A closing server still answers the requests of open connections.
    return503OnClosing: false,
    frameworkErrors: answerBadAddress,
    clientErrorHandler: answerClientError,
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: options.logger,
    abortOnError: false,
    // Replaced by `setBodyParsers`.
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
      // Otherwise an OPTIONS request that is no preflight is answered in plain text.
      strictPreflight: false,
    });
  }
  const server = adapter.getInstance();
  limitConnections(server.server, CONNECTION_LIMITS);
  setBodyParsers(server);
  server.addHook('onRoute', applyBodyLimit);
  server.addHook('onRequest', (request, _reply, done) => {
    plainForwardedFor(request.raw.headers);
    done();
  });
  server.addHook('onRequest', (request, _reply, done) => requestContext.run({ requestId: request.id }, done));
  const tracer = currentTracer();
  if (tracer) traceRequests(server, tracer);
  if (options.checkOrigins) server.addHook('onRequest', originCheck(config));
  // Not in onRequest, because CORS preflights are answered before.
  server.addHook('onSend', (request, reply, _payload, done) => {
    setResponseHeaders(request, reply);
    done();
  });
  server.addHook('onResponse', requestLog(options.logger));
  server.addHook('onResponse', requestMetrics);
  return app;
}

/** Fastify computes `request.ip` from this header, and would take anything for an address. */
function plainForwardedFor(headers: IncomingHttpHeaders): void {
  const given = headers['x-forwarded-for'];
  if (given !== undefined) headers['x-forwarded-for'] = readForwardedFor(String(given));
}

/** A number counts proxies, starting with the nearest. Fastify itself trusts none if it is given a number. */
function trustProxy({ trustProxy: trusted }: HttpConfig) {
  return typeof trusted === 'number' ? (_address: string, hop: number) => hop < trusted : (trusted ?? false);
}
