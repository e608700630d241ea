export { currentTraceparent, currentTracer, inSpan, markFailed, recordSpan, traceFields } from './spans.js';
export { startTracing } from './tracing.js';
export { tracingConfig, type TracingConfig } from './tracing.config.js';
