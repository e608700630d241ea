import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { Redis } from 'ioredis';
import { freePort } from './processes.mjs';

/** A real redis-server that keeps nothing on disk; each `createDatabase` is another of its numbered databases. */
export async function startRedis() {
  const port = await freePort();
  const flags = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--databases', '256'];
  const child = spawn('redis-server', flags.map(String), { stdio: 'ignore', cwd: tmpdir() });
  await once(child, 'spawn');
  const redis = new Redis(port);
  // The client repeats the connection until the server listens.
  redis.on('error', () => undefined);
  await redis.ping();
  redis.disconnect();
  let databases = 0;
  return {
    pid: child.pid,
    createDatabase: () => `redis://127.0.0.1:${port}/${databases++}`,
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
