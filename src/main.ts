import {
  ConfigurationError,
  installationConfig,
  loadEnvironmentFile,
  processEnvironment,
  type Environment,
} from './config/index.js';
import { validate } from './configuration.js';
import { emailConfig } from './email/index.js';
import { httpConfig } from './http/index.js';
import { messagingConfig } from './messaging/index.js';
import { Server } from './server.js';
import { smsConfig } from './sms/index.js';

/** What a shutdown may take beside the longest provider call. */
const SHUTDOWN_MARGIN_MS = 10_000;

try {
  loadEnvironmentFile();
  const environment = processEnvironment();
  validate(environment);
  await run(environment);
} catch (error) {
  fail(error);
}

async function run(environment: Environment): Promise<void> {
  const server = await Server.start(environment);
  greet(environment, server);
  const deadlineMs = messagingConfig.read(environment).timeoutMs + SHUTDOWN_MARGIN_MS;
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(
      () => fail(new Error('The shutdown took too long. Unfinished sends will be repeated.')),
      deadlineMs,
    ).unref();
    server.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function greet(environment: Environment, { url, dataLocation }: Server): void {
  const { role } = installationConfig.read(environment);
  const { publicUrl } = httpConfig.read(environment);
  const sms = smsConfig.read(environment);
  const email = emailConfig.read(environment);
  const sending = sms.simulated
    ? 'simulation: nothing is sent, codes are printed here'
    : sms.providers.map(({ name }) => name).join(', ');
  const mail = email.smtpUrl ? new URL(email.smtpUrl).host : 'simulation: nothing is sent, e-mails are printed here';
  const lines = [
    `Ramz is ready (${role})`,
    `  address  ${publicUrl ?? url}`,
    ...(role === 'worker' ? [] : [`  docs     ${url}/docs`]),
    `  data     ${dataLocation}`,
    `  sending  ${sending}`,
    ...(email.enabled ? [`  email    ${mail}`] : []),
    ...(role === 'worker'
      ? []
      : [
          `  try      curl -s ${url}/api/v1/usr/otp -H 'Content-Type: application/json' -d '{"phone_number": "09123456789"}'`,
        ]),
  ];
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

/** Prints the sentence of an expected failure, and the stack of any other error, which is a bug in Ramz. */
function fail(error: unknown): never {
  const isExpected = error instanceof ConfigurationError || (error instanceof Error && error.constructor === Error);
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`\nRamz ended: ${text}\n`);
  process.exit(1);
}
