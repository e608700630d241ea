import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { CountryCode } from 'libphonenumber-js/max';
import { AppConfig } from './app-config.js';
import { developmentSecrets } from './development-secrets.js';
import { environmentSchema, type Environment } from './environment.schema.js';
import type { ProviderName } from './variables.js';
import { LIMIT_DEFAULTS, LIMIT_NAMES } from './limits.defaults.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The configuration cannot be used. The message names every fault with its fix, and no value. */
export class ConfigurationError extends Error {
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((f) => `  - ${f}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
  }
}

/** The configuration of this process: its environment, and under that the `.env` file of the working folder. */
export function readConfig(): AppConfig {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return loadConfig(process.env);
}

/**
 * Reads `environment` (empty variables count as unset) into the configuration.
 * Outside production, secrets that are missing are made once and kept in `DATA_DIR`.
 * @throws ConfigurationError that names every fault at once
 */
export function loadConfig(environment: NodeJS.ProcessEnv): AppConfig {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const result = environmentSchema.safeParse(set);
  if (!result.success) {
    throw new ConfigurationError(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  }
  const env = result.data;
  const production = [env.NODE_ENV, env.ENVIRONMENT].some((name) => name.toLowerCase() === 'production');
  const dataDir = isAbsolute(env.DATA_DIR) ? env.DATA_DIR : resolve(env.DATA_DIR);
  const faults = [
    ...(production ? productionFaults(env) : []),
    ...twilioFaults(env),
    ...emailFaults(env, production),
    ...captchaFaults(env),
    ...testNumberFaults(env),
  ];
  if (faults.length > 0) throw new ConfigurationError(faults);
  const twilio = readTwilio(env);
  const providers: ProviderName[] = [
    ...(env.KAVENEGAR_API_KEY ? (['kavenegar'] as const) : []),
    ...(twilio ? (['twilio'] as const) : []),
    ...(env.SMSIR_API_KEY ? (['smsir'] as const) : []),
  ];
  const generated = production ? undefined : developmentSecrets(dataDir, env);
  return {
    production,
    role: env.ROLE,
    logLevel: env.LOG_LEVEL,
    dataDir,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    http: {
      host: env.HOST,
      port: env.PORT,
      publicUrl: env.PUBLIC_URL,
      trustProxy: env.TRUST_PROXY,
      allowedOrigins: env.ALLOWED_ORIGINS,
    },
    defaultCountry: env.DEFAULT_COUNTRY,
    otp: {
      length: env.OTP_LENGTH,
      lifetimeMs: env.OTP_EXPIRATION_MINUTES * MINUTE,
      maxAttempts: env.OTP_MAX_ATTEMPTS,
      resendCooldownMs: env.OTP_RESEND_COOLDOWN_SECONDS * 1000,
      requireChallenge: env.OTP_REQUIRE_CHALLENGE,
      enforceCooldown: env.OTP_ENFORCE_COOLDOWN,
      peppers: env.OTP_PEPPERS ?? generated!.peppers,
      webOtpDomain: env.OTP_WEBOTP_DOMAIN,
      androidAppHash: env.OTP_ANDROID_APP_HASH,
      testNumbers: env.OTP_TEST_NUMBERS,
      retentionMs: env.OTP_RETENTION_DAYS * DAY,
    },
    dataKeys: env.DATA_KEYS ?? generated!.dataKeys,
    tokens: {
      privateKeys: env.TOKEN_PRIVATE_KEYS ?? generated!.tokenPrivateKeys,
      accessTokenMs: env.ACCESS_TOKEN_MINUTES * MINUTE,
      refreshTokenMs: env.REFRESH_TOKEN_DAYS * DAY,
      cookies: env.SESSION_COOKIES,
    },
    sms: {
      enabled: env.SMS_ENABLED,
      routes: env.SMS_ROUTES,
      allowedCountries: new Set(env.SMS_ALLOWED_COUNTRIES ?? defaultCountries(env)),
      timeoutMs: env.SMS_TIMEOUT_MS,
      attempts: env.SMS_ATTEMPTS,
      backoffMs: env.SMS_BACKOFF_MS,
      unknownOutcome: env.SMS_UNKNOWN_OUTCOME,
      providers,
      simulated: !production && providers.length === 0,
    },
    email: env.EMAIL_OTP_ENABLED
      ? { smtpUrl: env.SMTP_URL, from: env.EMAIL_FROM ?? { name: 'Ramz', address: 'ramz@localhost.invalid' } }
      : undefined,
    captcha: env.CAPTCHA_PROVIDER
      ? {
          provider: env.CAPTCHA_PROVIDER,
          siteKey: env.CAPTCHA_SITE_KEY,
          secret: env.CAPTCHA_SECRET!,
          demand: env.CAPTCHA_DEMAND,
          verifyUrl: env.CAPTCHA_VERIFY_URL,
        }
      : undefined,
    messageRetentionMs: env.MESSAGE_RETENTION_DAYS * DAY,
    kavenegar: env.KAVENEGAR_API_KEY
      ? {
          apiKey: env.KAVENEGAR_API_KEY,
          baseUrl: env.KAVENEGAR_BASE_URL,
          sender: env.KAVENEGAR_SENDER,
          template: env.KAVENEGAR_TEMPLATE,
          webhookToken: env.KAVENEGAR_WEBHOOK_TOKEN,
          minCredit: env.KAVENEGAR_MIN_CREDIT,
        }
      : undefined,
    twilio,
    smsir: env.SMSIR_API_KEY
      ? {
          apiKey: env.SMSIR_API_KEY,
          baseUrl: env.SMSIR_BASE_URL,
          sender: env.SMSIR_SENDER,
          template: env.SMSIR_TEMPLATE,
          templateParameter: env.SMSIR_TEMPLATE_PARAMETER,
          minCredit: env.SMSIR_MIN_CREDIT,
        }
      : undefined,
    adminApiKeys: env.ADMIN_API_KEYS,
    limits: limits(env),
    workerConcurrency: env.WORKER_CONCURRENCY,
  };
}

function productionFaults(env: Environment): string[] {
  const faults: string[] = [];
  const required = (name: 'OTP_PEPPERS' | 'DATA_KEYS' | 'TOKEN_PRIVATE_KEYS', fix: string) => {
    if (!env[name]) faults.push(`${name} is missing: production does not make its own secrets. ${fix}`);
  };
  const base64 = 'Set it to k1: followed by the output of: openssl rand -base64 32';
  required('OTP_PEPPERS', base64);
  required('DATA_KEYS', base64);
  required('TOKEN_PRIVATE_KEYS', 'Set it to an Ed25519 private JWK; docs/configuration.md has a line that makes one');
  if (env.SMS_ENABLED && !env.KAVENEGAR_API_KEY && !env.TWILIO_ACCOUNT_SID && !env.SMSIR_API_KEY) {
    faults.push(
      'No SMS provider is configured, and production does not simulate. Set KAVENEGAR_API_KEY, SMSIR_API_KEY or the TWILIO_ variables, or SMS_ENABLED=false',
    );
  }
  return faults;
}

/** Twilio wants credentials and a sender. */
function twilioFaults(env: Environment): string[] {
  if (!env.TWILIO_ACCOUNT_SID) return [];
  const faults: string[] = [];
  if (!hasApiKey(env) && !env.TWILIO_AUTH_TOKEN) {
    faults.push(
      'TWILIO_ACCOUNT_SID is set without TWILIO_AUTH_TOKEN, or TWILIO_API_KEY_SID with TWILIO_API_KEY_SECRET',
    );
  }
  if (env.TWILIO_FROM_NUMBER.length === 0 && !env.TWILIO_MESSAGING_SERVICE_SID && !env.TWILIO_VERIFY_SERVICE_SID) {
    faults.push(
      'TWILIO_ACCOUNT_SID is set without TWILIO_FROM_NUMBER, TWILIO_MESSAGING_SERVICE_SID or TWILIO_VERIFY_SERVICE_SID',
    );
  }
  return faults;
}

function hasApiKey(env: Environment): boolean {
  return env.TWILIO_API_KEY_SID !== undefined && env.TWILIO_API_KEY_SECRET !== undefined;
}

/** E-mail that is switched on has to leave. */
function emailFaults(env: Environment, production: boolean): string[] {
  if (!env.EMAIL_OTP_ENABLED) return [];
  if (env.SMTP_URL && !env.EMAIL_FROM)
    return ['SMTP_URL is set without EMAIL_FROM, the address that e-mails come from'];
  if (env.SMTP_URL || !production) return [];
  return ['EMAIL_OTP_ENABLED is set without SMTP_URL, and production does not simulate'];
}

function captchaFaults(env: Environment): string[] {
  if (!env.CAPTCHA_PROVIDER === !env.CAPTCHA_SECRET) return [];
  return ['CAPTCHA_PROVIDER and CAPTCHA_SECRET go together: set both, or none'];
}

/** Clients are told one length for all codes. */
function testNumberFaults(env: Environment): string[] {
  if (env.OTP_TEST_NUMBERS.every(({ code }) => code.length === env.OTP_LENGTH)) return [];
  return ['OTP_TEST_NUMBERS has a code with more or fewer digits than OTP_LENGTH'];
}

function readTwilio(env: Environment): AppConfig['twilio'] {
  if (!env.TWILIO_ACCOUNT_SID) return undefined;
  const byKey = hasApiKey(env);
  return {
    accountSid: env.TWILIO_ACCOUNT_SID,
    username: byKey ? env.TWILIO_API_KEY_SID! : env.TWILIO_ACCOUNT_SID,
    password: byKey ? env.TWILIO_API_KEY_SECRET! : env.TWILIO_AUTH_TOKEN!,
    authToken: env.TWILIO_AUTH_TOKEN,
    from: env.TWILIO_FROM_NUMBER,
    messagingServiceSid: env.TWILIO_MESSAGING_SERVICE_SID,
    verifyServiceSid: env.TWILIO_VERIFY_SERVICE_SID,
    verifyMode: env.TWILIO_VERIFY_MODE,
    baseUrl: env.TWILIO_BASE_URL,
    verifyBaseUrl: env.TWILIO_VERIFY_BASE_URL,
  };
}

function defaultCountries(env: Environment): CountryCode[] {
  const named = [...env.SMS_ROUTES.keys()].filter((code) => code !== '*');
  return [...named, env.DEFAULT_COUNTRY];
}

function limits(env: Environment): AppConfig['limits'] {
  const defaults = {
    ...LIMIT_DEFAULTS,
    otp_phone_hour: { limit: env.SMS_RATE_LIMIT_PER_NUMBER, windowSeconds: env.SMS_RATE_LIMIT_WINDOW },
  };
  const chosen = LIMIT_NAMES.map((name) => [name, env.RATE_LIMITS.get(name) ?? defaults[name]] as const);
  return Object.fromEntries(chosen.filter(([, rule]) => rule !== 'off'));
}
