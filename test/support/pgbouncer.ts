import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { assertListening, findFreePort } from './ports.js';

/** A transaction pooler in front of a database. */
export interface PgBouncer {
  /** Address of the database through the pooler. */
  url: string;
  stop(): Promise<void>;
}

/** `it`, or a test that does nothing if PgBouncer is not installed: `npm test` says so. */
export const itWithPgBouncer: (title: string, test: () => Promise<void>) => void = isInstalled() ? it : () => undefined;

/** @param settings further lines of pgbouncer.ini */
export async function startPgBouncer(databaseUrl: string, settings: string[] = []): Promise<PgBouncer> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const folder = mkdtempSync(join(tmpdir(), 'ramz-pgbouncer-'));
  chmodSync(folder, 0o755);
  const ownPort = await findFreePort();
  const file = join(folder, 'pgbouncer.ini');
  writeFileSync(
    file,
    [
      '[databases]',
      `* = host=${hostname} port=${port} user=${username} password=${password}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${ownPort}`,
      'auth_type = any',
      'pool_mode = transaction',
      'unix_socket_dir =',
      ...settings,
    ].join('\n'),
  );
  chmodSync(file, 0o644);
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn('pgbouncer', ['-q', ...user, file], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await eventually(() => assertListening(ownPort));
  return {
    url: `postgresql://${username}:any@127.0.0.1:${ownPort}${pathname}`,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function isInstalled(): boolean {
  return spawnSync('pgbouncer', ['--version']).status === 0;
}
