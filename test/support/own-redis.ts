import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { eventually } from './eventually.js';
import { assertListening, findFreePort } from './ports.js';

/** A Redis server with settings of its own. */
export interface OwnRedis {
  port: number;
  stop(): Promise<void>;
}

/**
 * @param flags options of `redis-server`, such as `--requirepass`
 * @param first what must stand before all options, such as a file of settings
 */
export async function startOwnRedis(flags: string[] = [], port?: number, first: string[] = []): Promise<OwnRedis> {
  const ownPort = port ?? (await findFreePort());
  const always = ['--port', String(ownPort), '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()];
  const child = spawn('redis-server', [...first, ...always, ...flags], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await eventually(() => assertListening(ownPort));
  return {
    port: ownPort,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
