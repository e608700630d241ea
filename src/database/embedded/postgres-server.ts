import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode, isAlive } from './process-identity.js';
import type { User } from './postgres-user.js';

const POLL_MS = 10;
/** Long, for the recovery after a crash; an ordinary start takes a tenth of a second. */
const START_TIMEOUT_MS = 120_000;
const START_ATTEMPTS = 5;
/** Above every system's highest process number */
const NO_PID = 2 ** 31 - 1;

export interface Postmaster {
  pid: number;
  port: number;
  status: 'starting' | 'ready' | 'stopping';
}

/** Reads the running server's own record. https://www.postgresql.org/docs/18/storage-file-layout.html (postmaster.pid) */
export function readPostmaster(clusterDir: string): Postmaster | undefined {
  const lines = readRecord(clusterDir)?.split('\n');
  const pid = Number(lines?.[0]);
  if (!lines || !pid || !isPostmasterOf(pid, clusterDir)) return undefined;
  const status = lines[7]?.trim();
  return {
    pid,
    port: Number(lines[3]),
    status: status === 'ready' || status === 'stopping' ? status : 'starting',
  };
}

/**
 * PostgreSQL heals the record of a killed server itself, unless the process number belongs to something else by now.
 * The rest of the record stays: by it PostgreSQL sees whether processes of the killed server still use the data.
 */
export function disownReusedPid(clusterDir: string): void {
  const record = readRecord(clusterDir);
  if (!record || readPostmaster(clusterDir)) return;
  writeFileSync(recordFile(clusterDir), record.replace(/^\d+/, String(NO_PID)));
}

/** Starts a server on a free loopback port, out of reach of the terminal's Ctrl-C, and waits until it is ready. */
export async function startServer(options: {
  postgres: string;
  clusterDir: string;
  user: User | undefined;
  logFile: string;
  settings: Record<string, string>;
}): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    const child = spawnServer(options, port);
    const server = await waitUntilReady(child, options.clusterDir);
    if (server) return server;
    const log = readFileSync(options.logFile, 'utf8');
    // Someone took the port in between, or processes of a killed server have not yet gone.
    const isPassing = /Address already in use|pre-existing shared memory block/.test(log);
    if (!isPassing || attempt === START_ATTEMPTS) {
      const lastLines = log.trim().split('\n').slice(-3).join(' | ');
      throw new Error(`The embedded PostgreSQL did not start; ${options.logFile} says: ${lastLines || '(nothing)'}`);
    }
    await delay(200 * attempt);
  }
}

/** Ends a server: first without waiting for its clients, then without a checkpoint. True once it is gone. */
export async function stopServer(clusterDir: string, pid: number): Promise<boolean> {
  for (const [signal, timeoutMs] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 2_000],
  ] as const) {
    if (readPostmaster(clusterDir)?.pid === pid) process.kill(pid, signal);
    if (await isGoneWithin(pid, timeoutMs)) return true;
  }
  return false;
}

async function isGoneWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive({ pid, startTicks: null })) {
    if (Date.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

function recordFile(clusterDir: string): string {
  return join(clusterDir, 'postmaster.pid');
}

function readRecord(clusterDir: string): string | undefined {
  try {
    return readFileSync(recordFile(clusterDir), 'utf8');
  } catch {
    return undefined;
  }
}

function spawnServer(
  { postgres, clusterDir, user, logFile, settings }: Parameters<typeof startServer>[0],
  port: number,
): ChildProcess {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // A process holds some thirty, and several may share it.
    max_connections: '200',
    shared_buffers: '128MB',
    // Errors of statements belong to the client, and their details would put phone numbers into the log.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(logFile, 'w', 0o600);
  try {
    const child = spawn(postgres, ['-D', clusterDir, '-p', String(port), ...flags], {
      ...spawnOptions(user),
      detached: true,
      stdio: ['ignore', log, log],
    });
    // Its failure shows as an exit without a word in the log.
    child.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** A bare environment: PGPORT and the like of the caller must not reach PostgreSQL. */
export function spawnOptions(user: User | undefined): {
  uid?: number;
  gid?: number;
  env?: NodeJS.ProcessEnv;
  cwd: string;
} {
  const cwd = '/';
  if (process.platform === 'win32') return { cwd };
  return { ...user, cwd, env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' } };
}

async function waitUntilReady(child: ChildProcess, clusterDir: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && child.signalCode === null && child.pid && Date.now() < deadline) {
    const server = readPostmaster(clusterDir);
    if (server?.pid === child.pid && server.status === 'ready') return server;
    await delay(POLL_MS);
  }
  if (child.pid) child.kill('SIGQUIT');
  return undefined;
}

/** A left-over file may name a process that is something else by now. When in doubt, it is the server. */
function isPostmasterOf(pid: number, clusterDir: string): boolean {
  if (!isAlive({ pid, startTicks: null })) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(clusterDir);
  } catch (error) {
    return !hasCode(error, 'ENOENT', 'ESRCH');
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
