import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { otpConfig, sessionConfig } from './auth/index.js';
import { ConfigurationError, installationConfig, secretsConfig } from './config/index.js';
import { secretsOf, validate, warningsOf } from './configuration.js';
import { storeConfig } from './database/index.js';
import { emailConfig } from './email/index.js';
import { httpConfig } from './http/index.js';
import { messagingConfig } from './messaging/index.js';
import { smsConfig } from './sms/index.js';
import { limitConfig } from './throttling/index.js';

const key = (id: string, bytes = 32) => `${id}:${Buffer.alloc(bytes, id).toString('base64')}`;
const jwk = newJwk('k1');
const secrets = { OTP_PEPPERS: key('a'), DATA_KEYS: key('a'), TOKEN_PRIVATE_KEYS: JSON.stringify([jwk]) };

function newJwk(kid: string): { kid: string; x?: string; d?: string } {
  return { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid };
}

/** Reads the configuration of every feature from these variables. */
function load(variables: Record<string, string | undefined> = {}) {
  const environment = { ...secrets, ...variables };
  validate(environment);
  return {
    installation: installationConfig.read(environment),
    http: httpConfig.read(environment),
    stores: storeConfig.read(environment),
    secrets: secretsConfig.read(environment),
    otp: otpConfig.read(environment),
    sessions: sessionConfig.read(environment),
    sms: smsConfig.read(environment),
    messaging: messagingConfig.read(environment),
    email: emailConfig.read(environment),
    limits: limitConfig.read(environment),
    providers: smsConfig.read(environment).providers.map(({ name }) => name),
  };
}

