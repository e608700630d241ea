import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { markFailed } from '../tracing/index.js';

/** Spans of the requests that are not answered yet. */
const spans = new WeakMap<FastifyRequest, { span: Span; surrounding: Context }>();

/**
 * Makes each request a span, which continues the trace that the client names in `traceparent`. Call it before the hooks whose
 * log lines belong to the trace. The address of a request is no attribute, because it may contain a phone number.
 */
export function traceRequests(server: FastifyInstance, tracer: Tracer): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    if (route === undefined || isProbe(route)) return done();
    const outer = propagation.extract(ROOT_CONTEXT, request.headers);
    const attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'url.scheme': request.protocol,
      'network.protocol.version': request.raw.httpVersion,
      'ramz.request_id': request.id,
    };
    const span = tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, outer);
    const surrounding = trace.setSpan(outer, span);
    spans.set(request, { span, surrounding });
    context.with(surrounding, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    const traced = spans.get(request);
    if (!traced) return done();
    const { span, surrounding } = traced;
    span.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) markFailed(span, String(reply.statusCode));
    span.end();
    context.with(surrounding, done);
  });
}

function isProbe(route: string): boolean {
  return route.startsWith('/health/') || route === '/metrics';
}
