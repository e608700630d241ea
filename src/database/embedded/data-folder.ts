import { mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from './file-lock.js';
import { identify, isAlive, parseIdentity } from './process-identity.js';

const LOCK_TIMEOUT_MS = 150_000;

/** The folder of the cluster, its log, its lock and the record of its owner: the process that stops the server. */
export class DataFolder {
  private constructor(readonly path: string) {}

  /** Creates the folder if it does not exist. */
  static async open(path: string): Promise<DataFolder> {
    try {
      await mkdir(path, { recursive: true });
      if (!(await stat(path)).isDirectory()) throw new Error('it is not a folder');
      return new DataFolder(await realpath(path));
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  get clusterPath(): string {
    return join(this.path, 'postgres');
  }

  get logFile(): string {
    return join(this.path, 'postgres.log');
  }

  /** Runs `work` while no other process does the same. */
  async withLock<T>(work: () => Promise<T>): Promise<T> {
    const lock = join(this.path, 'postgres.lock');
    try {
      await writeFile(`${lock}.probe`, '');
      await rm(`${lock}.probe`, { force: true });
    } catch (error) {
      throw unwritable(this.path, error);
    }
    return withFileLock(lock, LOCK_TIMEOUT_MS, work);
  }

  async hasLivingOwner(): Promise<boolean> {
    try {
      const owner = parseIdentity(await readFile(this.ownerFile, 'utf8'));
      return owner !== undefined && isAlive(owner);
    } catch {
      return false;
    }
  }

  /** Makes this process the owner. */
  async claim(): Promise<void> {
    await writeFile(this.ownerFile, JSON.stringify(identify(process.pid)));
  }

  async disclaim(): Promise<void> {
    await rm(this.ownerFile, { force: true });
  }

  private get ownerFile(): string {
    return join(this.path, 'postgres-owner.json');
  }
}

function unwritable(path: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(
    `The embedded PostgreSQL cannot write to ${path} (${reason}). ` +
      'Make it a folder that this user can write to, or set DATABASE_URL to a PostgreSQL of your own.',
    { cause: error },
  );
}
