import type { FastifyReply } from 'fastify';
import { setRateLimitHeaders, tooManyRequests } from '../../throttling/index.js';
import type { CodeResult } from './code-request.service.js';
import type { CodeSentDto } from './otp.dto.js';
import { toCodeSentDto } from './otp.mapper.js';

/**
 * Answers a request for a code, with the headers of the limits it counted against.
 * @throws AppError rate_limited
 */
export function respondToCodeRequest(reply: FastifyReply, result: CodeResult, codeLength: number): CodeSentDto {
  setRateLimitHeaders(reply, result.limits);
  if (result.result === 'rate_limited') throw tooManyRequests(result.retryAfterSeconds);
  return toCodeSentDto(result, codeLength);
}
