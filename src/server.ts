import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Client } from 'pg';
import { AppModule, type Stores } from './app.module.js';
import { codeOf } from './common/system-error.js';
import { otpConfig, sessionConfig } from './auth/index.js';
import { installationConfig, secretsConfig, type Environment } from './config/index.js';
import { publicNumbersOf, secretsOf, warningsOf } from './configuration.js';
import { openDatabase, prepareDatabase, storeConfig, type OpenDatabase } from './database/index.js';
import { admitProcess, ProcessIdentity, sharedKeysOf } from './fleet/index.js';
import { ReadinessService } from './health/index.js';
import { createHttpApp, httpConfig, serveDocs, type HttpConfig } from './http/index.js';
import { JsonLogger, LogThrottle, Redactor } from './logging/index.js';
import { segmentWarnings } from './messaging/index.js';
import { CONSOLE, MIGRATIONS, version } from './project.js';
import { QueueHealthService } from './queue/index.js';
import { findRedisFault } from './redis/index.js';
import { routeWarnings, smsConfig } from './sms/index.js';
import { startTracing, tracingConfig } from './tracing/index.js';

const READY_POLL_MS = 250;
const WAITING_LOG_MS = 30_000;
const TRACING_LOG_MS = 60_000;

/** A process of Ramz in one role, with its stores and its open port. */
export class Server {
  private isStopping = false;

  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly openedDatabase: OpenDatabase,
    private readonly stopTracing: () => Promise<void>,
    private readonly logger: JsonLogger,
    /** Address on which it listens. */
    readonly url: string,
  ) {}

  /**
   * @param environment accepted by `validate`
   * @throws Error with a sentence that says what to do
   */
  static async start(environment: Environment): Promise<Server> {
    const { role, logLevel } = installationConfig.read(environment);
    const { redisUrl } = storeConfig.read(environment);
    const redactor = new Redactor(secretsOf(environment), publicNumbersOf(environment));
    const logger = new JsonLogger(logLevel, redactor);
    for (const warning of warnings(environment)) logger.warn(warning, 'Config');
    const database = await openDatabase(environment, (line) => logger.log(line, 'Database'));
    try {
      const stores: Stores = { databaseUrl: database.url, directUrl: database.directUrl, redisUrl };
      const sharedKeys = sharedKeysOf(secretsConfig.read(environment), environment);
      const identity = new ProcessIdentity(role, version(), sharedKeys);
      const admit = async (client: Client) => {
        for (const warning of await admitProcess(client, identity, sharedKeys)) logger.warn(warning, 'Config');
      };
      await prepareStores(stores, { byHand: database.byHand, environment, logger, admit });
      const http = httpConfig.read(environment);
      const stopTracing = await traceProcess(identity, environment, logger);
      const app = await createHttpApp(AppModule.forProcess(identity, stores, CONSOLE), http, {
        logger,
        checkOrigins: sessionConfig.read(environment).cookies,
      });
      if (role !== 'worker') serveDocs(app, identity.version);
      // Redis may start later. Until then clients are asked to try again.
      if (!redisUrl) await app.get(QueueHealthService).prepare();
      await listen(app, http);
      return new Server(app, database, stopTracing, logger, (await app.getUrl()).replace('[::1]', 'localhost'));
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** Waits until the stores answer. Redis may start after Ramz. Returns false if the process is stopped meanwhile. */
  async untilReady(): Promise<boolean> {
    const readiness = this.app.get(ReadinessService);
    const throttle = new LogThrottle(WAITING_LOG_MS);
    while (!this.isStopping) {
      const { status, checks } = await readiness.check();
      if (status === 'ok') return true;
      if (throttle.admits()) this.logger.warn({ message: 'waiting for the stores', ...checks }, 'Health');
      await delay(READY_POLL_MS);
    }
    return false;
  }

  /** Reports not ready, finishes pending requests and sends, then disconnects from the stores. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.app.get(ReadinessService).drain();
    await this.app.close();
    await this.stopTracing();
    await this.openedDatabase.close();
  }
}

/** What works but is risky, in one list. */
function warnings(environment: Environment): string[] {
  return [
    ...warningsOf(environment),
    ...segmentWarnings(otpConfig.read(environment)),
    ...routeWarnings(smsConfig.read(environment)),
  ];
}

interface PrepareStoresOptions {
  byHand: boolean;
  environment: Environment;
  logger: JsonLogger;
  admit: (client: Client) => Promise<void>;
}

/** Applies pending migrations, except to a production database, and refuses stores that can never be used. */
async function prepareStores(
  { directUrl, redisUrl }: Stores,
  { byHand, environment, logger, admit }: PrepareStoresOptions,
): Promise<void> {
  const ownVariable = environment['DATABASE_DIRECT_URL']?.trim() ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
  const queueVariable = redisUrl ? undefined : ownVariable;
  const [applied, redisFault] = await Promise.all([
    prepareDatabase(directUrl, MIGRATIONS, { byHand, queueVariable, admit }),
    redisUrl && findRedisFault(redisUrl),
  ]);
  if (redisFault) throw new Error(redisFault);
  if (applied.length > 0) logger.log({ message: 'migrations applied', migrations: applied }, 'Database');
}

/** Starts tracing before there is anything to trace. */
function traceProcess(identity: ProcessIdentity, environment: Environment, logger: JsonLogger) {
  const throttle = new LogThrottle(TRACING_LOG_MS);
  return startTracing(tracingConfig.read(environment), identity, (reason) => {
    if (throttle.admits()) logger.warn({ message: 'tracing failed', reason }, 'Tracing');
  });
}

async function listen(app: NestFastifyApplication, { host, port }: HttpConfig): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    const sentence = listenFailure(codeOf(error), host, port);
    throw sentence ? new Error(sentence, { cause: error }) : error;
  }
}

function listenFailure(code: string | undefined, host: string, port: number): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use. Stop the process that listens there, or set PORT to another one.`;
    case 'EACCES':
      return `Port ${port} needs rights that this user does not have. Set PORT to a number above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host} is not an address of this machine. Set HOST to one that is, or to 0.0.0.0.`;
    default:
      return undefined;
  }
}
