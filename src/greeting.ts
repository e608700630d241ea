import { installationConfig, type Environment } from './config/index.js';
import { storeConfig } from './database/index.js';
import { emailConfig } from './email/index.js';
import { httpConfig } from './http/index.js';
import { describeRedis } from './redis/index.js';
import { isSimulation } from './simulation/index.js';
import { smsConfig } from './sms/index.js';

/** What a process prints once it is ready. It contains no password. @param url address on which it listens */
export function greeting(environment: Environment, url: string): string {
  const { role, production } = installationConfig.read(environment);
  const lines = [
    ['mode', `${production ? 'production' : 'development'}, role ${role}`],
    ...(role === 'worker' ? [['health', `${url}/health/ready`]] : addressesOf(environment, url)),
    ...storesOf(environment),
    ...sendingOf(environment),
    ...(role === 'worker'
      ? []
      : [
          ...(isSimulated(environment) ? [['demo', `${url}/demo`]] : []),
          [
            'try',
            `curl -s ${url}/api/v1/usr/otp -H 'Content-Type: application/json' -d '{"phone_number": "09123456789"}'`,
          ],
        ]),
  ].map(([label = '', text]) => `  ${label.padEnd(8)} ${text}`);
  return `\nRamz is ready\n${lines.join('\n')}\n\n`;
}

/** /demo and /inbox exist then. */
function isSimulated(environment: Environment): boolean {
  return isSimulation(installationConfig.read(environment), smsConfig.read(environment), emailConfig.read(environment));
}

function addressesOf(environment: Environment, url: string): string[][] {
  const { publicUrl } = httpConfig.read(environment);
  return [
    ['address', url],
    ...(publicUrl ? [['public', publicUrl]] : []),
    ['docs', `${url}/docs`],
    ['console', `${url}/admin`],
  ];
}

function storesOf(environment: Environment): string[][] {
  const { databaseUrl, redisUrl } = storeConfig.read(environment);
  const { dataDir } = installationConfig.read(environment);
  const database = databaseUrl ? `PostgreSQL at ${withoutLogin(databaseUrl)}` : `embedded PostgreSQL in ${dataDir}`;
  return [
    ['database', database],
    ['queue', redisUrl ? describeRedis(redisUrl) : 'in the database'],
  ];
}

function sendingOf(environment: Environment): string[][] {
  const sms = smsConfig.read(environment);
  const { enabled, smtpUrl } = emailConfig.read(environment);
  const sending = sms.simulated
    ? 'simulation: nothing is sent, codes are printed here'
    : sms.providers.map(({ name }) => name).join(', ') || 'no SMS: there is no provider';
  const mail = smtpUrl ? new URL(smtpUrl).host : 'simulation: nothing is sent, e-mails are printed here';
  return [['sending', sms.enabled ? sending : 'SMS is off'], ...(enabled ? [['email', mail]] : [])];
}

/** Host, port and name of the database. Queries can contain a login too. */
function withoutLogin(address: string): string {
  const { host, pathname } = new URL(address);
  return `${host}${pathname}`;
}
