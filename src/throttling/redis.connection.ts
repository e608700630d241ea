import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

/** In milliseconds. A client waits no longer than this for a limit. */
const TIMEOUT_MS = 2000;

/**
 * A connection of its own for counters: while Redis is away every command fails at once instead of waiting in a queue,
 * and none is sent twice, which would count twice. It reconnects by itself.
 */
export async function connectCounters(redisUrl: string): Promise<Redis> {
  const logger = new Logger('Throttling');
  const redis = new Redis(redisUrl, {
    keyPrefix: 'ramz:',
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    // Shutting down does not wait longer for a server that has gone silent.
    disconnectTimeout: 200,
    retryStrategy: (attempt) => Math.min(attempt * 100, TIMEOUT_MS),
  });
  let away = false;
  redis.on('error', (error) => {
    if (!away) logger.warn({ message: 'Redis cannot be reached; limited requests answer 503 until it is back', error });
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.log('Redis is back');
    away = false;
  });
  // A first attempt that fails was told above; starting up does not hang on it.
  await redis.connect().catch(() => undefined);
  return redis;
}

/** Waits for replies under way, where any can come. */
export async function closeCounters(redis: Redis): Promise<void> {
  if (redis.status === 'ready') await redis.quit().catch(() => undefined);
  redis.disconnect();
}
