import { setTimeout as delay } from 'node:timers/promises';
import { DataFolder } from './data-folder.js';
import { findBinaries } from './postgres-binaries.js';
import { initialiseCluster, isInitialised, locateCluster, readPassword } from './postgres-cluster.js';
import { acceptsConnections, createDatabase, databaseUrl } from './postgres-connection.js';
import { startServer, stopServer } from './postgres-server.js';
import { unprivilegedUser } from './postgres-user.js';
import { disownReusedPid, readPostmaster, type Postmaster } from './postmaster-record.js';

const ATTACH_TIMEOUT_MS = 120_000;
const POLL_MS = 20;
const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

export interface EmbeddedPostgresOptions {
  /** Created if it does not exist. */
  dataDir: string;
  log: (line: string) => void;
  /** false for tests: faster, but a power failure may destroy the data. */
  durable?: boolean;
}

/**
 * A PostgreSQL server in a folder, for installations without one of their own. The process that starts the server owns
 * it and stops it; other processes that open the same folder share it. If the owner was killed, the next process that
 * opens the folder becomes the owner.
 */
export class EmbeddedPostgres {
  private constructor(
    /** Contains the password: never log it. */
    readonly url: string,
    readonly owned: boolean,
    private readonly folder: DataFolder,
    private readonly clusterDir: string,
    private readonly pid: number,
  ) {}

  static async open({ dataDir, log, durable = true }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const folder = await DataFolder.open(dataDir);
    return folder.withLock(async () => {
      const user = unprivilegedUser(folder.clusterPath, log);
      const binaries = findBinaries(user, log);
      const clusterDir = await locateCluster(folder.clusterPath, user);
      if (!(await isInitialised(clusterDir, binaries))) {
        log(`first start: creating a PostgreSQL ${binaries.major} database in ${clusterDir}`);
        await initialiseCluster({ clusterDir, binaries, user, durable });
      }
      const password = await readPassword(clusterDir);
      const running = await findRunningServer(clusterDir, password);
      let server = running;
      if (!server) {
        disownReusedPid(clusterDir);
        const settings = durable ? {} : NOT_DURABLE;
        const { postgres } = binaries;
        server = await startServer({ postgres, clusterDir, user, logFile: folder.logFile, settings });
      }
      const owned = !running || !(await folder.hasLivingOwner());
      if (owned) await folder.claim();
      if (running) log(owned ? 'taking over the PostgreSQL of a killed process' : 'sharing a running PostgreSQL');
      await createDatabase(server.port, password);
      return new EmbeddedPostgres(databaseUrl(server.port, password), owned, folder, clusterDir, server.pid);
    });
  }

  /** Stops the server and disconnects its clients, if this process owns it. */
  async stop(): Promise<void> {
    if (!this.owned) return;
    await this.folder.withLock(async () => {
      if (!(await stopServer(this.clusterDir, this.pid))) {
        throw new Error(`The embedded PostgreSQL (process ${this.pid}) does not stop. See ${this.folder.logFile}.`);
      }
      await this.folder.disclaim();
    });
  }
}

/** Waits until the running server accepts connections. Undefined if there is none, or it has just ended. */
async function findRunningServer(clusterDir: string, password: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + ATTACH_TIMEOUT_MS;
  for (;;) {
    const server = readPostmaster(clusterDir);
    if (!server) return undefined;
    if (server.status === 'ready' && (await acceptsConnections(server.port, password))) return server;
    if (Date.now() > deadline) {
      throw new Error(
        `The PostgreSQL that runs on ${clusterDir} (process ${server.pid}) does not accept connections. ` +
          'Stop it and start again.',
      );
    }
    await delay(POLL_MS);
  }
}
