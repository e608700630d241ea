import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyedSecret, SigningJwk } from '../config/index.js';

const SECRET_BYTES = 32;

/** The two lists of a rotation, as the variable holds them. */
export interface Rotation {
  id: string;
  /** For all processes first: the old key writes, and the new one is read. */
  prepared: string;
  /** After that: the new key writes, and the old ones are read. */
  rotated: string;
}

/** @param now gives the new key its id, such as `k20260131120000` */
export function newKeyId(now: Date): string {
  return `k${now.toISOString().replaceAll(/\D/g, '').slice(0, 14)}`;
}

/** Peppers: the last one also keys the limits, so it stays last. */
export function rotatePeppers(peppers: KeyedSecret[], id: string): Rotation {
  const [first, ...rest] = peppers;
  const last = peppers.at(-1)!;
  const others = peppers.filter((pepper) => pepper.id !== last.id);
  const pepper = { id, secret: randomBytes(SECRET_BYTES) };
  return {
    id,
    prepared: renderKeyed([first!, pepper, ...(rest.length > 0 ? rest : [last])]),
    rotated: renderKeyed([pepper, ...uniqueById(others), last]),
  };
}

export function rotateDataKeys(keys: KeyedSecret[], id: string): Rotation {
  const [first, ...rest] = uniqueById(keys);
  const key = { id, secret: randomBytes(SECRET_BYTES) };
  return { id, prepared: renderKeyed([first!, key, ...rest]), rotated: renderKeyed([key, first!, ...rest]) };
}

export function rotateSigningKeys(keys: SigningJwk[], id: string): Rotation {
  const [first, ...rest] = keys;
  const key = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: id };
  return { id, prepared: JSON.stringify([first, key, ...rest]), rotated: JSON.stringify([key, first, ...rest]) };
}

/** Each event is signed with all of them, so there is nothing to prepare. They have no ids. */
export function rotateEventSecrets(secrets: Buffer[]): Rotation {
  const rotated = [randomBytes(SECRET_BYTES), ...secrets]
    .map((secret) => `whsec_${secret.toString('base64')}`)
    .join(',');
  return { id: '1', prepared: rotated, rotated };
}

function renderKeyed(keys: KeyedSecret[]): string {
  return keys.map(({ id, secret }) => `${id}:${secret.toString('base64')}`).join(',');
}

function uniqueById(keys: KeyedSecret[]): KeyedSecret[] {
  return [...new Map(keys.map((key) => [key.id, key])).values()];
}
