import { mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from './postgres-binaries.js';
import { initialiseCluster, isInitialised, locateCluster, readPassword, SUPERUSER } from './postgres-cluster.js';
import { disownReusedPid, readPostmaster, startServer, stopServer, type Postmaster } from './postgres-server.js';
import { unprivilegedUser } from './postgres-user.js';
import { withFileLock } from './file-lock.js';
import { hasCode, identify, isAlive, parseIdentity } from './process-identity.js';

const DATABASE = 'ramz';
const LOCK_TIMEOUT_MS = 150_000;
const ATTACH_TIMEOUT_MS = 120_000;
const POLL_MS = 20;

export interface EmbeddedPostgresOptions {
  /** Folder for the cluster, its log and its lock; made when missing */
  dataDir: string;
  log: (line: string) => void;
  /** false for tests: faster, and a power cut may destroy the data */
  durable?: boolean;
}

/**
 * A real PostgreSQL in a folder, for whoever has none. The process that starts it owns it and stops it; others that
 * open the same folder meanwhile attach to it. One whose owner was killed is adopted by whoever opens it next.
 */
export class EmbeddedPostgres {
  private constructor(
    /** Connection string, password included: never log it */
    readonly url: string,
    readonly owned: boolean,
    private readonly dataDir: string,
    private readonly clusterDir: string,
    private readonly pid: number,
  ) {}

  static async open({ dataDir: folder, log, durable = true }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const dataDir = await makeDataDir(folder);
    return withDataDirLock(dataDir, async () => {
      const user = unprivilegedUser(join(dataDir, 'postgres'), log);
      const binaries = findBinaries(user, log);
      const clusterDir = await locateCluster(dataDir, user);
      if (!(await isInitialised(clusterDir, binaries))) {
        log(`first start: creating a PostgreSQL ${binaries.major} database in ${clusterDir}`);
        await initialiseCluster({ clusterDir, binaries, user, durable });
      }
      const password = await readPassword(clusterDir);
      const running = await findRunningServer(clusterDir, password);
      let server = running;
      if (!server) {
        disownReusedPid(clusterDir);
        const logFile = join(dataDir, 'postgres.log');
        const settings: Record<string, string> = durable
          ? {}
          : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
        server = await startServer({ postgres: binaries.postgres, clusterDir, user, logFile, settings });
      }
      const owned = !running || !(await hasLivingOwner(dataDir));
      if (owned) await writeFile(ownerFile(dataDir), JSON.stringify(identify(process.pid)));
      if (running)
        log(owned ? 'adopted the PostgreSQL of a run that was killed' : 'sharing the PostgreSQL already running');
      await createDatabase(server.port, password);
      return new EmbeddedPostgres(urlOf(server.port, password, DATABASE), owned, dataDir, clusterDir, server.pid);
    });
  }

  /** Ends the server, its clients included, if this process owns it. */
  async stop(): Promise<void> {
    if (!this.owned) return;
    await withDataDirLock(this.dataDir, async () => {
      if (!(await stopServer(this.clusterDir, this.pid))) {
        throw new Error(`The embedded PostgreSQL (process ${this.pid}) does not stop; see postgres.log.`);
      }
      await rm(ownerFile(this.dataDir), { force: true });
    });
  }
}

async function makeDataDir(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    if (!(await stat(folder)).isDirectory()) throw new Error('it is not a folder');
    return await realpath(folder);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

async function withDataDirLock<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const lock = join(dataDir, 'postgres.lock');
  try {
    await writeFile(`${lock}.probe`, '');
    await rm(`${lock}.probe`, { force: true });
  } catch (error) {
    throw unwritable(dataDir, error);
  }
  return withFileLock(lock, LOCK_TIMEOUT_MS, work);
}

function unwritable(folder: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(
    `The embedded PostgreSQL cannot write to ${folder} (${reason}). ` +
      'Make that a folder this user can write to, or set DATABASE_URL to a PostgreSQL of your own.',
    { cause: error },
  );
}

/** The server that runs on the cluster, once it takes connections; undefined when there is none, or it has just ended. */
async function findRunningServer(clusterDir: string, password: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + ATTACH_TIMEOUT_MS;
  for (;;) {
    const server = readPostmaster(clusterDir);
    if (!server) return undefined;
    if (server.status === 'ready' && (await accepts(server.port, password))) return server;
    if (Date.now() > deadline) {
      throw new Error(
        `A PostgreSQL (process ${server.pid}) runs on ${clusterDir} and takes no connections. Stop it and start again.`,
      );
    }
    await delay(POLL_MS);
  }
}

async function accepts(port: number, password: string): Promise<boolean> {
  try {
    await withClient(port, password, async () => undefined);
    return true;
  } catch (error) {
    const INVALID_PASSWORD = '28P01';
    if (hasCode(error, INVALID_PASSWORD)) {
      throw new Error(`The embedded PostgreSQL on port ${port} does not take the password in its folder.`, {
        cause: error,
      });
    }
    return false;
  }
}

async function createDatabase(port: number, password: string): Promise<void> {
  await withClient(port, password, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
}

async function withClient<T>(port: number, password: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: urlOf(port, password, 'postgres'),
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(port: number, password: string, database: string): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

function ownerFile(dataDir: string): string {
  return join(dataDir, 'postgres-owner.json');
}

async function hasLivingOwner(dataDir: string): Promise<boolean> {
  try {
    const owner = parseIdentity(await readFile(ownerFile(dataDir), 'utf8'));
    return owner !== undefined && isAlive(owner);
  } catch {
    return false;
  }
}
