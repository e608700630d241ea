import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnOptions, type User } from './postgres-user.js';
import { readPostmaster, type Postmaster } from './postmaster-record.js';
import { isAlive } from './process-identity.js';

const POLL_MS = 10;
/** Long enough for the recovery after a crash; an ordinary start takes a tenth of a second. */
const START_TIMEOUT_MS = 120_000;
const START_ATTEMPTS = 5;
/** Fast shutdown, immediate shutdown, kill: https://www.postgresql.org/docs/18/server-shutdown.html */
const STOP_STEPS = [
  ['SIGINT', 15_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 2_000],
] as const;

interface ServerOptions {
  /** Path of the binary. */
  postgres: string;
  clusterDir: string;
  user: User | undefined;
  logFile: string;
  settings: Record<string, string>;
}

/** Starts a server on a free loopback port and waits until it is ready. Ctrl-C in the terminal does not reach it. */
export async function startServer(options: ServerOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const child = spawnServer(options, await findFreePort());
    const server = await waitUntilReady(child, options.clusterDir);
    if (server) return server;
    const log = readFileSync(options.logFile, 'utf8');
    // Another process took the port in between, or processes of a killed server are still running.
    const isTransient = /Address already in use|pre-existing shared memory block/.test(log);
    if (!isTransient || attempt === START_ATTEMPTS) {
      const lastLines = log.trim().split('\n').slice(-3).join(' | ');
      throw new Error(`The embedded PostgreSQL did not start; ${options.logFile} says: ${lastLines || '(nothing)'}`);
    }
    await delay(200 * attempt);
  }
}

/** Stops a server, without waiting for its clients. Returns whether it has ended. */
export async function stopServer(clusterDir: string, pid: number): Promise<boolean> {
  for (const [signal, timeoutMs] of STOP_STEPS) {
    if (readPostmaster(clusterDir)?.pid === pid) process.kill(pid, signal);
    if (await endsWithin(pid, timeoutMs)) return true;
  }
  return false;
}

async function endsWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive({ pid, startTicks: null })) {
    if (Date.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

function spawnServer({ postgres, clusterDir, user, logFile, settings }: ServerOptions, port: number): ChildProcess {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // A process of Ramz holds about thirty, and several may share the server.
    max_connections: '200',
    shared_buffers: '128MB',
    // Errors of statements are reported to the client, and their details would put phone numbers into the log.
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
    // A failed spawn is noticed as an exit with an empty log.
    child.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
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
