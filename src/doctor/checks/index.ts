import { PROVIDERS } from '../../sms/index.js';
import type { DoctorCheck } from '../check.contract.js';
import { clockCheck } from './clock.check.js';
import { configurationCheck } from './configuration.check.js';
import { databaseCheck } from './database.check.js';
import { eventsCheck } from './events.check.js';
import { limitsCheck } from './limits.check.js';
import { providerCheck } from './provider.check.js';
import { proxiesCheck } from './proxies.check.js';
import { queueCheck } from './queue.check.js';
import { routesCheck } from './routes.check.js';
import { secretsCheck } from './secrets.check.js';
import { smtpCheck } from './smtp.check.js';
import { webhookAddressCheck } from './webhook-address.check.js';
import { workersCheck } from './workers.check.js';

/** All checks, in the order of the report. */
export const CHECKS: readonly DoctorCheck[] = [
  configurationCheck,
  databaseCheck,
  secretsCheck,
  clockCheck,
  queueCheck,
  workersCheck,
  routesCheck,
  ...PROVIDERS.map(providerCheck),
  webhookAddressCheck,
  proxiesCheck,
  limitsCheck,
  smtpCheck,
  eventsCheck,
];
