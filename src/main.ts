import { ConfigurationError, readConfig, type AppConfig } from './config/index.js';
import { Server } from './server.js';

/** Longer than one provider call may take. */
const STOP_DEADLINE_MS = 10_000;

try {
  await run(readConfig());
} catch (error) {
  fail(error);
}

async function run(config: AppConfig): Promise<void> {
  const server = await Server.start(config);
  greet(config, server);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(
      () => fail(new Error('Ended before every send was finished.')),
      config.sms.timeoutMs + STOP_DEADLINE_MS,
    ).unref();
    server.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function greet(config: AppConfig, { url, dataPlace }: Server): void {
  const mode = config.sms.simulated
    ? 'simulation: nothing is sent, codes are printed here'
    : config.sms.providers.join(', ');
  const lines = [`Ramz is ready (${config.role})`, `  address  ${config.http.publicUrl ?? url}`];
  if (config.role !== 'worker') lines.push(`  docs     ${url}/docs`);
  lines.push(`  data     ${dataPlace}`, `  sending  ${mode}`);
  if (config.email) lines.push(`  email    ${mailServer(config.email)}`);
  if (config.role !== 'worker') {
    lines.push(
      `  try      curl -s ${url}/api/v1/usr/otp -H 'Content-Type: application/json' -d '{"phone_number": "09123456789"}'`,
    );
  }
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

function mailServer({ smtpUrl }: NonNullable<AppConfig['email']>): string {
  return smtpUrl ? new URL(smtpUrl).host : 'simulation: nothing is sent, e-mails are printed here';
}

/** A fault with a sentence is told in that sentence; anything else is a fault of ours and shows where it came from. */
function fail(error: unknown): never {
  const told = error instanceof ConfigurationError || (error instanceof Error && error.constructor === Error);
  const text = error instanceof Error ? (told ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`\nRamz ended: ${text}\n`);
  process.exit(1);
}
