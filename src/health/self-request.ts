import { createHmac } from 'node:crypto';
import { equalsInConstantTime } from '../common/constant-time.js';
import { deriveKey } from '../common/derive-key.js';
import type { SecretsConfig } from '../config/index.js';

/** Header of a request that Ramz makes to itself. */
export const SELF_REQUEST_HEADER = 'x-ramz-self-request';
/** Clocks of the two sides may differ by less. */
const VALID_MS = 60_000;

/** The header of a request that only someone with the secrets of this installation can make. */
export function signSelfRequest({ peppers }: Pick<SecretsConfig, 'peppers'>, now: number): string {
  return `${now}.${createHmac('sha256', deriveKey(peppers, 'self requests')).update(String(now)).digest('base64url')}`;
}

export function isSelfRequest(header: unknown, secrets: Pick<SecretsConfig, 'peppers'>, now: number): boolean {
  if (typeof header !== 'string') return false;
  const signedAt = Number(header.split('.')[0]);
  if (!Number.isSafeInteger(signedAt) || Math.abs(now - signedAt) > VALID_MS) return false;
  return equalsInConstantTime(header, signSelfRequest(secrets, signedAt));
}
