import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** For what an unprivileged PostgreSQL must reach while the project lies where only root may enter, such as /root. */
export const SHARED_FOLDER = '/var/lib/ramz-embedded';

export interface User {
  uid: number;
  gid: number;
}

/** Whom PostgreSQL runs as: it refuses root, so then another user; undefined means whoever runs this process. */
export function unprivilegedUser(clusterDir: string, log: (line: string) => void): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return ownerOf(clusterDir) ?? findUser('postgres') ?? createUser(log) ?? findUser('nobody') ?? NOBODY;
}

/** The first folder on the way to `path`, or `path` itself, that `user` may not enter. */
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
    log('created the system user "postgres", since PostgreSQL does not run as root');
  } catch {
    // No useradd here, or no right to use it: nobody will do.
  }
  return findUser('postgres');
}
