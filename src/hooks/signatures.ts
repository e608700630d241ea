import { createHmac } from 'node:crypto';
import { equalsInConstantTime } from '../common/constant-time.js';
import type { HookRequest } from './auth-server.contract.js';

/** An older signature may be one that somebody has recorded. */
const TOLERANCE_SECONDS = 300;

export function isFresh(seconds: number, { receivedAt }: HookRequest): boolean {
  return Math.abs(receivedAt.getTime() / 1000 - seconds) <= TOLERANCE_SECONDS;
}

/** Whether one of the signatures is the HMAC-SHA-256 of the text. */
export function hasSignature(
  signatures: readonly string[],
  text: string,
  secret: string | Buffer,
  encoding: 'hex' | 'base64',
): boolean {
  const expected = createHmac('sha256', secret).update(text).digest(encoding);
  return signatures.some((signature) => equalsInConstantTime(signature, expected));
}

export function headerOf({ headers }: HookRequest, name: string): string {
  return headers[name]?.toString() ?? '';
}
