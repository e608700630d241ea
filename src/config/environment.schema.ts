import { getCountries, isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import { z } from 'zod';
import {
  parsed,
  integer,
  boolean,
  url,
  list,
  country,
  keyedSecrets,
  ed25519Keys,
  adminApiKeys,
  sid,
  routes,
  rateLimits,
  testNumbers,
  smtpUrl,
  mailbox,
  trustProxy,
  origins,
} from './variables.js';

/**
 * Every environment variable Ramz reads. Defaults that depend on other variables are applied in `loadConfig`.
 * `.env.example` and docs/configuration.md are held in step with this by a test.
 */
export const environmentSchema = z.object({
  NODE_ENV: z.string().trim().default('development'),
  ENVIRONMENT: z.string().trim().default('development'),
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
  OTP_TEST_NUMBERS: testNumbers.prefault(''),
  OTP_RETENTION_DAYS: integer(1, 3650).prefault('30'),
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
  SESSION_COOKIES: boolean.prefault('false'),
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
  MESSAGE_RETENTION_DAYS: integer(1, 3650).prefault('30'),
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
  EMAIL_OTP_ENABLED: boolean.prefault('false'),
  SMTP_URL: smtpUrl.optional(),
  EMAIL_FROM: mailbox.optional(),
  CAPTCHA_PROVIDER: z.enum(['turnstile', 'hcaptcha'], { error: 'must be turnstile or hcaptcha' }).optional(),
  CAPTCHA_SITE_KEY: z.string().optional(),
  CAPTCHA_SECRET: z.string().optional(),
  CAPTCHA_DEMAND: z.enum(['risk', 'always'], { error: 'must be risk or always' }).default('risk'),
  CAPTCHA_VERIFY_URL: url('http:', 'https:').optional(),
  ADMIN_API_KEYS: adminApiKeys.prefault(''),
});

export type Environment = z.output<typeof environmentSchema>;
export const ENVIRONMENT_VARIABLES = Object.keys(environmentSchema.shape);
