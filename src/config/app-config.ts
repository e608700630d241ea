import type { CountryCode } from 'libphonenumber-js/max';
import type { JWK } from 'jose';
import type { AdminApiKey, KeyedSecret, Mailbox, ProviderName, SmsRoutes, TestNumber } from './variables.js';
import type { LimitName, LimitRule } from './limits.defaults.js';

export type Role = 'all' | 'api' | 'worker';
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The whole configuration, parsed once at start. Also the token by which Nest hands it out. */
export abstract class AppConfig {
  abstract readonly production: boolean;
  abstract readonly role: Role;
  abstract readonly logLevel: LogLevel;
  /** Absolute path. */
  abstract readonly dataDir: string;
  /** Absent: the embedded database in `dataDir`. */
  abstract readonly databaseUrl?: string;
  /** Absent: queue and limits are kept in PostgreSQL. */
  abstract readonly redisUrl?: string;
  abstract readonly http: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl?: string;
    readonly trustProxy?: number | string[];
    readonly allowedOrigins: string[];
  };
  abstract readonly defaultCountry: CountryCode;
  abstract readonly otp: {
    readonly length: number;
    readonly lifetimeMs: number;
    readonly maxAttempts: number;
    readonly resendCooldownMs: number;
    readonly requireChallenge: boolean;
    readonly enforceCooldown: boolean;
    /** The first one writes, all read. */
    readonly peppers: KeyedSecret[];
    readonly webOtpDomain?: string;
    readonly androidAppHash?: string;
    readonly testNumbers: TestNumber[];
    readonly retentionMs: number;
  };
  /** AES-256 keys; the first one writes, all read. */
  abstract readonly dataKeys: KeyedSecret[];
  abstract readonly tokens: {
    /** Ed25519 private keys; the first one signs, all verify. */
    readonly privateKeys: JWK[];
    readonly accessTokenMs: number;
    readonly refreshTokenMs: number;
    /** Whether sessions are also kept in cookies. */
    readonly cookies: boolean;
  };
  abstract readonly sms: {
    readonly enabled: boolean;
    readonly routes: SmsRoutes;
    readonly allowedCountries: ReadonlySet<CountryCode>;
    readonly timeoutMs: number;
    readonly attempts: number;
    readonly backoffMs: number;
    /** What to do when the answer of a provider was lost. */
    readonly unknownOutcome: 'retry' | 'reconcile' | 'failover' | 'fail';
    /** Providers with credentials. None, outside production: simulation. */
    readonly providers: ProviderName[];
    readonly simulated: boolean;
  };
  /** Absent: codes by e-mail are off. */
  abstract readonly email?: {
    /** Absent: simulation. May hold a password. */
    readonly smtpUrl?: string;
    readonly from: Mailbox;
  };
  /** Absent: nobody is asked to show that they are human. */
  abstract readonly captcha?: {
    readonly provider: 'turnstile' | 'hcaptcha';
    /** For clients, who show the widget with it. */
    readonly siteKey?: string;
    readonly secret: string;
    /** Before every code, or only where a risk is seen. */
    readonly demand: 'risk' | 'always';
    /** Absent: the provider's own. */
    readonly verifyUrl?: string;
  };
  abstract readonly messageRetentionMs: number;
  abstract readonly kavenegar?: {
    readonly apiKey: string;
    readonly baseUrl: string;
    readonly sender: string;
    readonly template: string;
    /** Absent: reports by webhook are refused, and polled for alone. */
    readonly webhookToken?: string;
    /** In rial. */
    readonly minCredit: number;
  };
  abstract readonly twilio?: {
    readonly accountSid: string;
    /** Account SID and auth token, or API key SID and secret. */
    readonly username: string;
    readonly password: string;
    /** Checks the signatures of webhooks; absent with an API key alone. */
    readonly authToken?: string;
    readonly from: string[];
    readonly messagingServiceSid?: string;
    readonly verifyServiceSid?: string;
    readonly verifyMode: 'custom_code' | 'managed';
    readonly baseUrl: string;
    readonly verifyBaseUrl: string;
  };
  abstract readonly smsir?: {
    readonly apiKey: string;
    readonly baseUrl: string;
    readonly sender?: string;
    readonly template?: string;
    readonly templateParameter: string;
    readonly minCredit?: number;
  };
  abstract readonly adminApiKeys: AdminApiKey[];
  /** Absent: the limit is off. */
  abstract readonly limits: Readonly<Partial<Record<LimitName, LimitRule>>>;
  abstract readonly workerConcurrency: number;
}
