import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/app-error.js';
import { isStoreUnavailable } from '../common/store-errors.js';
import { PROBLEM_TYPE, problemDetails } from './problem-details.js';

const STORE_RETRY_SECONDS = 5;

/** Answers errors with RFC 9457 problem documents, which contain only the public parts of an `AppError`. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (hasHungUp(request)) {
      this.logger.debug({ message: 'client closed the connection before its request was complete' });
      void reply.hijack();
      return;
    }
    const error = toAppError(thrown, request);
    if (error.cause !== undefined)
      this.logger.error({ message: 'request failed', code: error.code, error: error.cause });
    if (error.retryAfterSeconds !== undefined) void reply.header('Retry-After', String(error.retryAfterSeconds));
    if (error.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    void reply
      .status(error.status)
      .header('Cache-Control', 'no-store')
      .type(PROBLEM_TYPE)
      .send({ ...this.legacyFieldsOf(error), ...problemDetails(error, request.id) });
  }

  /** Returns fields that the answers of a route have for older clients. */
  protected legacyFieldsOf(_error: AppError): Record<string, unknown> {
    return {};
  }
}

/** Node reports the end of a connection with the codes of an unreachable store. */
function hasHungUp({ raw }: FastifyRequest): boolean {
  return raw.destroyed && !raw.complete;
}

function toAppError(thrown: unknown, { method, routeOptions }: FastifyRequest): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isStoreUnavailable(thrown)) {
    return new AppError('service_unavailable', { retryAfterSeconds: STORE_RETRY_SECONDS, cause: thrown });
  }
  const status = thrown instanceof HttpException ? thrown.getStatus() : fastifyStatus(thrown);
  if (status === 404) return new AppError('not_found');
  if (status === 413) {
    return new AppError('payload_too_large', {
      detail: `The request body is too large. Please send at most ${routeOptions.bodyLimit / 1024} KiB.`,
    });
  }
  if (status === 415) return new AppError('unsupported_media_type');
  if (status !== undefined && status >= 400 && status < 500) {
    const advice = method === 'GET' ? 'Please check its address and headers.' : 'Please send a valid JSON object.';
    return new AppError('validation_failed', { detail: `The request could not be read. ${advice}` });
  }
  return new AppError('internal', { cause: thrown });
}

/** Returns the status of Fastify's own errors, such as those of bodies that it cannot read. */
function fastifyStatus(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { statusCode } = thrown as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}
