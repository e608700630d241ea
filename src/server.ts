import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { ConfigurationError, type AppConfig } from './config/index.js';
import { applyMigrations, EmbeddedPostgres, pendingMigrations } from './database/index.js';
import { ReadinessService } from './health/index.js';
import { createHttpApp, serveDocs } from './http/index.js';
import { JsonLogger, Redactor } from './logging/index.js';
import { segmentWarnings } from './messaging/index.js';
import { QueueHealthService } from './queue/index.js';
import { routeWarnings } from './sms/index.js';

const MIGRATIONS = resolve(import.meta.dirname, '../prisma/migrations');
const PACKAGE = resolve(import.meta.dirname, '../package.json');

/** A process of Ramz in one role, from its database to its open port. */
export class Server {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly embedded: EmbeddedPostgres | undefined,
    /** Where it listens. */
    readonly url: string,
    /** Where the data is, in words that hold no password. */
    readonly dataPlace: string,
  ) {}

  /** @throws Error with a sentence that says what to do */
  static async start(config: AppConfig): Promise<Server> {
    const logger = new JsonLogger(config.logLevel, new Redactor(secretsOf(config), [config.kavenegar?.sender]));
    const embedded = config.databaseUrl
      ? undefined
      : await EmbeddedPostgres.open({ dataDir: config.dataDir, log: (line) => logger.log(line, 'Database') });
    try {
      const databaseUrl = config.databaseUrl ?? embedded!.url;
      await migrate(config, databaseUrl, logger);
      for (const warning of [...segmentWarnings(config.otp), ...routeWarnings(config.sms)])
        logger.warn(warning, 'Config');
      const app = await createHttpApp(AppModule.forRole(config, databaseUrl), config, logger);
      if (config.role !== 'worker') serveDocs(app, version());
      // Redis may come later: until then requests are told to try again.
      if (!config.redisUrl) await app.get(QueueHealthService).prepare();
      await listen(app, config);
      const url = (await app.getUrl()).replace('[::1]', 'localhost');
      return new Server(app, embedded, url, embedded ? config.dataDir : `PostgreSQL at ${new URL(databaseUrl).host}`);
    } catch (error) {
      await embedded?.stop();
      throw error;
    }
  }

  /** Not ready from now on; then sends and requests in flight are finished, then the stores are let go. */
  async stop(): Promise<void> {
    this.app.get(ReadinessService).drain();
    await this.app.close();
    await this.embedded?.stop();
  }
}

/** Production has its migrations applied on purpose, by `npm run migrate`; everywhere else a start applies them. */
async function migrate(config: AppConfig, databaseUrl: string, logger: JsonLogger): Promise<void> {
  if (config.production && config.databaseUrl) {
    const pending = await pendingMigrations(databaseUrl, MIGRATIONS);
    if (pending.length > 0) {
      throw new ConfigurationError([`The database lacks ${pending.length} migrations. Run: npm run migrate`]);
    }
    return;
  }
  const applied = await applyMigrations(databaseUrl, MIGRATIONS);
  if (applied.length > 0) logger.log({ message: 'migrations applied', migrations: applied }, 'Database');
}

async function listen(app: NestFastifyApplication, { http }: AppConfig): Promise<void> {
  try {
    await app.listen(http.port, http.host);
  } catch (error) {
    await app.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new Error(`Port ${http.port} on ${http.host} is in use. Stop what listens there, or set PORT to another.`, {
        cause: error,
      });
    }
    if (code === 'EACCES') {
      throw new Error(`Port ${http.port} needs rights this user does not have. Set PORT to one above 1023.`, {
        cause: error,
      });
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new Error(`HOST ${http.host} is not an address of this machine.`, { cause: error });
    }
    throw error;
  }
}

function secretsOf(config: AppConfig): (string | undefined)[] {
  const passwords = [config.databaseUrl, config.redisUrl, config.email?.smtpUrl].flatMap((url) => {
    const password = url && new URL(url).password;
    return password ? [password, decodeURIComponent(password)] : [];
  });
  const keys = [...config.otp.peppers, ...config.dataKeys].map(({ secret }) => secret.toString('base64'));
  const { kavenegar, twilio, smsir } = config;
  return [
    kavenegar?.apiKey,
    kavenegar?.webhookToken,
    twilio?.password,
    twilio?.authToken,
    smsir?.apiKey,
    config.captcha?.secret,
    ...passwords,
    ...keys,
    ...config.tokens.privateKeys.map((key) => key.d),
  ];
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  return text;
}
