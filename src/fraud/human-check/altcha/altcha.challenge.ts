import { createChallenge, verifySolution } from 'altcha-lib/v1';
import { z } from 'zod';
import type { WorkChallenge } from '../human-verifier.contract.js';

/**
 * Hashes that a client tries at most, by level; it tries half of them on average. A browser makes some 30,000 to 100,000 a
 * second, so the first level takes it less than half a second, and the last one some seconds.
 */
const LEVELS = [20_000, 50_000, 150_000, 400_000] as const;
const LIFETIME_MS = 10 * 60_000;
const EXPIRES = 'expires';
const LEVEL = 'level';
/** Base64 of a solution has some 400 characters. */
const MAX_TOKEN_LENGTH = 2048;

export interface Solution {
  /** The challenge that was solved. */
  challenge: string;
  level: number;
  expiresAt: Date;
}

const payloadSchema = z.object({
  algorithm: z.literal('SHA-256'),
  challenge: z.string(),
  number: z.int().min(0),
  salt: z.string(),
  signature: z.string(),
});

/** @param suspicion from 0 to 1 */
export function levelOf(suspicion: number): number {
  return Math.min(LEVELS.length - 1, Math.floor(suspicion * LEVELS.length));
}

/** Makes a challenge that says by itself when it expires and how hard it is, and that only the key can sign. */
export async function newChallenge(level: number, key: string, now: number): Promise<WorkChallenge> {
  return createChallenge({
    hmacKey: key,
    algorithm: 'SHA-256',
    maxnumber: LEVELS[level],
    expires: new Date(now + LIFETIME_MS),
    params: { [LEVEL]: String(level) },
  });
}

/** Undefined if the token is made up, not solved, or expired. */
export async function readSolution(token: string, key: string, now: number): Promise<Solution | undefined> {
  const payload = payloadOf(token);
  // The library reads the time of the process; here the clock decides.
  if (!payload || !(await verifySolution(payload, key, false))) return undefined;
  const parameters = new URLSearchParams(payload.salt.split('?')[1]);
  const expiresAt = new Date(Number(parameters.get(EXPIRES)) * 1000);
  const level = Number(parameters.get(LEVEL));
  return expiresAt.getTime() > now ? { challenge: payload.challenge, level, expiresAt } : undefined;
}

function payloadOf(token: string): z.output<typeof payloadSchema> | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  try {
    return payloadSchema.safeParse(JSON.parse(Buffer.from(token, 'base64').toString())).data;
  } catch {
    return undefined;
  }
}
