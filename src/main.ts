import { ConfigurationError, loadEnvironmentFile, processEnvironment, type Environment } from './config/index.js';
import { validate } from './configuration.js';
import { greeting } from './greeting.js';
import { messagingConfig } from './messaging/index.js';
import { Server } from './server.js';

/** What a shutdown may take beside the longest provider call. */
const SHUTDOWN_MARGIN_MS = 10_000;

start().catch(fail);

async function start(): Promise<void> {
  loadEnvironmentFile();
  const environment = processEnvironment();
  validate(environment);
  await run(environment);
}

async function run(environment: Environment): Promise<void> {
  const server = await Server.start(environment);
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
  if (await server.untilReady()) process.stdout.write(greeting(environment, server.url));
}

/** Prints the sentence of an expected failure, and the stack of any other error, which is a bug in Ramz. */
function fail(error: unknown): never {
  const isExpected = error instanceof ConfigurationError || (error instanceof Error && error.constructor === Error);
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`\nRamz ended: ${text}\n`);
  process.exit(1);
}
