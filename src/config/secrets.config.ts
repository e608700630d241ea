import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { ConfigType } from '@nestjs/config';
import type { JWK } from 'jose';
import { z } from 'zod';
import { defineConfig } from './define-config.js';
import { developmentSecrets } from './development-secrets.js';
import { installationConfig } from './installation.config.js';
import { list, parsed } from './values.js';
import { variable } from './variable.js';

/** A secret with the id that stored rows refer to. */
export interface KeyedSecret {
  id: string;
  secret: Buffer;
}

/** A private key with the id that tokens refer to. */
export type SigningJwk = JWK & { kid: string };

const GENERATED = 'generated outside production';
const CREATE_ONE = 'Set it to k1: followed by the output of: openssl rand -base64 32';

const variables = {
  OTP_PEPPERS: variable(
    parsed('list `id:base64`, at least 32 bytes each', (text) => keyedSecrets(text)),
    { unset: GENERATED, help: 'Keys of the code digests; the last one is also the key of the limits' },
  ),
  DATA_KEYS: variable(
    parsed('list `id:base64`, exactly 32 bytes each', (text) => keyedSecrets(text, 32)),
    { unset: GENERATED, help: 'AES-256 keys that encrypt texts until they are sent' },
  ),
  TOKEN_PRIVATE_KEYS: variable(
    parsed('one Ed25519 private JWK with `kid`, or a JSON list of them', (text) => ed25519Keys(text)),
    { unset: GENERATED, help: 'Keys that sign access tokens' },
  ),
};

/** Secrets that all processes of an installation share. The first key of each list writes, and all keys read. */
export const secretsConfig = defineConfig('secrets', {
  title: 'Secrets',
  variables,
  faults: (values, { production }) => (production ? missing(values) : []),
  read: (values, { production, environment }) => {
    const isComplete = values.OTP_PEPPERS && values.DATA_KEYS && values.TOKEN_PRIVATE_KEYS;
    const generated =
      production || isComplete
        ? undefined
        : developmentSecrets(installationConfig.read(environment).dataDir, z.object(variables).required());
    return {
      /** Keys of the code digests. */
      peppers: values.OTP_PEPPERS ?? generated!.OTP_PEPPERS,
      /** AES-256 keys of what is encrypted at rest. */
      dataKeys: values.DATA_KEYS ?? generated!.DATA_KEYS,
      /** Ed25519 private keys of tokens. */
      tokenKeys: values.TOKEN_PRIVATE_KEYS ?? generated!.TOKEN_PRIVATE_KEYS,
    };
  },
  secrets: ({ peppers, dataKeys, tokenKeys }) => [
    ...[...peppers, ...dataKeys].map(({ secret }) => secret.toString('base64')),
    ...tokenKeys.map((key) => key.d),
  ],
});

export type SecretsConfig = ConfigType<typeof secretsConfig>;

function missing(values: { [Name in keyof typeof variables]?: unknown }): string[] {
  const fixes = {
    OTP_PEPPERS: CREATE_ONE,
    DATA_KEYS: CREATE_ONE,
    TOKEN_PRIVATE_KEYS: 'Set it to an Ed25519 private JWK; docs/configuration.md has a command that creates one',
  };
  return Object.entries(fixes)
    .filter(([name]) => values[name as keyof typeof variables] === undefined)
    .map(([name, fix]) => `${name} is missing: production does not generate secrets. ${fix}`);
}

function keyedSecrets(text: string, exactBytes?: number): KeyedSecret[] {
  const form = `must be a list id:base64,... with ${exactBytes ? `exactly ${exactBytes}` : 'at least 32'} bytes each; create one with: openssl rand -base64 32`;
  const secrets = list(text).map((item) => {
    const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/.exec(item);
    if (!match) throw new Error(form);
    const secret = Buffer.from(match[2]!, 'base64');
    if (exactBytes ? secret.length !== exactBytes : secret.length < 32) throw new Error(form);
    return { id: match[1]!, secret };
  });
  if (secrets.length === 0) throw new Error(form);
  // A repeated key may both write and be the oldest one, from which the keys of the limits are derived.
  const isAmbiguous = ({ id, secret }: KeyedSecret) =>
    secrets.some((other) => other.id === id && !other.secret.equals(secret));
  if (secrets.some(isAmbiguous)) throw new Error('names the same id twice, with different secrets');
  return secrets;
}

const jwksSchema = z
  .array(
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      kid: z.string().min(1),
      x: z.string().min(1),
      d: z.string().min(1),
    }),
  )
  .min(1);

function ed25519Keys(text: string): SigningJwk[] {
  const form = 'must be a JSON list of Ed25519 private JWKs ({"kty":"OKP","crv":"Ed25519","kid":...,"x":...,"d":...})';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(form);
  }
  const result = jwksSchema.safeParse(Array.isArray(json) ? json : [json]);
  if (!result.success) throw new Error(form);
  if (new Set(result.data.map(({ kid }) => kid)).size !== result.data.length)
    throw new Error('names the same kid twice: give each key its own');
  for (const jwk of result.data) assertUndamaged(jwk);
  return result.data;
}

/** Tokens signed with a private key whose public part is that of another key would be refused by everybody. */
function assertUndamaged(jwk: SigningJwk): void {
  let publicPart: string | undefined;
  try {
    publicPart = createPublicKey(createPrivateKey({ key: { ...jwk }, format: 'jwk' })).export({ format: 'jwk' }).x;
  } catch {
    throw new Error(`has a damaged key, ${jwk.kid}: its d is not 32 bytes of base64url. Copy the whole key again`);
  }
  if (publicPart !== jwk.x)
    throw new Error(`has a damaged key, ${jwk.kid}: its x does not belong to its d. Copy the whole key again`);
}
