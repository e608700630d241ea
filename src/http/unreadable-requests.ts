import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/app-error.js';
import { HEADERS_LIMIT_KIB } from './http.limits.js';
import { PROBLEM_TYPE, problemDetails } from './problem-details.js';
import { API_HEADERS } from './response-headers.js';

// Requests that fail before they reach a route do not pass hooks and filters.

/** Answers addresses that the router cannot decode, such as `/%zz`. Fastify would repeat the address in its answer. */
export function answerBadAddress(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const error = new AppError('validation_failed', {
    detail: 'The address could not be read. Please check its percent-encoding.',
  });
  void reply
    .status(error.status)
    .headers({ ...API_HEADERS, 'X-Request-Id': request.id })
    .type(PROBLEM_TYPE)
    .send(problemDetails(error, request.id));
}

/** Answers what Node cannot read as HTTP. There is a connection but no request. */
export function answerClientError(fault: Error & { code?: string }, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const error = errorOf(fault.code);
  const body = JSON.stringify(problemDetails(error, requestId));
  const headers = {
    ...API_HEADERS,
    'X-Request-Id': requestId,
    'Content-Type': PROBLEM_TYPE,
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${lines.join('')}\r\n${body}`);
  socket.destroy();
}

function errorOf(code: string | undefined): AppError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const detail = `The address and the headers are too large. Please send at most ${HEADERS_LIMIT_KIB} KiB of them.`;
    return new AppError('payload_too_large', { detail });
  }
  const detail =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 'The request did not arrive in time. Please send it again.'
      : 'The request is not valid HTTP. Please check its method, its address and its headers.';
  return new AppError('validation_failed', { detail });
}
