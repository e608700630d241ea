import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';

/** The servers of one kind of installation: PostgreSQL alone, or with Redis for queues and limits. */
export async function startStores(kind) {
  const postgres = await startPostgres();
  const redis = kind === 'redis' ? await startRedis() : undefined;
  return {
    postgres,
    redis,
    pids: [postgres.pid, ...(redis ? [redis.pid] : [])],
    async stop() {
      await redis?.stop();
      await postgres.stop();
    },
  };
}
