import { getCountries, isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import { z } from 'zod';
import { LIMIT_NAMES, type LimitName, type LimitRule } from './limits.defaults.js';

/** Turns one variable's text into its value; a thrown message becomes the fault's text, so it never holds the value. */
function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, context) => {
    try {
      return parse(text.trim());
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
}

const integer = (minimum: number, maximum: number) =>
  parsed((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
      throw new Error(`must be a whole number from ${minimum} to ${maximum}`);
    }
    return value;
  });

const boolean = parsed((text) => {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off)$/i.test(text)) return false;
  throw new Error('must be true or false');
});

const url = (...protocols: string[]) =>
  parsed((text) => {
    const valid = URL.canParse(text) && protocols.includes(new URL(text).protocol);
    if (!valid) throw new Error(`must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    return text.replace(/\/+$/, '');
  });

const list = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

const country = parsed((text): CountryCode => {
  const code = text.toUpperCase();
  if (!isSupportedCountry(code)) throw new Error('must be a two-letter ISO country code, such as IR or CO');
  return code;
});

/** A secret with the id under which stored rows name it. */
export interface KeyedSecret {
  id: string;
  secret: Buffer;
}

function keyedSecrets(text: string, exactBytes?: number): KeyedSecret[] {
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

const ed25519Keys = parsed((text) => {
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
  return result.data;
});

export const PROVIDER_NAMES = ['kavenegar', 'twilio', 'smsir'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** Country, or `*` for all others, to its providers in order. */
export type SmsRoutes = Map<CountryCode | '*', ProviderName[]>;

const routes = parsed((text): SmsRoutes => {
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

const rateLimits = parsed((text) => {
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

/** Digest of an admin API key, with the name under which its actions are recorded. */
export interface AdminApiKey {
  name: string;
  /** SHA-256 of the key. */
  digest: Buffer;
}

const adminApiKeys = parsed((text): AdminApiKey[] =>
  list(text).map((item) => {
    const match = /^([A-Za-z0-9_.-]{1,64}):([0-9a-f]{64})$/i.exec(item);
    if (!match) throw new Error('must be a list name:<hex SHA-256 of the key>,...; make one with: npm run admin-key');
    return { name: match[1]!, digest: Buffer.from(match[2]!, 'hex') };
  }),
);

const sid = (prefix: string) =>
  parsed((text) => {
    if (!new RegExp(`^${prefix}[0-9a-zA-Z]{32}$`).test(text)) {
      throw new Error(`must be ${prefix} and 32 letters and digits, as the Twilio console shows it`);
    }
    return text;
  }).optional();

const trustProxy = parsed((text) => {
  if (/^\d+$/.test(text)) return Number(text);
  const addresses = list(text);
  const valid = addresses.every((a) => /^([0-9a-f:.]+(\/\d{1,3})?|loopback|linklocal|uniquelocal)$/i.test(a));
  if (!valid) throw new Error('must be a number of proxies, or their addresses or networks, comma-separated');
  return addresses;
});

const origins = parsed((text) =>
  list(text).map((origin) => {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new Error('must be a list of origins such as https://app.example.com, without a path');
    }
    return origin;
  }),
);

/**
 * Every environment variable Ramz reads. Defaults that depend on other variables are applied in `loadConfig`.
 * `.env.example` and docs/configuration.md are held in step with this by a test.
 */
export const environmentSchema = z.object({
  NODE_ENV: z.string().default('development'),
  ENVIRONMENT: z.string().default('development'),
  ROLE: z.enum(['all', 'api', 'worker'], { error: 'must be all, api or worker' }).default('all'),
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(0, 65_535).prefault('3000'),
  PUBLIC_URL: url('http:', 'https:').optional(),
  TRUST_PROXY: trustProxy.optional(),
  ALLOWED_ORIGINS: origins.prefault(''),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .default('info'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: url('postgresql:', 'postgres:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  DEFAULT_COUNTRY: country.prefault('IR'),
  OTP_LENGTH: integer(4, 10).prefault('6'),
  OTP_EXPIRATION_MINUTES: integer(1, 10).prefault('5'),
  OTP_MAX_ATTEMPTS: integer(1, 10).prefault('5'),
  OTP_RESEND_COOLDOWN_SECONDS: integer(0, 600).prefault('30'),
  OTP_PEPPERS: parsed((text) => keyedSecrets(text)).optional(),
  DATA_KEYS: parsed((text) => keyedSecrets(text, 32)).optional(),
  OTP_REQUIRE_CHALLENGE: boolean.prefault('false'),
  OTP_ENFORCE_COOLDOWN: boolean.prefault('false'),
  OTP_WEBOTP_DOMAIN: parsed((text) => {
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/i.test(text))
      throw new Error('must be a bare domain, such as example.com');
    return text;
  }).optional(),
  OTP_ANDROID_APP_HASH: parsed((text) => {
    if (!/^[A-Za-z0-9+/]{11}$/.test(text)) throw new Error('must be the 11 characters that identify the Android app');
    return text;
  }).optional(),
  TOKEN_PRIVATE_KEYS: ed25519Keys.optional(),
  ACCESS_TOKEN_MINUTES: integer(1, 1440).prefault('15'),
  REFRESH_TOKEN_DAYS: integer(1, 365).prefault('30'),
  SMS_ENABLED: boolean.prefault('true'),
  SMS_ROUTES: routes.prefault('IR=kavenegar;*=twilio,kavenegar'),
  SMS_ALLOWED_COUNTRIES: parsed((text): CountryCode[] => {
    if (text === '*') return getCountries();
    return list(text.toUpperCase()).map((code) => {
      if (!isSupportedCountry(code)) throw new Error('must be ISO country codes, comma-separated, or *');
      return code;
    });
  }).optional(),
  SMS_TIMEOUT_MS: integer(100, 120_000).prefault('30000'),
  SMS_ATTEMPTS: integer(1, 20).prefault('5'),
  SMS_BACKOFF_MS: integer(1, 60_000).prefault('1000'),
  SMS_RATE_LIMIT_PER_NUMBER: integer(1, 1_000_000).prefault('5'),
  SMS_RATE_LIMIT_WINDOW: integer(1, 604_800).prefault('3600'),
  SMS_UNKNOWN_OUTCOME: z
    .enum(['retry', 'reconcile', 'failover', 'fail'], { error: 'must be retry, reconcile, failover or fail' })
    .default('retry'),
  RATE_LIMITS: rateLimits.prefault(''),
  WORKER_CONCURRENCY: integer(1, 1000).prefault('50'),
  KAVENEGAR_API_KEY: z.string().optional(),
  KAVENEGAR_SENDER: z.string().default('2000660110'),
  KAVENEGAR_TEMPLATE: z.string().default('verify'),
  KAVENEGAR_BASE_URL: url('http:', 'https:').prefault('https://api.kavenegar.com'),
  KAVENEGAR_WEBHOOK_TOKEN: parsed((text) => {
    if (!/^[\w-]{16,}$/.test(text)) throw new Error('must have at least 16 letters, digits, - or _');
    return text;
  }).optional(),
  KAVENEGAR_MIN_CREDIT: integer(0, 1_000_000_000_000).prefault('10000'),
  TWILIO_ACCOUNT_SID: sid('AC'),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_API_KEY_SID: sid('SK'),
  TWILIO_API_KEY_SECRET: z.string().optional(),
  TWILIO_FROM_NUMBER: parsed((text) => {
    const senders = list(text);
    const valid = senders.every((sender) => /^\+\d{3,15}$|^\d{3,8}$|^[A-Za-z0-9 ]{1,11}$/.test(sender));
    if (!valid)
      throw new Error('must be senders, comma-separated: E.164 numbers, short codes or names of at most 11 letters');
    return senders;
  }).prefault(''),
  TWILIO_MESSAGING_SERVICE_SID: sid('MG'),
  TWILIO_VERIFY_SERVICE_SID: sid('VA'),
  TWILIO_VERIFY_MODE: z
    .enum(['custom_code', 'managed'], { error: 'must be custom_code or managed' })
    .default('custom_code'),
  TWILIO_BASE_URL: url('http:', 'https:').prefault('https://api.twilio.com'),
  TWILIO_VERIFY_BASE_URL: url('http:', 'https:').prefault('https://verify.twilio.com'),
  SMSIR_API_KEY: z.string().optional(),
  SMSIR_SENDER: parsed((text) => {
    if (!/^\d{4,20}$/.test(text)) throw new Error('must be the number of a line of the SMS.ir account');
    return text;
  }).optional(),
  SMSIR_TEMPLATE: parsed((text) => {
    if (!/^\d{1,20}$/.test(text)) throw new Error('must be the number of a template of the SMS.ir account');
    return text;
  }).optional(),
  SMSIR_TEMPLATE_PARAMETER: z.string().default('CODE'),
  SMSIR_MIN_CREDIT: integer(0, 1_000_000_000_000).optional(),
  SMSIR_BASE_URL: url('http:', 'https:').prefault('https://api.sms.ir'),
  ADMIN_API_KEYS: adminApiKeys.prefault(''),
});

export type Environment = z.output<typeof environmentSchema>;
export const ENVIRONMENT_VARIABLES = Object.keys(environmentSchema.shape);
