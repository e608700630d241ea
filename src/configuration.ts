import { adminConfig } from './admin/access/admin.config.js';
import { otpConfig } from './auth/otp/otp.config.js';
import { sessionConfig } from './auth/sessions/session.config.js';
import {
  assertEnvironment,
  installationConfig,
  secretsConfig,
  withoutEmpty,
  type AnyConfig,
  type Environment,
} from './config/index.js';
import { storeConfig } from './database/index.js';
import { emailConfig } from './email/email.config.js';
import { humanCheckConfig } from './fraud/human-check/human-check.config.js';
import { httpConfig } from './http/index.js';
import { messagingConfig } from './messaging/index.js';
import { PROVIDERS } from './sms/providers/index.js';
import { smsConfig } from './sms/sending/sms.config.js';
import { limitConfig } from './throttling/index.js';

/** The namespaces that Nest injects, in the order of the documentation. */
export const NAMESPACES = [
  installationConfig,
  httpConfig,
  storeConfig,
  secretsConfig,
  otpConfig,
  sessionConfig,
  smsConfig,
  messagingConfig,
  emailConfig,
  humanCheckConfig,
  adminConfig,
  limitConfig,
];

/** Every variable that Ramz reads belongs to one of these. */
export const CONFIGURATION: readonly AnyConfig[] = [...NAMESPACES, ...PROVIDERS.map(({ config }) => config)];

/** What must never be logged, whatever feature it belongs to. */
export function secretsOf(environment: Environment): (string | undefined)[] {
  return CONFIGURATION.flatMap((part) => part.secretsOf(environment));
}

/** Numbers that are logged as they are. */
export function publicNumbersOf(environment: Environment): (string | undefined)[] {
  return CONFIGURATION.flatMap((part) => part.publicNumbersOf(environment));
}

/** For `ConfigModule.forRoot`. @throws ConfigurationError that names every fault at once, and no value */
export function validate(variables: Record<string, unknown>): Record<string, unknown> {
  const texts = Object.entries(variables).map(([name, value]) => [name, String(value)] as const);
  assertEnvironment(CONFIGURATION, withoutEmpty(Object.fromEntries(texts)));
  return variables;
}
