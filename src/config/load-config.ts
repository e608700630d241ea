import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { CountryCode } from 'libphonenumber-js/max';
import { AppConfig } from './app-config.js';
import { developmentSecrets } from './development-secrets.js';
import { environmentSchema, type Environment } from './environment.schema.js';
import type { ProviderName } from './environment.values.js';
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
  if (production) assertReadyForProduction(env);
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
    },
    dataKeys: env.DATA_KEYS ?? generated!.dataKeys,
    tokens: {
      privateKeys: env.TOKEN_PRIVATE_KEYS ?? generated!.tokenPrivateKeys,
      accessTokenMs: env.ACCESS_TOKEN_MINUTES * MINUTE,
      refreshTokenMs: env.REFRESH_TOKEN_DAYS * DAY,
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

function assertReadyForProduction(env: Environment): void {
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
  if (faults.length > 0) throw new ConfigurationError(faults);
}

/** @throws ConfigurationError when Twilio is configured in part */
function readTwilio(env: Environment): AppConfig['twilio'] {
  if (!env.TWILIO_ACCOUNT_SID) return undefined;
  const faults: string[] = [];
  const byKey = env.TWILIO_API_KEY_SID && env.TWILIO_API_KEY_SECRET;
  if (!byKey && !env.TWILIO_AUTH_TOKEN) {
    faults.push(
      'TWILIO_ACCOUNT_SID is set without TWILIO_AUTH_TOKEN, or TWILIO_API_KEY_SID with TWILIO_API_KEY_SECRET',
    );
  }
  if (env.TWILIO_FROM_NUMBER.length === 0 && !env.TWILIO_MESSAGING_SERVICE_SID && !env.TWILIO_VERIFY_SERVICE_SID) {
    faults.push(
      'TWILIO_ACCOUNT_SID is set without TWILIO_FROM_NUMBER, TWILIO_MESSAGING_SERVICE_SID or TWILIO_VERIFY_SERVICE_SID',
    );
  }
  if (faults.length > 0) throw new ConfigurationError(faults);
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
