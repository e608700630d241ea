import { adminConfig } from './admin/access/admin.config.js';
import { otpConfig } from './auth/otp/otp.config.js';
import { sessionConfig } from './auth/sessions/session.config.js';
import {
  ConfigurationError,
  installationConfig,
  nameWarnings,
  secretsConfig,
  type AnyConfig,
  type Environment,
} from './config/index.js';
import { storeConfig } from './database/index.js';
import { emailConfig } from './email/email.config.js';
import { eventConfig } from './events/event.config.js';
import { guardConfig } from './fraud/guard/guard.config.js';
import { humanCheckConfig } from './fraud/human-check/human-check.config.js';
import { spendConfig } from './fraud/spend/spend.config.js';
import { hookConfig } from './hooks/hook.config.js';
import { httpConfig } from './http/index.js';
import { messagingConfig } from './messaging/index.js';
import { metricsConfig } from './monitoring/metrics.config.js';
import { PROVIDERS } from './sms/providers/index.js';
import { smsConfig } from './sms/sending/sms.config.js';
import { limitConfig } from './throttling/index.js';
import { tracingConfig } from './tracing/index.js';

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
  guardConfig,
  spendConfig,
  adminConfig,
  metricsConfig,
  tracingConfig,
  eventConfig,
  hookConfig,
  limitConfig,
];

/** Every variable that Ramz reads belongs to one of these. */
export const CONFIGURATION: readonly AnyConfig[] = [...NAMESPACES, ...PROVIDERS.map(({ config }) => config)];

/** Texts of all features that are never logged. */
export function secretsOf(environment: Environment): (string | undefined)[] {
  return CONFIGURATION.flatMap((part) => part.secretsOf(environment));
}

/** Numbers of all features that are logged unmasked. */
export function publicNumbersOf(environment: Environment): (string | undefined)[] {
  return CONFIGURATION.flatMap((part) => part.publicNumbersOf(environment));
}

/** What works but is risky, and variables whose name has a slip. @param environment accepted by `validate` */
export function warningsOf(environment: Environment): string[] {
  const names = CONFIGURATION.flatMap((part) => Object.keys(part.variables));
  return [...nameWarnings(environment, names), ...CONFIGURATION.flatMap((part) => part.findWarnings(environment))];
}

/** Checks all parts at once. @throws ConfigurationError that names every fault, and no value */
export function validate(environment: Environment): Environment {
  const faults = CONFIGURATION.flatMap((part) => part.findFaults(environment));
  if (faults.length > 0) throw new ConfigurationError(faults);
  return environment;
}
