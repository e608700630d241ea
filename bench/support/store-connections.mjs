import { Redis } from 'ioredis';
import { query } from './postgres.mjs';

const IN_POSTGRES = `SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;

/** How many connections to the stores an installation has open, each on the database that it uses alone. */
export async function countConnections({ database, redis }) {
  const [{ count }] = await query(database, IN_POSTGRES);
  return { PostgreSQL: count, ...(redis && { Redis: await countInRedis(redis) }) };
}

async function countInRedis(url) {
  const redis = new Redis(url);
  try {
    const number = new URL(url).pathname.slice(1);
    const clients = (await redis.client('LIST')).trim().split('\n');
    // One of them is the one that asks.
    return clients.filter((client) => client.split(' ').includes(`db=${number}`)).length - 1;
  } finally {
    redis.disconnect();
  }
}
