import './resolve-typescript.cjs';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { applyMigrations } from '../../src/database/migrations.js';
import { createTemplateDatabase } from './databases.js';
import { eventually } from './eventually.js';
import { assertListening, findFreePort } from './ports.js';
import { scratchFolder } from './scratch.js';

declare global {
  var ramzTestTeardown: (() => Promise<void>) | undefined;
}

/** One PostgreSQL and one Redis for the whole run; the tests find them through the environment. */
export default async function globalSetup(): Promise<void> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  globalThis.ramzTestTeardown = async () => {
    await Promise.all([postgres.stop(), redis?.stop()]);
  };
}

async function startPostgres(): Promise<{ stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(scratchFolder(), 'ramz-test-'));
  // mkdtemp closes it to others, and as root PostgreSQL runs as another user.
  await chmod(dataDir, 0o755);
  const server = await EmbeddedPostgres.open({ dataDir, log: () => undefined, durable: false });
  process.env['RAMZ_TEST_POSTGRES_URL'] = server.url;
  await createTemplateDatabase((url) => applyMigrations(url, resolve('prisma/migrations')));
  return {
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function startRedis(): Promise<{ stop(): Promise<void> } | undefined> {
  const port = await findFreePort();
  const flags = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--databases', '1024'];
  const child = spawn('redis-server', ['--port', String(port), ...flags], { stdio: 'ignore', cwd: tmpdir() });
  if (!(await isSpawned(child))) return undefined;
  await eventually(() => assertListening(port));
  process.env['RAMZ_TEST_REDIS_URL'] = `redis://127.0.0.1:${port}`;
  return {
    stop: async () => {
      const exited = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function isSpawned(child: ChildProcess): Promise<boolean> {
  return new Promise((done) => {
    child.once('spawn', () => done(true));
    // ENOENT: not installed.
    child.once('error', () => done(false));
  });
}
