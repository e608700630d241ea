import { Redis } from 'ioredis';
import { isCompleteRun } from './complete-run.js';

/** The stores that tests of limits and queues run on; Redis where `redis-server` is installed. */
export const stores: readonly ('postgresql' | 'redis')[] = process.env['RAMZ_TEST_REDIS_URL']
  ? ['postgresql', 'redis']
  : ['postgresql'];

/** For tests that start many processes: PostgreSQL alone, and both in the complete run. */
export const storesOfSlowTests = isCompleteRun ? stores : stores.slice(0, 1);

export interface TestRedis {
  url: string;
  flush(): Promise<void>;
}

const DATABASES_PER_WORKER = 64;
let next = 0;

/** A Redis database of its own: no other test of this run has it. */
export async function testRedis(): Promise<TestRedis> {
  const server = process.env['RAMZ_TEST_REDIS_URL'];
  if (!server) throw new Error('redis-server is not installed: leave the test out with `stores`.');
  const worker = Number(process.env['JEST_WORKER_ID'] ?? 1) - 1;
  const url = `${server}/${worker * DATABASES_PER_WORKER + (next++ % DATABASES_PER_WORKER)}`;
  const flush = () => flushDatabase(url);
  await flush();
  return { url, flush };
}

async function flushDatabase(url: string): Promise<void> {
  const redis = new Redis(url);
  try {
    await redis.flushdb();
  } finally {
    redis.disconnect();
  }
}
