import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import { z } from 'zod';
import { parseEmailAddress } from '../common/email-address.js';
import { LIMIT_NAMES, type LimitName, type LimitRule } from './limits.defaults.js';

const DAY_MS = 86_400_000;

/** Turns one variable's text into its value; a thrown message becomes the fault's text, so it never holds the value. */
export function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, context) => {
    try {
      return parse(text.trim());
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
}

export const integer = (minimum: number, maximum: number) =>
  parsed((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
      throw new Error(`must be a whole number from ${minimum} to ${maximum}`);
    }
    return value;
  });

export const boolean = parsed((text) => {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off)$/i.test(text)) return false;
  throw new Error('must be true or false');
});

export const url = (...protocols: string[]) =>
  parsed((text) => {
    const valid = URL.canParse(text) && protocols.includes(new URL(text).protocol);
    if (!valid) throw new Error(`must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    return text.replace(/\/+$/, '');
  });

export const list = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

export const country = parsed((text): CountryCode => {
  const code = text.toUpperCase();
  if (!isSupportedCountry(code)) throw new Error('must be a two-letter ISO country code, such as IR or CO');
  return code;
});

/** A secret with the id under which stored rows name it. */
export interface KeyedSecret {
  id: string;
  secret: Buffer;
}

export function keyedSecrets(text: string, exactBytes?: number): KeyedSecret[] {
  const form = `must be a list id:base64,... with ${exactBytes ? `exactly ${exactBytes}` : 'at least 32'} bytes each; make one with: openssl rand -base64 32`;
  const secrets = list(text).map((item) => {
    const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]+={0,2})$/.exec(item);
    if (!match) throw new Error(form);
    const secret = Buffer.from(match[2]!, 'base64');
    if (exactBytes ? secret.length !== exactBytes : secret.length < 32) throw new Error(form);
    return { id: match[1]!, secret };
  });
  if (secrets.length === 0) throw new Error(form);
  if (new Set(secrets.map((s) => s.id)).size !== secrets.length) throw new Error('names the same id twice');
  return secrets;
}

export const ed25519Keys = parsed((text) => {
  const form = 'must be a JSON list of Ed25519 private JWKs ({"kty":"OKP","crv":"Ed25519","kid":...,"x":...,"d":...})';
  const schema = z
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
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(form);
  }
  const result = schema.safeParse(Array.isArray(json) ? json : [json]);
  if (!result.success) throw new Error(form);
  if (new Set(result.data.map(({ kid }) => kid)).size !== result.data.length)
    throw new Error('names the same kid twice: give each key its own');
  return result.data;
});

export const PROVIDER_NAMES = ['kavenegar', 'twilio', 'smsir'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** Country, or `*` for all others, to its providers in order. */
export type SmsRoutes = Map<CountryCode | '*', ProviderName[]>;

export const routes = parsed((text): SmsRoutes => {
  const known = PROVIDER_NAMES.join(', ');
  const entries = text
    .split(';')
    .filter((part) => part.trim())
    .map((part) => {
      const [destination = '', names = '', ...rest] = part.split('=').map((piece) => piece.trim());
      const code = destination.toUpperCase();
      if (rest.length > 0 || (code !== '*' && !isSupportedCountry(code))) {
        throw new Error('must be like IR=kavenegar;*=twilio,kavenegar with ISO country codes or *');
      }
      const providers = list(names.toLowerCase()).map((name) => {
        const provider = PROVIDER_NAMES.find((candidate) => candidate === name);
        if (!provider) throw new Error(`names an unknown provider; known are ${known}`);
        return provider;
      });
      if (providers.length === 0) throw new Error(`names no provider for one of its countries; known are ${known}`);
      return [code, providers] as const;
    });
  return new Map(entries);
});

export const rateLimits = parsed((text) => {
  const rules = new Map<LimitName, LimitRule | 'off'>();
  for (const item of list(text)) {
    const match = /^([a-z_]+)=(?:(off)|(\d+)\/(\d+))$/.exec(item);
    const name = LIMIT_NAMES.find((candidate) => candidate === match?.[1]);
    if (!match || !name || match[3] === '0' || match[4] === '0') {
      throw new Error(
        `must be like otp_ip=50/60,verify_ip=off (limit, slash, seconds); names are ${LIMIT_NAMES.join(', ')}`,
      );
    }
    rules.set(name, match[2] ? 'off' : { limit: Number(match[3]), windowSeconds: Number(match[4]) });
  }
  return rules;
});

/** A number whose code is fixed until a day, for app reviews and tests. */
export interface TestNumber {
  /** E.164. */
  phone: string;
  code: string;
  /** From here on it is a number like any other. */
  endsAt: Date;
}

export const testNumbers = parsed((text): TestNumber[] => {
  const form = 'must be a list like +989120000001:123456@2027-01-01 (number, code, last day), comma-separated';
  const numbers = list(text).map((item) => {
    const [, phone, code, day] = /^(\+\d{7,15}):(\d{4,10})@(\d{4}-\d{2}-\d{2})$/.exec(item) ?? [];
    const lastDay = new Date(`${day}T00:00:00Z`);
    if (!phone || !code || Number.isNaN(lastDay.getTime()) || lastDay.toISOString().slice(0, 10) !== day)
      throw new Error(form);
    return { phone, code, endsAt: new Date(lastDay.getTime() + DAY_MS) };
  });
  if (new Set(numbers.map(({ phone }) => phone)).size !== numbers.length)
    throw new Error('names the same number twice');
  return numbers;
});

export const smtpUrl = parsed((text) => {
  const valid = URL.canParse(text) && ['smtp:', 'smtps:'].includes(new URL(text).protocol) && new URL(text).hostname;
  if (!valid)
    throw new Error(
      'must be like smtp://user:password@mail.example.com:587, or smtps:// for TLS from the start; percent-encode user and password',
    );
  const { username, password, pathname } = new URL(text);
  // Here the user or the password has likely been cut in two, and what is left of it taken for the host.
  if (!['', '/'].includes(pathname) || /[?#\t\r\n]/.test(text))
    throw new Error('must end after host and port: percent-encode user and password, such as %2F for / and %3F for ?');
  if (!isPercentEncoded(`${username}:${password}`)) throw new Error('must have its user and password percent-encoded');
  if (!username !== !password)
    throw new Error('has a user or a password without the other: give both, or neither for a server without a login');
  return text;
});

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Who e-mails come from. */
export interface Mailbox {
  name: string;
  address: string;
}

export const mailbox = parsed((text): Mailbox => {
  const [, quoted, plain, inBrackets, bare] =
    /^(?:(?:"([^"<>]*)"|([^"<>]*?))\s*<([^<>]+)>|([^<>\s]+))$/.exec(text) ?? [];
  const parsedAddress = parseEmailAddress(inBrackets ?? bare ?? '');
  // oxlint-disable-next-line no-control-regex -- a line break here would begin another header
  if (!parsedAddress.ok || /[\u0000-\u001f\u007f]/.test(text))
    throw new Error('must be an address such as codes@example.com, or "Example <codes@example.com>"');
  return { name: (quoted ?? plain ?? '').trim(), address: parsedAddress.address };
});

/** Digest of an admin API key, with the name under which its actions are recorded. */
export interface AdminApiKey {
  name: string;
  /** SHA-256 of the key. */
  digest: Buffer;
}

export const adminApiKeys = parsed((text): AdminApiKey[] =>
  list(text).map((item) => {
    const match = /^([A-Za-z0-9_.-]{1,64}):([0-9a-f]{64})$/i.exec(item);
    if (!match) throw new Error('must be a list name:<hex SHA-256 of the key>,...; make one with: npm run admin-key');
    return { name: match[1]!, digest: Buffer.from(match[2]!, 'hex') };
  }),
);

export const sid = (prefix: string) =>
  parsed((text) => {
    if (!new RegExp(`^${prefix}[0-9a-zA-Z]{32}$`).test(text)) {
      throw new Error(`must be ${prefix} and 32 letters and digits, as the Twilio console shows it`);
    }
    return text;
  }).optional();

export const trustProxy = parsed((text) => {
  if (/^\d+$/.test(text)) return Number(text);
  const addresses = list(text);
  const valid = addresses.every((a) => /^([0-9a-f:.]+(\/\d{1,3})?|loopback|linklocal|uniquelocal)$/i.test(a));
  if (!valid) throw new Error('must be a number of proxies, or their addresses or networks, comma-separated');
  return addresses;
});

export const origins = parsed((text) =>
  list(text).map((origin) => {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error('must be a list of origins such as https://app.example.com, without a path');
    }
    return origin;
  }),
);
