import { readLastDay } from '../../config/index.js';

/** What an admin key may be used for. `admin` includes all others. */
export const SCOPES = ['send', 'read', 'support', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export interface KeyGrant {
  scopes: Scope[];
  /** From then on the key is refused. */
  expiresAt?: Date;
}

/** The grant of a key whose scopes are not written. */
export const FULL_GRANT: KeyGrant = { scopes: ['admin'] };

/** Reads `scope+scope[@last day]`, such as `send+read@2027-01-31`. Undefined if it has another form. */
export function readGrant(text: string): KeyGrant | undefined {
  const [names = '', day, ...rest] = text.split('@');
  const scopes = names.split('+').map((name) => SCOPES.find((scope) => scope === name));
  const expiresAt = day === undefined ? undefined : readLastDay(day);
  if (!isComplete(scopes) || (day !== undefined && !expiresAt) || rest.length > 0) return undefined;
  return { scopes: [...new Set(scopes)], ...(expiresAt && { expiresAt }) };
}

export function allows({ scopes }: { scopes: readonly Scope[] }, needed: Scope): boolean {
  return scopes.includes(needed) || scopes.includes('admin');
}

/** @param now Unix time in milliseconds */
export function isExpired({ expiresAt }: Pick<KeyGrant, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && expiresAt.getTime() <= now;
}

function isComplete(scopes: (Scope | undefined)[]): scopes is Scope[] {
  return !scopes.includes(undefined);
}
