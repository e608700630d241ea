import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import { z } from 'zod';
import type { VariableMeta } from './variable.js';

const DAY_MS = 86_400_000;

/**
 * Makes the schema of a variable from a function that parses its text, without surrounding spaces.
 * @param values the accepted texts, for the documentation. Markdown.
 * @param parse throws an `Error` whose message becomes the fault, so it must not contain the text. The messages of
 * other errors, such as the `SyntaxError` of `JSON.parse`, are replaced.
 */
export function parsed<T>(values: string, parse: (text: string) => T) {
  const meta: VariableMeta = { values };
  return z
    .string()
    .transform((text, context) => {
      try {
        return parse(text.trim());
      } catch (error) {
        const isFault = error instanceof Error && error.constructor === Error;
        context.addIssue({ code: 'custom', message: isFault ? error.message : 'is not valid' });
        return z.NEVER;
      }
    })
    .meta(meta);
}

export const text = parsed('text', (given) => given);

export const integer = (minimum: number, maximum: number) =>
  parsed(`${minimum} to ${maximum}`, (given) => {
    const value = Number(given);
    if (!/^\d+$/.test(given) || value < minimum || value > maximum) {
      throw new Error(`must be a whole number from ${minimum} to ${maximum}`);
    }
    return value;
  });

export const boolean = parsed('boolean', (given) => {
  if (/^(true|1|yes|on)$/i.test(given)) return true;
  if (/^(false|0|no|off)$/i.test(given)) return false;
  throw new Error('must be true or false');
});

export const choice = <const Option extends string>(...options: readonly Option[]) =>
  parsed(options.map((option) => `\`${option}\``).join(', '), (given): Option => {
    const found = options.find((option) => option === given);
    if (!found) throw new Error(`must be ${options.slice(0, -1).join(', ')} or ${options.at(-1)}`);
    return found;
  });

export const url = (...protocols: string[]) =>
  parsed(`${protocols.map((protocol) => `\`${protocol}//\``).join(' or ')} address`, (given) => {
    const isValid = URL.canParse(given) && protocols.includes(new URL(given).protocol);
    if (!isValid) throw new Error(`must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    return given.replace(/\/+$/, '');
  });

export const country = parsed('ISO country code', (given): CountryCode => {
  const code = given.toUpperCase();
  if (!isSupportedCountry(code)) throw new Error('must be a two-letter ISO country code, such as IR or CO');
  return code;
});

/** Splits a comma-separated list and drops its empty items. */
export function list(given: string): string[] {
  return given
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

/** Reads a day such as `2027-01-31` and returns its end in UTC. Undefined if there is no such day. */
export function readLastDay(given: string): Date | undefined {
  const start = new Date(/^\d{4}-\d{2}-\d{2}$/.test(given) ? `${given}T00:00:00Z` : Number.NaN);
  // JavaScript reads 30 February as 2 March.
  const exists = !Number.isNaN(start.getTime()) && start.toISOString().startsWith(given);
  return exists ? new Date(start.getTime() + DAY_MS) : undefined;
}

/** Whether only this machine can reach a host. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** Whether what is sent to an address can be read on the way. */
export function isPlainHttp(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !isLoopback(hostname);
}

/** Returns the password in an address, as written and decoded. */
export function passwordsOf(address: string | undefined): string[] {
  const password = address && new URL(address).password;
  return password ? [password, decodeURIComponent(password)] : [];
}