function faultsOf(environment: Record<string, string | undefined>): string[] {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('the configuration without variables has the documented defaults', () => {
    const config = load();
    expect(config).toMatchObject({
      installation: { production: false, role: 'all', logLevel: 'info', defaultCountry: 'IR' },
      http: { host: '127.0.0.1', port: 3000, allowedOrigins: [] },
      otp: {
        length: 6,
        lifetimeMs: 300_000,
        maxAttempts: 5,
        resendCooldownMs: 30_000,
        requireChallenge: false,
        enforceCooldown: false,
      },
      sessions: {
        accessTokenMs: 900_000,
        tokenAudience: undefined,
        refreshTokenMs: 2_592_000_000,
        refreshReuseMs: 30_000,
        maxAgeMs: 15_552_000_000,
        dormantMs: 15_552_000_000,
        cookies: false,
      },
      sms: { enabled: true, providers: [], simulated: true },
      messaging: { timeoutMs: 30_000, attempts: 5, backoffMs: 1000, workerConcurrency: 50 },
    });
    expect(config.stores).toEqual({ databaseUrl: undefined, redisUrl: undefined });
    expect([...config.sms.routes]).toEqual([
      ['IR', ['kavenegar']],
      ['*', ['twilio', 'kavenegar']],
    ]);
    expect(config.limits.rules).toEqual({
      otp_ip: { limit: 5, windowSeconds: 300 },
      password_reset_ip: { limit: 5, windowSeconds: 300 },
      registration_ip: { limit: 3, windowSeconds: 900 },
      admin_send_ip: { limit: 20, windowSeconds: 300 },
      otp_phone: { limit: 3, windowSeconds: 120 },
      otp_phone_hour: { limit: 5, windowSeconds: 3600 },
      otp_phone_day: { limit: 10, windowSeconds: 86_400 },
      verify_ip: { limit: 30, windowSeconds: 300 },
      refresh_ip: { limit: 120, windowSeconds: 300 },
      wrong_codes_hour: { limit: 10, windowSeconds: 3600 },
      wrong_codes_in_a_row: { limit: 100, windowSeconds: 86_400 },
    });
    expect([...config.sms.allowedCountries]).toEqual(['IR']);
  });

  it('an empty variable counts as unset', () => {
    expect(load({ PORT: '', KAVENEGAR_API_KEY: ' ' })).toMatchObject({ http: { port: 3000 }, providers: [] });
  });

  it('an invalid configuration names every fault at once, with the fix and without the value', () => {
    const faults = faultsOf({ PORT: 'secret-port', OTP_LENGTH: '99', DATABASE_URL: 'mysql://user:hunter2@host/db' });
    expect(faults).toEqual([
      'PORT must be a whole number from 0 to 65535',
      'DATABASE_URL must be an address that starts with postgresql:// or postgres://',
      'OTP_LENGTH must be a whole number from 4 to 10',
    ]);
    expect(faults.join()).not.toMatch(/hunter2|secret-port/);
  });

  it.each([
    ['ROLE', 'both', 'must be all, api or worker'],
    ['PORT', '70000', 'from 0 to 65535'],
    ['PUBLIC_URL', 'ftp://x', 'must be an address'],
    ['TRUST_PROXY', 'every one', 'must be a number of proxies'],
    ['TRUST_PROXY', '1.5', 'must be a number of proxies'],
    ['TRUST_PROXY', '10.0.0', 'must be a number of proxies'],
    ['TRUST_PROXY', '10.0.0.256', 'must be a number of proxies'],
    ['TRUST_PROXY', '10.0.0.0/33', 'must be a number of proxies'],
    ['TRUST_PROXY', '0.0.0.0/0', 'must be a number of proxies'],
    ['TRUST_PROXY', '::1/129', 'must be a number of proxies'],
    ['TRUST_PROXY', ':::', 'must be a number of proxies'],
    ['TRUST_PROXY', '-1', 'must be a number of proxies'],
    ['TRUST_PROXY', ',', 'must be a number of proxies'],
    ['ALLOWED_ORIGINS', 'https://a.example/path', 'must be a list of origins'],
    ['LOG_LEVEL', 'loud', 'must be debug, info, warn or error'],
    ['REDIS_URL', 'http://x', 'redis:// or rediss://'],
    ['DEFAULT_COUNTRY', 'Iran', 'two-letter ISO country code'],
    ['OTP_EXPIRATION_MINUTES', '11', 'from 1 to 10'],
    ['OTP_MAX_ATTEMPTS', '0', 'from 1 to 10'],
    ['OTP_RESEND_COOLDOWN_SECONDS', '-1', 'from 0 to 600'],
    ['OTP_PEPPERS', 'nonsense', 'must be a list id:base64'],
    ['OTP_PEPPERS', key('a', 8), 'at least 32 bytes'],
    ['DATA_KEYS', key('a', 33), 'exactly 32 bytes'],
    ['OTP_REQUIRE_CHALLENGE', 'maybe', 'must be true or false'],
    ['OTP_ENFORCE_COOLDOWN', '2', 'must be true or false'],
    ['OTP_WEBOTP_DOMAIN', 'https://example.com', 'must be a bare domain'],
    ['OTP_ANDROID_APP_HASH', 'short', '11 characters'],
    ['TOKEN_PRIVATE_KEYS', '{"kty":"RSA"}', 'Ed25519 private JWKs'],
    ['TOKEN_PRIVATE_KEYS', JSON.stringify([jwk, newJwk('k1')]), 'names the same kid twice: give each key its own'],
    ['TOKEN_PRIVATE_KEYS', JSON.stringify(jwk).slice(0, -1), 'must be a JSON list of Ed25519 private JWKs'],
    [
      'TOKEN_PRIVATE_KEYS',
      JSON.stringify([jwk, { ...newJwk('k2'), x: jwk.x }]),
      'has a damaged key, k2: its x does not',
    ],
    ['TOKEN_PRIVATE_KEYS', JSON.stringify({ ...jwk, d: jwk.d?.slice(1) }), 'has a damaged key, k1: its d'],
    ['TOKEN_PRIVATE_KEYS', JSON.stringify({ ...jwk, x: 'x' }), 'has a damaged key, k1: its x does not'],
    ['OTP_PEPPERS', `${key('a')},a:${Buffer.alloc(32, 'b').toString('base64')}`, 'names the same id twice'],
    ['ACCESS_TOKEN_MINUTES', '0', 'from 1 to 1440'],
    ['REFRESH_TOKEN_DAYS', '366', 'from 1 to 365'],
    ['REFRESH_REUSE_SECONDS', '301', 'from 0 to 300'],
    ['SESSION_MAX_DAYS', '0', 'from 1 to 3650'],
    ['ACCOUNT_DORMANT_DAYS', '0', 'from 1 to 3650'],
    ['SMS_ENABLED', 'perhaps', 'must be true or false'],
    ['SMS_ROUTES', 'IR=pigeon', 'names an unknown provider'],
    ['SMS_ROUTES', 'Iran=kavenegar', 'must be like IR=kavenegar'],
    ['SMS_ROUTES', 'IR=', 'names no provider'],
    ['SMS_ALLOWED_COUNTRIES', 'IR,XX', 'must be ISO country codes'],
    ['SMS_TIMEOUT_MS', '1', 'from 100 to 120000'],
    ['SMS_ATTEMPTS', '0', 'from 1 to 20'],
    ['SMS_BACKOFF_MS', 'soon', 'from 1 to 60000'],
    ['SMS_RATE_LIMIT_PER_NUMBER', '0', 'from 1 to'],
    ['SMS_RATE_LIMIT_WINDOW', '0', 'from 1 to'],
    ['RATE_LIMITS', 'otp_ip=5', 'must be like otp_ip=50/60'],
    ['RATE_LIMITS', 'nobody=5/60', 'must be like otp_ip=50/60'],
    ['WORKER_CONCURRENCY', '0', 'from 1 to 1000'],
    ['KAVENEGAR_BASE_URL', 'kavenegar.com', 'must be an address'],
    ['KAVENEGAR_WEBHOOK_TOKEN', 'short', 'at least 16 letters'],
    ['KAVENEGAR_MIN_CREDIT', 'much', 'must be a whole number'],
    ['SMS_UNKNOWN_OUTCOME', 'pray', 'must be retry, reconcile, failover or fail'],
    ['TWILIO_ACCOUNT_SID', 'AC12', 'must be AC and 32'],
    ['TWILIO_API_KEY_SID', 'AC12', 'must be SK and 32'],
    ['TWILIO_FROM_NUMBER', 'a name that is too long', 'must be senders'],
    ['TWILIO_MESSAGING_SERVICE_SID', 'x', 'must be MG and 32'],
    ['TWILIO_VERIFY_SERVICE_SID', 'x', 'must be VA and 32'],
    ['TWILIO_VERIFY_MODE', 'x', 'must be custom_code or managed'],
    ['TWILIO_BASE_URL', 'x', 'must be an address'],
    ['TWILIO_VERIFY_BASE_URL', 'x', 'must be an address'],
    ['SMSIR_SENDER', 'a name', 'must be the number of a line'],
    ['SMSIR_TEMPLATE', 'verify', 'must be the number of a template'],
    ['SMSIR_MIN_CREDIT', 'x', 'must be a whole number'],
    ['SMSIR_BASE_URL', 'x', 'must be an address'],
    ['ADMIN_API_KEYS', 'ops:secret', 'hex SHA-256'],
    ['ADMIN_API_KEYS', `ops:${'a'.repeat(64)}:write`, 'the scopes send, read, support, admin'],
    ['ADMIN_API_KEYS', `ops:${'a'.repeat(64)}:send@2027-02-30`, 'last day'],
    ['OTP_TEST_NUMBERS', '+989120000001:123456', 'must be a list like'],
    ['OTP_TEST_NUMBERS', '+989120000001:123456@2027-02-30', 'must be a list like'],
    ['OTP_TEST_NUMBERS', '09120000001:123456@2027-01-01', 'must be a list like'],
    [
      'OTP_TEST_NUMBERS',
      '+989120000001:123456@2027-01-01,+989120000001:123457@2027-01-01',
      'names the same number twice',
    ],
    ['OTP_TEST_NUMBERS', '+989120000001:1234@2027-01-01', 'more or fewer digits than OTP_LENGTH'],
    ['OTP_RETENTION_DAYS', '0', 'from 1 to 3650'],
    ['MESSAGE_RETENTION_DAYS', 'x', 'must be a whole number'],
    ['SESSION_COOKIES', 'maybe', 'must be true or false'],
    ['EMAIL_OTP_ENABLED', 'maybe', 'must be true or false'],
    ['SMTP_URL', 'mail.example.com', 'must be like smtp://'],
    ['SMTP_URL', 'smtp://sam:100%@mail.example.com', 'percent-encoded'],
    ['SMTP_URL', 'smtp://sam%:41@mail.example.com', 'percent-encoded'],
    ['EMAIL_FROM', 'Ramz', 'must be an address'],
    ['EMAIL_FROM', 'Ramz <codes@example.com>\nBcc: all@example.com', 'must be an address'],
    ['EMAIL_FROM', 'codes@example.com/evil', 'must be an address'],
    ['CAPTCHA_PROVIDER', 'recaptcha', 'must be altcha, turnstile or hcaptcha'],
    ['CAPTCHA_PROVIDER', 'turnstile', 'go together'],
    ['CAPTCHA_DEMAND', 'never', 'must be risk or always'],
    ['CAPTCHA_VERIFY_URL', 'x', 'must be an address'],
    ['EVENT_WEBHOOK_SECRET', 'whsec_c2hvcnQ=', 'at least 24 bytes'],
    ['EVENT_WEBHOOK_SECRET', Buffer.alloc(32).toString('base64'), 'must be a list of whsec_'],
    ['EVENT_RECIPIENTS', 'some', 'must be full or masked'],
    ['EVENT_RETENTION_DAYS', '1', 'from 2 to 90'],
    ['ALERT_WEBHOOK_URL', 'chat.example', 'must be an address'],
  ])('the configuration refuses %s=%s', (name, value, sentence) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringContaining(sentence)]);
    expect(faultsOf({ [name]: value })[0]).toMatch(new RegExp(`^${name} `));
  });

  it('events are sent only with a signature, and in production only where nobody can read them on the way', () => {
    const EVENT_WEBHOOK_URL = 'http://shop.example/events';
    expect(faultsOf({ EVENT_WEBHOOK_URL })).toEqual([expect.stringMatching(/^EVENT_WEBHOOK_SECRET is missing/)]);
    const production = {
      NODE_ENV: 'production',
      EVENT_WEBHOOK_URL,
      EVENT_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString('base64')}`,
      ALERT_WEBHOOK_URL: 'http://chat.example/hook',
    };
    const about = (name: string) => faultsOf(production).filter((fault) => fault.startsWith(name));
    expect(about('EVENT_')).toEqual([expect.stringContaining('must start with https://')]);
    expect(about('ALERT_')).toEqual([expect.stringContaining('must start with https://')]);
  });

  it('Twilio needs credentials and a sender', () => {
    const TWILIO_ACCOUNT_SID = `AC${'0'.repeat(32)}`;
    expect(faultsOf({ TWILIO_ACCOUNT_SID })).toEqual([
      expect.stringContaining('without TWILIO_AUTH_TOKEN'),
      expect.stringContaining('without TWILIO_FROM_NUMBER'),
    ]);
    const config = load({ TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN: 't', TWILIO_FROM_NUMBER: '+15005550006, Ramz' });
    expect(config).toMatchObject({ providers: ['twilio'], sms: { simulated: false } });
  });

  it('test numbers are valid until the end of their last day', () => {
    expect(load({ OTP_TEST_NUMBERS: '+989120000001:123456@2027-01-01' }).otp.testNumbers).toEqual([
      { phone: '+989120000001', code: '123456', endsAt: new Date('2027-01-02T00:00:00Z') },
    ]);
  });

  it('codes by e-mail need a server and a sender together, and both in production', () => {
    const SMTP_URL = 'smtp://ramz:secret@mail.example.com:587';
    expect(load().email.enabled).toBe(false);
    expect(load({ EMAIL_OTP_ENABLED: 'true' }).email.smtpUrl).toBeUndefined();
    expect(faultsOf({ EMAIL_OTP_ENABLED: 'true', SMTP_URL })).toEqual([expect.stringContaining('without EMAIL_FROM')]);
    const production = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://otp.example.com',
      DATABASE_URL: 'postgresql://db.example/ramz',
    };
    expect(faultsOf({ ...production, EMAIL_OTP_ENABLED: 'true', SMS_ENABLED: 'false' })).toEqual([
      expect.stringContaining('without SMTP_URL'),
    ]);
    expect(load({ EMAIL_OTP_ENABLED: 'true', SMTP_URL, EMAIL_FROM: 'Shop <codes@example.com>' }).email).toEqual({
      enabled: true,
      smtpUrl: SMTP_URL,
      from: { name: 'Shop', address: 'codes@example.com' },
    });
  });

  it('the domain of EMAIL_FROM is converted to ASCII', () => {
    const { email } = load({ EMAIL_OTP_ENABLED: 'true', EMAIL_FROM: 'Bücher <codes@Bücher.example>' });
    expect(email.from).toEqual({ name: 'Bücher', address: 'codes@xn--bcher-kva.example' });
  });

  it.each([
    ['smtp://sam/hunter2:x@mail.example.com', 'percent-encode'],
    ['smtp://sam:hunter2/x@mail.example.com', 'percent-encode'],
    ['smtp://sam?hunter2:x@mail.example.com', 'percent-encode'],
    ['smtp://sam#hunter2:x@mail.example.com', 'percent-encode'],
    ['smtp://sam:hunter2\tx@mail.example.com', 'percent-encode'],
    ['smtp://mail.example.com/hunter2', 'percent-encode'],
    ['smtp://mail.example.com?hunter2', 'percent-encode'],
    ['smtp://hunter2@mail.example.com', 'without the other'],
    ['smtp://hunter2:@mail.example.com', 'without the other'],
    ['smtp://:hunter2@mail.example.com', 'without the other'],
  ])(
    'SMTP_URL=%j is refused, because it would be read as another host or half a login, and not repeated',
    (url, sentence) => {
      const faults = faultsOf({ SMTP_URL: url });
      expect(faults).toEqual([expect.stringMatching(new RegExp(`^SMTP_URL .*${sentence}`))]);
      expect(faults.join()).not.toContain('hunter2');
    },
  );

  it.each(['smtp://mail.example.com/', 'smtp://sam%2F:hun%3Fter%232@mail.example.com:587', 'smtps://[2001:db8::1]'])(
    'SMTP_URL=%s is accepted',
    (url) => {
      expect(faultsOf({ SMTP_URL: url })).toEqual([]);
    },
  );

  it('a pepper may be repeated, so that it writes first and is the key of the limits too', () => {
    const OTP_PEPPERS = [key('old'), key('new'), key('old')].join(',');
    expect(load({ OTP_PEPPERS }).secrets.peppers.map(({ id }) => id)).toEqual(['old', 'new', 'old']);
  });

  it('limits, routes, countries, proxies and keys are read from their lists', () => {
    const config = load({
      RATE_LIMITS: 'otp_ip=50/60,verify_ip=off',
      SMS_RATE_LIMIT_PER_NUMBER: '9',
      SMS_RATE_LIMIT_WINDOW: '60',
      SMS_ROUTES: 'CO=kavenegar; *=twilio,kavenegar',
      TRUST_PROXY: '10.0.0.0/8, ::1,fd00::/8, LoopBack',
      OTP_PEPPERS: `${key('new')},${key('old')}`,
      KAVENEGAR_API_KEY: 'k',
    });
    expect(config.limits.rules.otp_ip).toEqual({ limit: 50, windowSeconds: 60 });
    expect(config.limits.rules.otp_phone_hour).toEqual({ limit: 9, windowSeconds: 60 });
    expect(config.limits.rules).not.toHaveProperty('verify_ip');
    expect([...config.sms.routes]).toEqual([
      ['CO', ['kavenegar']],
      ['*', ['twilio', 'kavenegar']],
    ]);
    expect([...config.sms.allowedCountries]).toEqual(['CO', 'IR']);
    expect(config.http.trustProxy).toEqual(['10.0.0.0/8', '::1', 'fd00::/8', 'loopback']);
    expect(config.secrets.peppers.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(config).toMatchObject({ providers: ['kavenegar'], sms: { simulated: false } });
    expect(load({ SMS_ALLOWED_COUNTRIES: '*' }).sms.allowedCountries.size).toBeGreaterThan(200);
  });

  it.each<Record<string, string>>([
    { NODE_ENV: 'production' },
    { ENVIRONMENT: 'Production' },
    // As `set NODE_ENV=production && npm start` sets it on Windows.
    { NODE_ENV: 'production ' },
    { ENVIRONMENT: '\tproduction\r' },
  ])('the installation is in production with %j', (environment) => {
    const variables = {
      PUBLIC_URL: 'https://otp.example.com',
      DATABASE_URL: 'postgresql://db.example/ramz',
      KAVENEGAR_API_KEY: 'k',
    };
    expect(load({ ...environment, ...variables }).installation.production).toBe(true);
  });

  it('production without secrets, address and provider is refused, with the fix', () => {
    expect(
      faultsOf({ NODE_ENV: 'production', OTP_PEPPERS: undefined, DATA_KEYS: undefined, TOKEN_PRIVATE_KEYS: undefined }),
    ).toEqual([
      expect.stringMatching(/^PUBLIC_URL is missing.* Set it, such as to https:\/\/otp\.example\.com$/),
      expect.stringMatching(/^DATABASE_URL is missing/),
      expect.stringMatching(/^OTP_PEPPERS is missing.*openssl rand/),
      expect.stringMatching(/^DATA_KEYS is missing.*openssl rand/),
      expect.stringMatching(/^TOKEN_PRIVATE_KEYS is missing/),
      expect.stringMatching(/production does not simulate. Set one of (\w+, )*KAVENEGAR_API_KEY, .*SMS_ENABLED=false$/),
    ]);
  });
});

describe('DATABASE_URL, DATABASE_DIRECT_URL and REDIS_URL', () => {
  it.each([
    ['postgresql://ramz:hunter2@db.example', 'names no database'],
    ['postgresql://ramz:hunter2@db.example/', 'names no database'],
    ['postgresql://ramz:hunter2@db.example?sslmode=require', 'names no database'],
    ['postgresql://ramz:hunter2/x@db.example/ramz', 'percent-encode'],
    ['postgresql://ramz:hunter2#x@db.example/ramz', 'percent-encode'],
    ['postgresql://ramz:hunter2?x@db.example/ramz', 'percent-encode'],
    ['postgresql://ramz:2222/hunter2@db.example/ramz', 'percent-encode'],
    ['postgresql://ramz:2222#hunter2@db.example/ramz', 'percent-encode'],
    ['postgresql://ramz:2222?hunter2@db.example/ramz', 'percent-encode'],
    ['postgresql://ramz:hunter2%@db.example/ramz', 'percent-encode'],
    ['postgresql://ramz:hunter2%E9@db.example/ramz', 'percent-encode'],
    ['postgresql://ramz:hunter2 x@db.example/ramz', 'percent-encode'],
    ['postgresql://ramz:hunter2@db.example/ramz?schema=shop', 'names the schema of another application'],
    ['postgresql://ramz:hunter2@db.example/ramz?options=-c%20search_path%3Dshop', 'sets search_path'],
    ['postgresql://ramz:hunter2@db.example/ramz?sslmode=prefer', 'sslmode must be'],
    ['postgresql://ramz:hunter2@db.example/ramz?sslmode=allow', 'sslmode must be'],
    ['postgresql://ramz:hunter2@db.example/ramz?sslmode=on', 'sslmode must be'],
    ['postgresql://ramz:hunter2@db.example/ramz?sslmode=verify-ca', 'verify-ca needs sslrootcert'],
    ['postgresql://ramz:hunter2@db.example/ramz?sslrootcert=/no/such/file', 'file that cannot be read: sslrootcert'],
  ])('%s is refused as address of a database, and not repeated', (url, sentence) => {
    for (const name of ['DATABASE_URL', 'DATABASE_DIRECT_URL']) {
      const faults = faultsOf({ DATABASE_URL: 'postgresql://db.example/ramz', [name]: url });
      expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name} .*${sentence}`, 'i'))]);
      expect(faults.join()).not.toMatch(/hunter2|2222/);
    }
  });

  it.each([
    'postgresql://ramz:hunter2@db.example/ramz?schema=public',
    'postgres://ramz:p%40%2F%23@db.example:6543/ramz?connection_limit=5&sslmode=disable',
    'postgresql://ramz:a@b@db.example/ramz?sslmode=no-verify',
    'postgresql:///ramz?host=/var/run/postgresql',
    'postgresql://ramz@%2Fvar%2Frun%2Fpostgresql/ramz',
    'postgresql://[::1]:5432/ramz?options=-c%20statement_timeout%3D5s',
  ])('%s is accepted as address of a database', (url) => {
    expect(faultsOf({ DATABASE_URL: url })).toEqual([]);
  });

  it.each([
    ['sslmode=disable', false],
    ['sslmode=require', {}],
    ['sslmode=verify-full', {}],
    ['sslmode=no-verify', { rejectUnauthorized: false }],
    ['sslmode=verify-ca&sslrootcert=LICENSE', { ca: expect.any(String), checkServerIdentity: expect.any(Function) }],
  ])('%s is read without a warning of the driver, and verifies what it says', (query, ssl) => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation();
    const { databaseUrl } = load({ DATABASE_URL: `postgresql://db.example/ramz?${query}` }).stores;
    expect(Reflect.get(new pg.Client(databaseUrl), 'ssl')).toEqual(ssl);
    expect(emitWarning).not.toHaveBeenCalled();
    emitWarning.mockRestore();
  });

  it('the queue and migrations use DATABASE_DIRECT_URL if it is set', () => {
    const DATABASE_URL = 'postgresql://pooler.example/ramz?pgbouncer=true';
    const DATABASE_DIRECT_URL = 'postgresql://db.example/ramz';
    expect(load({ DATABASE_URL, DATABASE_DIRECT_URL }).stores.directUrl).toBe(DATABASE_DIRECT_URL);
    expect(load({ DATABASE_URL: DATABASE_DIRECT_URL }).stores.directUrl).toBe(DATABASE_DIRECT_URL);
    expect(faultsOf({ DATABASE_DIRECT_URL })).toEqual([expect.stringMatching(/^DATABASE_DIRECT_URL .*DATABASE_URL/)]);
  });

  it('a pooler needs a direct connection or Redis for the queue', () => {
    const DATABASE_URL = 'postgresql://pooler.example/ramz?pgbouncer=true';
    expect(faultsOf({ DATABASE_URL })).toEqual([
      expect.stringMatching(/^DATABASE_URL .*Set DATABASE_DIRECT_URL .*or REDIS_URL/),
    ]);
    expect(faultsOf({ DATABASE_URL, REDIS_URL: 'redis://localhost' })).toEqual([]);
  });

  it.each([
    ['redis://:hunter2/x@localhost', 'percent-encode'],
    ['redis://:2222/hunter2@localhost', 'percent-encode'],
    ['redis://:hunter2%@localhost', 'percent-encode'],
    ['redis://localhost/hunter2', 'number of a database'],
    ['redis://localhost/-1', 'number of a database'],
    ['redis://localhost:6379,other:6379', 'single server.*redis\\+sentinel:// or redis\\+cluster://'],
    ['redis+sentinel://:hunter2@a:26379,b:26379', 'name of the primary'],
    ['redis+sentinel://:hunter2@a:26379,b:26379/0/mymaster', 'name of the primary'],
    ['redis+sentinel://:hunter2/x@a,b/mymaster', 'percent-encode'],
    ['redis+sentinel://a,b/mymaster?sentinel_password=hunter2@x', 'percent-encode'],
    ['redis+sentinel://a,b/mymaster?password=hunter2', 'unknown option'],
    ['redis+sentinel://a,:26379/mymaster', 'names no host|percent-encode'],
    ['redis+cluster://:hunter2@a:hunter2,b', 'percent-encode'],
    ['redis+cluster://:hunter2@a,b:hunter2', 'percent-encode'],
    ['redis+cluster://:hunter2@a,', 'names no host|percent-encode'],
    ['redis+cluster://:hunter2@a,b/1', 'only the database 0'],
    ['redis+cluster://a,b?password=hunter2', 'unknown option'],
  ])('%s is refused as address of a Redis, and not repeated', (url, sentence) => {
    const faults = faultsOf({ REDIS_URL: url });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^REDIS_URL .*${sentence}`, 'i'))]);
    expect(faults.join()).not.toMatch(/hunter2|2222/);
  });

  it.each([
    'redis://localhost',
    'redis://localhost/',
    'rediss://ramz:p%2Fw@cache.example:6380/2',
    'redis://[::1]:6379/0',
    'redis+sentinel://ramz:p%2Fw@a:26379,b/mymaster/2?sentinel_username=s&sentinel_password=p%40w',
    'rediss+sentinel://[::1]:26379,[::2]:26379/my-master.1',
    'redis+cluster://a:6379,b:6380,c',
    'rediss+cluster://ramz:p%2Cw@a.example:6379,b.example:6379/0',
  ])('%s is accepted as address of a Redis', (url) => {
    expect(faultsOf({ REDIS_URL: url })).toEqual([]);
  });
});

describe('in production', () => {
  const production = {
    NODE_ENV: 'production',
    DATABASE_URL: 'postgresql://db.example/ramz',
    KAVENEGAR_API_KEY: 'some-key',
    PUBLIC_URL: 'https://otp.example.com',
  };
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ['the embedded database', { DATABASE_URL: undefined }, /^DATABASE_URL is missing: .*ALLOW_EMBEDDED_DATABASE=true/],
    ['a misspelled mode', { NODE_ENV: 'prodution' }, /^NODE_ENV looks like production, .*Set it to production/],
    ['a short mode', { NODE_ENV: undefined, ENVIRONMENT: 'PROD' }, /^ENVIRONMENT looks like production/],
    ['another short mode', { NODE_ENV: 'prd' }, /^NODE_ENV looks like production/],
    [
      'a provider in plain HTTP',
      { KAVENEGAR_BASE_URL: 'http://api.kavenegar.com' },
      /^KAVENEGAR_BASE_URL must start with https:\/\/ in production/,
    ],
    [
      'a human check in plain HTTP',
      { CAPTCHA_PROVIDER: 'hcaptcha', CAPTCHA_SECRET: 's', CAPTCHA_VERIFY_URL: 'http://captcha.example' },
      /^CAPTCHA_VERIFY_URL must start with https:/,
    ],
    [
      'cookies for a page in plain HTTP',
      { SESSION_COOKIES: 'true', ALLOWED_ORIGINS: 'https://a.example,http://b.example' },
      /^ALLOWED_ORIGINS has an origin that starts with http:\/\/.*SESSION_COOKIES/,
    ],
    ['no address for clients', { PUBLIC_URL: undefined }, /^PUBLIC_URL is missing/],
    [
      'a test number for years',
      { OTP_TEST_NUMBERS: '+989120000001:123456@2999-01-01' },
      /^OTP_TEST_NUMBERS has a number .*more than a year ahead/,
    ],
  ])('%s is refused', (_title, variables, sentence) => {
    const faults = faultsOf({ ...production, ...variables });
    expect(faults).toEqual([expect.stringMatching(sentence)]);
    expect(faults.join()).not.toMatch(/\+98|b\.example|api\.kav/);
  });

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ['limits that are off', { RATE_LIMITS: 'otp_ip=off,otp_phone=off' }, /^RATE_LIMITS turns off otp_ip, otp_phone: /],
    ['short codes', { OTP_LENGTH: '5' }, /^OTP_LENGTH is 5: /],
    ['many attempts', { OTP_MAX_ATTEMPTS: '6' }, /^OTP_MAX_ATTEMPTS is 6: /],
    ['test numbers', { OTP_TEST_NUMBERS: `+989120000001:123456@${tomorrow}` }, /^OTP_TEST_NUMBERS lets 1 number /],
    ['an address in plain HTTP', { PUBLIC_URL: 'http://otp.example.com' }, /^PUBLIC_URL starts with http:/],
    ['an origin in plain HTTP', { ALLOWED_ORIGINS: 'http://b.example' }, /^ALLOWED_ORIGINS has an origin that starts/],
    [
      'the embedded database',
      { DATABASE_URL: undefined, ALLOW_EMBEDDED_DATABASE: 'true' },
      /^ALLOW_EMBEDDED_DATABASE /,
    ],
  ])('%s are warned of', (_title, variables, sentence) => {
    const environment = { ...secrets, ...production, ...variables };
    expect(faultsOf(environment)).toEqual([]);
    expect(warningsOf(environment)).toEqual([expect.stringMatching(sentence)]);
    expect(warningsOf(environment).join()).not.toMatch(/\+98|b\.example|otp\.example/);
  });

  it('a careful configuration is warned of nothing, and neither is development', () => {
    expect(warningsOf({ ...secrets, ...production, KAVENEGAR_BASE_URL: 'http://127.0.0.1:4010' })).toEqual([]);
    expect(warningsOf({ OTP_LENGTH: '4', RATE_LIMITS: 'otp_ip=off', ALLOWED_ORIGINS: 'http://b.example' })).toEqual([]);
  });
});

describe('in development', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['HOST that others can reach', { HOST: '0.0.0.0' }, /^HOST is open to other machines, and this is not production/],
    ['HOST of the network', { HOST: '10.1.2.3' }, /^HOST is open to other machines/],
    ['an unknown mode', { ENVIRONMENT: 'qa' }, /^ENVIRONMENT is neither production nor .*like development/],
    ['a misspelled name', { OTP_LENGHT: '4' }, /^OTP_LENGHT is set, .*Did you mean OTP_LENGTH/],
    ['a misspelled name of a command', { STUDIO_PROT: '4' }, /^STUDIO_PROT is set, .*Did you mean STUDIO_PORT/],
  ])('%s is warned of', (_title, variables, sentence) => {
    expect(faultsOf(variables)).toEqual([]);
    expect(warningsOf({ ...secrets, ...variables })).toEqual([expect.stringMatching(sentence)]);
  });

  it.each(['development', 'Test', 'staging', 'local', 'dev'])('the mode %s is known', (ENVIRONMENT) => {
    expect(warningsOf({ ...secrets, ENVIRONMENT })).toEqual([]);
  });
});

describe('secretsOf', () => {
  it('secretsOf returns the secrets of every feature, for the redactor', () => {
    const variables = {
      ...secrets,
      DATABASE_URL: 'postgresql://ramz:data%2Fbase@db.example/ramz',
      REDIS_URL: 'redis://:redis-pass@redis.example',
      EMAIL_OTP_ENABLED: 'true',
      SMTP_URL: 'smtp://ramz:smtp-pass@mail.example',
      EMAIL_FROM: 'codes@example.com',
      CAPTCHA_PROVIDER: 'hcaptcha',
      CAPTCHA_SECRET: 'captcha-secret',
      KAVENEGAR_API_KEY: 'kavenegar-key',
      KAVENEGAR_WEBHOOK_TOKEN: 'kavenegar-webhook-token',
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'twilio-auth-token',
      TWILIO_API_KEY_SID: `SK${'0'.repeat(32)}`,
      TWILIO_API_KEY_SECRET: 'twilio-api-key-secret',
      TWILIO_FROM_NUMBER: '+15005550006',
      SMSIR_API_KEY: 'smsir-key',
      EVENT_WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 'e').toString('base64')}`,
      ALERT_WEBHOOK_URL: 'https://chat.example/hooks/secret',
    };
    expect(secretsOf(variables)).toEqual(
      expect.arrayContaining([
        'data/base',
        'data%2Fbase',
        'redis-pass',
        'smtp-pass',
        'captcha-secret',
        'kavenegar-key',
        'kavenegar-webhook-token',
        'twilio-auth-token',
        'twilio-api-key-secret',
        'smsir-key',
        Buffer.alloc(24, 'e').toString('base64'),
        'https://chat.example/hooks/secret',
        jwk.d,
        Buffer.alloc(32, 'a').toString('base64'),
      ]),
    );
  });
});

describe('development secrets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ramz-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('development secrets are created once, and only their owner can read the file', () => {
    const DATA_DIR = join(folder, 'data');
    const first = secretsConfig.read({ DATA_DIR });
    expect(secretsConfig.read({ DATA_DIR })).toEqual(first);
    expect(statSync(join(DATA_DIR, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(DATA_DIR, 'secrets.json'), 'utf8')).toContain('OTP_PEPPERS');
  });

  it('development secrets are not created when all secrets are set', () => {
    load({ DATA_DIR: join(folder, 'data') });
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });
});
