import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import { z } from 'zod';
import type { VariableMeta } from './variable.js';

/**
 * Turns the text of a variable into its value. The message of a thrown error becomes the fault, so it never holds the
 * text itself.
 * @param values the accepted texts in words, for the documentation
 */
export function parsed<T>(values: string, parse: (text: string) => T) {
  const meta: VariableMeta = { values };
  return z
    .string()
    .transform((text, context) => {
      try {
        return parse(text.trim());
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
        return z.NEVER;
      }
    })
    .meta(meta);
}

export const text = z.string().meta({ values: 'text' });

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

export const choice = <const Options extends readonly [string, ...string[]]>(...options: Options) => {
  const last = options.at(-1);
  const sentence = `must be ${options.length > 1 ? `${options.slice(0, -1).join(', ')} or ${last}` : last}`;
  return z.enum(options, { error: sentence }).meta({ values: options.map((option) => `\`${option}\``).join(', ') });
};

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

/** Comma-separated items, without the empty ones. */
export function list(given: string): string[] {
  return given
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

/** The password of an address, as written and decoded. */
export function passwordsOf(address: string | undefined): string[] {
  const password = address && new URL(address).password;
  return password ? [password, decodeURIComponent(password)] : [];
}
