import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { codeOf } from './common/system-error.js';
import { otpConfig, sessionConfig } from './auth/index.js';
import { ConfigurationError, installationConfig, type Environment } from './config/index.js';
import { publicNumbersOf, secretsOf } from './configuration.js';
import { applyMigrations, EmbeddedPostgres, pendingMigrations, storeConfig } from './database/index.js';
import { ReadinessService } from './health/index.js';
import { createHttpApp, httpConfig, serveDocs, type HttpConfig } from './http/index.js';
import { JsonLogger, Redactor } from './logging/index.js';
import { segmentWarnings } from './messaging/index.js';
import { QueueHealthService } from './queue/index.js';
import { routeWarnings, smsConfig } from './sms/index.js';

const PROJECT = projectFolder(import.meta.dirname);
const MIGRATIONS = join(PROJECT, 'prisma/migrations');
const PACKAGE = join(PROJECT, 'package.json');

/** A process of Ramz in one role, with its stores and its open port. */
export class Server {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly embedded: EmbeddedPostgres | undefined,
    /** Address on which it listens. */
    readonly url: string,
    /** Where the data is, without a password. */
    readonly dataLocation: string,
  ) {}

  /**
   * @param environment accepted by `validate`
   * @throws Error with a sentence that says what to do
   */
  static async start(environment: Environment): Promise<Server> {
    const { role, logLevel, dataDir, production } = installationConfig.read(environment);
    const stores = storeConfig.read(environment);
    const redactor = new Redactor(secretsOf(environment), publicNumbersOf(environment));
    const logger = new JsonLogger(logLevel, redactor);
    const embedded = stores.databaseUrl
      ? undefined
      : await EmbeddedPostgres.open({ dataDir, log: (line) => logger.log(line, 'Database') });
    try {
      const databaseUrl = stores.databaseUrl ?? embedded!.url;
      await migrate(databaseUrl, { byHand: production && !embedded, logger });
      for (const warning of [
        ...segmentWarnings(otpConfig.read(environment)),
        ...routeWarnings(smsConfig.read(environment)),
      ])
        logger.warn(warning, 'Config');
      const http = httpConfig.read(environment);
      const app = await createHttpApp(AppModule.forRole(role, { ...stores, databaseUrl }), http, {
        logger,
        checkOrigins: sessionConfig.read(environment).cookies,
      });
      if (role !== 'worker') serveDocs(app, version());
      // Redis may start later. Until then clients are asked to try again.
      if (!stores.redisUrl) await app.get(QueueHealthService).prepare();
      await listen(app, http);
      const url = (await app.getUrl()).replace('[::1]', 'localhost');
      return new Server(app, embedded, url, embedded ? dataDir : `PostgreSQL at ${new URL(databaseUrl).host}`);
    } catch (error) {
      await embedded?.stop();
      throw error;
    }
  }

  /** Reports not ready, finishes pending requests and sends, then disconnects from the stores. */
  async stop(): Promise<void> {
    this.app.get(ReadinessService).drain();
    await this.app.close();
    await this.embedded?.stop();
  }
}

/** Applies pending migrations, except to a production database, which operators migrate with `npm run migrate`. */
async function migrate(databaseUrl: string, options: { byHand: boolean; logger: JsonLogger }): Promise<void> {
  if (options.byHand) {
    const pending = await pendingMigrations(databaseUrl, MIGRATIONS);
    if (pending.length === 0) return;
    throw new ConfigurationError([`The database lacks ${pending.length} migrations. Run: npm run migrate`]);
  }
  const applied = await applyMigrations(databaseUrl, MIGRATIONS);
  if (applied.length > 0) options.logger.log({ message: 'migrations applied', migrations: applied }, 'Database');
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

function version(): string {
  const { version: text } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  return text;
}

/** This file runs from src, dist or dist/bundle. */
function projectFolder(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : projectFolder(dirname(folder));
}
