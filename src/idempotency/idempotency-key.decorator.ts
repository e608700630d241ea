import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/app-error.js';

const KEY = /^[\x21-\x7e]{1,255}$/;
const SENTENCE = 'The header Idempotency-Key must have 1 to 255 visible ASCII characters.';

/**
 * A handler's parameter: the header `Idempotency-Key`, undefined where it is absent.
 * @throws AppError validation_failed
 */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) throw new AppError('validation_failed', { detail: SENTENCE });
  return key;
});
