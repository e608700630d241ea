import { createHmac, hkdfSync } from 'node:crypto';
import type { Environment, SecretsConfig } from '../config/index.js';

/** Variables whose keys all processes of an installation share. */
export type SecretVariable = 'OTP_PEPPERS' | 'DATA_KEYS' | 'TOKEN_PRIVATE_KEYS';

/** The keys of one variable in their order: the first one writes, and all read. */
export interface SharedKeys {
  variable: SecretVariable;
  /** Whether they come from `DATA_DIR` instead of the variable. */
  isGenerated: boolean;
  keys: { id: string; fingerprint: string }[];
}

export function sharedKeysOf({ peppers, dataKeys, tokenKeys }: SecretsConfig, environment: Environment): SharedKeys[] {
  const signingKeys = tokenKeys.map(({ kid, d }) => ({ id: kid, secret: Buffer.from(d ?? '', 'base64url') }));
  const lists = { OTP_PEPPERS: peppers, DATA_KEYS: dataKeys, TOKEN_PRIVATE_KEYS: signingKeys };
  return Object.entries(lists).map(([name, list]) => {
    const variable = name as SecretVariable;
    const keys = list.map(({ id, secret }) => ({ id, fingerprint: fingerprintOf(variable, id, secret) }));
    return { variable, isGenerated: !environment[variable]?.trim(), keys };
  });
}

/** Tells two secrets apart without revealing anything about either, not even that one secret has two ids. */
function fingerprintOf(variable: SecretVariable, id: string, secret: Buffer): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'ramz key fingerprint', 32));
  return createHmac('sha256', key).update(`${variable} ${id}`).digest('base64url');
}
