import { tooManyForRecipient } from '../../throttling/index.js';
import type { CodeResult } from './code-request.service.js';
import type { CodeSentDto } from './otp.dto.js';
import { toCodeSentDto } from './otp.mapper.js';

/**
 * Answers a request for a code. The limits of its recipient set no headers: they would show a stranger when its owner
 * requests codes.
 * @throws AppError rate_limited
 */
export function respondToCodeRequest(result: CodeResult, codeLength: number): CodeSentDto {
  if (result.result === 'rate_limited') throw tooManyForRecipient(result.retryAfterSeconds);
  return toCodeSentDto(result, codeLength);
}
