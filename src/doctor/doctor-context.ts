import pg from 'pg';
import { ConfigurationError, type AnyConfig, type Environment } from '../config/index.js';
import { openDatabase, pendingMigrations, PrismaService, type OpenDatabase } from '../database/index.js';
import { NotCheckedError } from './check.contract.js';

export interface DoctorOptions {
  environment: Environment;
  /** All parts of the configuration. */
  parts: readonly AnyConfig[];
  /** The folder of the migrations. */
  migrations: string;
  /** Version of Ramz. */
  version: string;
  /** Of one check. */
  timeoutMs?: number;
  /** An answer of a provider that takes longer is slow. */
  slowAfterMs?: number;
  /** The clock of this machine; tests move it. */
  now?: () => number;
  /** Takes what the embedded database reports. */
  note?: (line: string) => void;
}

/** The database, after its migrations were looked at. */
export interface DoctorDatabase {
  directUrl: string;
  /** Whether operators migrate it by a command. */
  byHand: boolean;
  pendingMigrations: string[];
  pool: pg.Pool;
  prisma: PrismaService;
}

const POOL_SIZE = 4;
const CONNECT_TIMEOUT_MS = 5000;

/** What checks share: the environment, and one connection to the database. */
export class DoctorContext {
  readonly environment: Environment;
  readonly timeoutMs: number;
  readonly slowAfterMs: number;
  readonly now: () => number;
  private opening?: Promise<DoctorDatabase>;
  private opened?: OpenDatabase;
  private pool?: pg.Pool;

  constructor(readonly options: DoctorOptions) {
    this.environment = options.environment;
    this.timeoutMs = options.timeoutMs ?? 10_000;
    this.slowAfterMs = options.slowAfterMs ?? 3000;
    this.now = options.now ?? Date.now;
  }

  /** @throws NotCheckedError if the variables of this part have a fault, which the check `configuration` reports */
  read<Config>(part: { read(environment: Environment): Config }): Config {
    try {
      return part.read(this.environment);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      throw new NotCheckedError('its variables have a fault', 'Correct what the check configuration reports first.');
    }
  }

  /** @throws Error with a sentence if the database cannot be used */
  async database(): Promise<DoctorDatabase> {
    this.opening ??= this.openDatabase();
    return this.opening;
  }

  /** The database with all of its tables. @throws NotCheckedError */
  async tables(): Promise<DoctorDatabase> {
    const database = await this.database().catch((error: unknown) => {
      if (error instanceof NotCheckedError) throw error;
      throw new NotCheckedError('the database cannot be used', 'Correct what the check database reports first.');
    });
    if (database.pendingMigrations.length > 0) {
      throw new NotCheckedError('migrations are pending', 'Correct what the check migrations reports first.');
    }
    return database;
  }

  async close(): Promise<void> {
    await this.opening?.catch(() => undefined);
    await this.pool?.end();
    await this.opened?.close();
  }

  private async openDatabase(): Promise<DoctorDatabase> {
    this.opened = await this.openOrNotChecked();
    const { url, directUrl, byHand } = this.opened;
    const pending = await pendingMigrations(directUrl, this.options.migrations);
    this.pool = new pg.Pool({
      connectionString: url,
      max: POOL_SIZE,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: this.timeoutMs,
    });
    this.pool.on('error', () => undefined);
    return { directUrl, byHand, pendingMigrations: pending, pool: this.pool, prisma: new PrismaService(this.pool) };
  }

  private async openOrNotChecked(): Promise<OpenDatabase> {
    try {
      return await openDatabase(this.environment, this.options.note ?? (() => undefined));
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      throw new NotCheckedError('its variables have a fault', 'Correct what the check configuration reports first.');
    }
  }
}
