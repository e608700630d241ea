import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseClock } from '../common/database-clock.js';
import { installationConfig, secretsConfig, type Environment } from '../config/index.js';
import { openDatabase, prepareDatabase, storeConfig } from '../database/index.js';
import { admitCommand, ProcessIdentity, sharedKeysOf } from '../fleet/index.js';
import { MIGRATIONS, version } from '../project.js';
import { CliModule } from './cli.module.js';
import { CommandLogger } from './command-logger.js';

/**
 * Runs `work` with the services of the application. A running `npm start` is not disturbed.
 * @param environment accepted by `validate`
 * @param note takes warnings
 */
export async function withApplication<T>(
  environment: Environment,
  note: (line: string) => void,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(environment, (line) => note(`PostgreSQL: ${line}`));
  try {
    const sharedKeys = sharedKeysOf(secretsConfig.read(environment), environment);
    const identity = new ProcessIdentity(installationConfig.read(environment).role, version(), sharedKeys);
    await prepareDatabase(database.directUrl, MIGRATIONS, {
      byHand: database.byHand,
      admit: (client) => admitCommand(client, identity, sharedKeys),
    });
    const { redisUrl } = storeConfig.read(environment);
    const stores = { databaseUrl: database.url, directUrl: database.directUrl, redisUrl };
    const app = await NestFactory.createApplicationContext(CliModule.forCommand(identity, stores), {
      logger: new CommandLogger(note),
      abortOnError: false,
    });
    try {
      app.get(DatabaseClock).correct(identity.skewMs);
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await database.close();
  }
}
