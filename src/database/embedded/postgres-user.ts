import { execFileSync, type SpawnOptions } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Holds what PostgreSQL must reach as an unprivileged user when the project is where only root may enter, as in /root. */
export const SHARED_FOLDER = '/var/lib/ramz-embedded';

export interface User {
  uid: number;
  gid: number;
}

/** Returns the user that PostgreSQL runs as, because it refuses root; undefined is the user of this process. */
export function unprivilegedUser(clusterDir: string, log: (line: string) => void): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return ownerOf(clusterDir) ?? findUser('postgres') ?? createUser(log) ?? findUser('nobody') ?? NOBODY;
}

/** Options for a process of that user, without the environment of this process: PGPORT and the like must not be passed on. */
export function spawnOptions(user: User | undefined): Pick<SpawnOptions, 'uid' | 'gid' | 'env' | 'cwd'> {
  const cwd = '/';
  if (process.platform === 'win32') return { cwd };
  return { ...user, cwd, env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' } };
}

/** Returns the first folder on the way to `path`, or `path` itself, that `user` may not enter. */
export function firstUnreachable(path: string, user: User): string | undefined {
  const parent = dirname(path);
  const above = parent === path ? undefined : firstUnreachable(parent, user);
  return above ?? (mayEnter(path, user) ? undefined : path);
}

const NOBODY: User = { uid: 65_534, gid: 65_534 };

function mayEnter(path: string, { uid, gid }: User): boolean {
  const stat = statSync(path);
  const shift = stat.uid === uid ? 6 : stat.gid === gid ? 3 : 0;
  return ((stat.mode >> shift) & 1) === 1;
}

function ownerOf(path: string): User | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined;
}

function findUser(name: string): User | undefined {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
  } catch {
    return undefined;
  }
}

function createUser(log: (line: string) => void): User | undefined {
  try {
    const options = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
    execFileSync('useradd', [...options, 'postgres'], { stdio: 'ignore', timeout: 10_000 });
    log('created the system user "postgres", because PostgreSQL does not run as root');
  } catch {
    // There is no useradd, or no right to use it: the user nobody is used instead.
  }
  return findUser('postgres');
}
