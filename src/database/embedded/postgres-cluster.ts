import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../common/system-error.js';
import type { Binaries } from './postgres-binaries.js';
import { SUPERUSER } from './postgres-connection.js';
import { firstUnreachable, SHARED_FOLDER, spawnOptions, type User } from './postgres-user.js';

/**
 * Returns where the cluster is, or where to create it: at `path`, or where a link at `path` leads if the user of
 * PostgreSQL cannot reach it there.
 */
export async function locateCluster(path: string, user: User | undefined): Promise<string> {
  if (existsSync(path)) {
    const clusterDir = await realpath(path);
    const barrier = user && firstUnreachable(dirname(clusterDir), user);
    if (!barrier) return clusterDir;
    throw new Error(
      `PostgreSQL does not run as root, and the user it runs as (uid ${user.uid}) may not enter ${barrier}. ` +
        `Move the project elsewhere, run "chmod o+x ${barrier}", or set DATABASE_URL.`,
    );
  }
  if (!user || !firstUnreachable(dirname(path), user)) return path;
  await mkdir(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  const clusterDir = join(SHARED_FOLDER, `data-${randomUUID()}`);
  await rm(path, { force: true });
  await symlink(clusterDir, path);
  return clusterDir;
}

/** Creates an empty cluster under another name and renames it, so that a crash leaves no half of a cluster. */
export async function initialiseCluster(options: {
  clusterDir: string;
  binaries: Binaries;
  user: User | undefined;
  durable: boolean;
}): Promise<void> {
  const { clusterDir, binaries, user, durable } = options;
  await removeUnfinished(clusterDir);
  const unfinished = `${clusterDir}.new-${randomUUID()}`;
  const passwordFile = `${unfinished}.password`;
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (user) for (const path of [unfinished, passwordFile]) await chown(path, user.uid, user.gid);
  const flags = ['-D', unfinished, '-U', SUPERUSER, '-A', 'scram-sha-256', '--pwfile', passwordFile];
  const locale = ['--encoding', 'UTF8', '--locale', 'C'];
  try {
    const args = [...flags, ...locale, ...(durable ? [] : ['--no-sync'])];
    await promisify(execFile)(binaries.initdb, args, spawnOptions(user));
    await rename(passwordFile, passwordFileOf(unfinished));
    await rename(unfinished, clusterDir);
  } catch (error) {
    await removeUnfinished(clusterDir);
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new Error(
      `The embedded PostgreSQL could not create ${clusterDir}: ${stderr.split('\n').slice(-2).join(' ') || String(error)}`,
      { cause: error },
    );
  }
}

/** Returns whether there is a cluster. @throws when there is one that `binaries` cannot run */
export async function isInitialised(clusterDir: string, binaries: Binaries): Promise<boolean> {
  let major: string;
  try {
    major = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && (await isMissingOrEmpty(clusterDir))) return false;
    const reason = codeOf(error) === 'EACCES' ? 'belongs to another user' : 'is not a PostgreSQL data folder';
    throw new Error(`${clusterDir} ${reason}. Make the user of Ramz its owner, move it away, or set DATABASE_URL.`, {
      cause: error,
    });
  }
  if (major === binaries.major) return true;
  throw new Error(
    `${clusterDir} was created by PostgreSQL ${major}, and this version of Ramz includes ${binaries.major}. ` +
      'Dump it with the previous version and restore it into a new one, or set DATABASE_URL.',
  );
}

export async function readPassword(clusterDir: string): Promise<string> {
  try {
    return await readFile(passwordFileOf(clusterDir), 'utf8');
  } catch (error) {
    throw new Error(`${passwordFileOf(clusterDir)}, the password of the embedded PostgreSQL, cannot be read.`, {
      cause: error,
    });
  }
}

function passwordFileOf(clusterDir: string): string {
  return join(clusterDir, 'ramz.password');
}

async function isMissingOrEmpty(dir: string): Promise<boolean> {
  return !existsSync(dir) || (await readdir(dir)).length === 0;
}

async function removeUnfinished(clusterDir: string): Promise<void> {
  const parent = dirname(clusterDir);
  const unfinished = (await readdir(parent)).filter((name) => name.startsWith(`${basename(clusterDir)}.new-`));
  for (const name of unfinished) await rm(join(parent, name), { recursive: true, force: true });
}
