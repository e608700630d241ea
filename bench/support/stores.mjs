import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';

/** The servers of one kind of installation: PostgreSQL alone, or with Redis for queues and limits. */
export async function startStores(kind) {
  const postgres = await startPostgres();
  const redis = kind === 'redis' ? await startRedis() : undefined;
  const kept = new Map();
  return {
    postgres,
    redis,
    pids: [postgres.pid, ...(redis ? [redis.pid] : [])],
    /** Starts what several rows use, once. It is stopped with the stores. */
    keep(name, start) {
      if (!kept.has(name)) kept.set(name, start());
      return kept.get(name);
    },
    async stop() {
      for (const started of kept.values()) await (await started).stop();
      await redis?.stop();
      await postgres.stop();
    },
  };
}
