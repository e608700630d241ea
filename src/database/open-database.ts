import { installationConfig, type Environment } from '../config/index.js';
import { EmbeddedPostgres } from './embedded/index.js';
import { storeConfig } from './store.config.js';

/** The database of an installation. Addresses contain the password: never log them. */
export interface OpenDatabase {
  url: string;
  /** The same database, never through a pooler. */
  directUrl: string;
  /** Whether operators migrate it with a command. */
  byHand: boolean;
  /** Stops the embedded database if this process started it. */
  close(): Promise<void>;
}

/**
 * Opens DATABASE_URL, or the embedded database, which is started if it is not running. Of the environment, only what names
 * the database has to be right.
 * @param log takes what the embedded database reports
 */
export async function openDatabase(environment: Environment, log: (line: string) => void): Promise<OpenDatabase> {
  const { dataDir, production } = installationConfig.read(environment);
  const { databaseUrl, directUrl } = storeConfig.read(environment);
  if (databaseUrl)
    return { url: databaseUrl, directUrl: directUrl ?? databaseUrl, byHand: production, close: async () => {} };
  const server = await EmbeddedPostgres.open({ dataDir, log });
  return { url: server.url, directUrl: server.url, byHand: false, close: () => server.stop() };
}
