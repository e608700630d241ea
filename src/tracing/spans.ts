import {
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanKind,
  type Tracer,
} from '@opentelemetry/api';

let tracer: Tracer | undefined;

/** The maker of spans. Undefined without tracing. */
export function currentTracer(): Tracer | undefined {
  return tracer;
}

/** From now on spans are made. Call it once, when a provider of spans is registered: an earlier tracer would stay idle. */
export function switchTracingOn(): void {
  tracer = trace.getTracer('ramz');
}

export interface SpanOptions {
  /** Low in variety: no ids and no addresses. */
  name: string;
  kind?: SpanKind;
  /** No codes, no numbers, no keys. */
  attributes?: Attributes;
  /** The `traceparent` that the span continues; the active span where absent. */
  parent?: string | null;
}

/** Runs the work as a span of the trace that it belongs to. If it belongs to none, it runs without a span. */
export async function inSpan<T>(options: SpanOptions, work: (span?: Span) => Promise<T>): Promise<T> {
  const { name, kind, attributes, parent } = options;
  const surrounding = tracer && contextOf(parent);
  if (!tracer || !surrounding) return work();
  const span = tracer.startSpan(name, { kind, attributes }, surrounding);
  try {
    return await context.with(trace.setSpan(surrounding, span), () => work(span));
  } catch (error) {
    // The message of an error may contain an address.
    markFailed(span, error instanceof Error ? error.name : 'unknown');
    throw error;
  } finally {
    span.end();
  }
}

/**
 * Adds what has just happened to the trace it belongs to, although it came with a request of its own: a span in that
 * trace, linked with the active span.
 * @param startedAt Unix time in milliseconds
 */
export function recordSpan({ name, attributes, parent }: SpanOptions, startedAt?: number): void {
  const surrounding = tracer && parent ? contextOf(parent) : undefined;
  if (!tracer || !surrounding) return;
  const active = trace.getActiveSpan();
  const span = tracer.startSpan(
    name,
    { attributes, startTime: startedAt, links: active ? [{ context: active.spanContext() }] : [] },
    surrounding,
  );
  active?.addLink({ context: span.spanContext() });
  span.end();
}

/** Marks a span as failed. @param type the `error.type` of the semantic conventions */
export function markFailed(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** The W3C trace context of the active span, to be stored with a row. Undefined without one. */
export function currentTraceparent(): string | undefined {
  if (!tracer) return undefined;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

/** Fields of a log line. */
export function traceFields(): { trace_id: string; span_id: string } | undefined {
  const span = tracer ? trace.getActiveSpan()?.spanContext() : undefined;
  return span && isSpanContextValid(span) ? { trace_id: span.traceId, span_id: span.spanId } : undefined;
}

function contextOf(traceparent: string | null | undefined): Context | undefined {
  const found = traceparent ? propagation.extract(ROOT_CONTEXT, { traceparent }) : context.active();
  return trace.getSpanContext(found) && found;
}
