import type { LoggerService } from '@nestjs/common';
import type { LogLevel } from '../config/index.js';
import type { Redactor } from './redact.js';
import { requestContext } from './request-context.js';

const SEVERITY: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Where Nest tells of every module and route at start. */
const FRAMEWORK_CHATTER = new Set<unknown>([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/**
 * One JSON object a line on standard output: time, level, context, message, request_id and the caller's own members.
 * Callers pass a sentence, or an object with `message`; every string goes through the redactor.
 */
export class JsonLogger implements LoggerService {
  constructor(
    private readonly level: LogLevel,
    private readonly redactor: Redactor,
    private readonly write: (line: string) => void = (line) => void process.stdout.write(line),
  ) {}

  log(message: unknown, ...details: unknown[]): void {
    this.print(FRAMEWORK_CHATTER.has(details.at(-1)) ? 'debug' : 'info', message, details);
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
    // Nest hands over the context as the last detail, and a stack before it.
    const context = details.at(-1);
    const stack = details.length > 1 ? details[0] : undefined;
    const entry = {
      time: new Date().toISOString(),
      level,
      ...(typeof context === 'string' && { context }),
      ...members(message),
      ...(typeof stack === 'string' && { stack }),
      ...(requestContext.getStore() && { request_id: requestContext.getStore()!.requestId }),
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

function members(message: unknown): Record<string, unknown> {
  if (message instanceof Error) return { message: message.message, error: message };
  if (typeof message === 'object' && message !== null) return { ...message };
  return { message: String(message) };
}

/** Name, message, stack and causes alone: other properties of an error may hold a request and its secrets. */
function describe(error: Error): Record<string, unknown> {
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(error.cause instanceof Error && { cause: describe(error.cause) }),
  };
}
