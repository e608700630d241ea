import type { LoggerService } from '@nestjs/common';
import type { LogLevel } from '../config/index.js';
import { lineWriter } from './line-writer.js';
import type { Redactor } from './redactor.js';
import { traceFields } from '../tracing/index.js';
import { requestContext } from './request-context.js';

const SEVERITY: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Contexts in which Nest logs every module and route at start. */
const START_UP_CONTEXTS = new Set<unknown>([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/**
 * Logs one JSON object per line to standard output: time, level, context, message, request_id, trace_id, span_id and the
 * fields of the caller, who passes a text, or an object with `message` and fields. All strings are redacted.
 */
export class JsonLogger implements LoggerService {
  constructor(
    private readonly level: LogLevel,
    private readonly redactor: Redactor,
    private readonly write = lineWriter(),
  ) {}

  log(message: unknown, ...details: unknown[]): void {
    this.print(START_UP_CONTEXTS.has(details.at(-1)) ? 'debug' : 'info', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.print('warn', message, details);
  }

  error(message: unknown, ...details: unknown[]): void {
    this.print('error', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.print('debug', message, details);
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.print('error', message, details);
  }

  private print(level: LogLevel, message: unknown, details: unknown[]): void {
    if (SEVERITY[level] < SEVERITY[this.level]) return;
    // Nest passes the context as the last detail, and a stack before it.
    const context = details.at(-1);
    const stack = details.length > 1 ? details[0] : undefined;
    const entry = {
      time: new Date().toISOString(),
      level,
      ...(typeof context === 'string' && { context }),
      ...fieldsOf(message),
      ...(typeof stack === 'string' && { stack }),
      ...(requestContext.getStore() && { request_id: requestContext.getStore()!.requestId }),
      ...traceFields(),
    };
    this.write(`${JSON.stringify(entry, (_, value: unknown) => this.clean(value))}\n`);
  }

  private clean(value: unknown): unknown {
    if (typeof value === 'string') return this.redactor.redact(value);
    if (typeof value === 'bigint') return value.toString();
    if (value instanceof Error) return describe(value);
    return value;
  }
}

function fieldsOf(message: unknown): Record<string, unknown> {
  if (message instanceof Error) return { message: message.message, error: message };
  if (typeof message === 'object' && message !== null) return { ...message };
  return { message: String(message) };
}

/** Returns name, message, stack and causes only, because other properties may contain a request and its secrets. */
function describe(error: Error): Record<string, unknown> {
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause instanceof Error && { cause: describe(error.cause) }),
  };
}
