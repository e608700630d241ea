import { Logger } from '@nestjs/common';
import { connectRedis, createRedis, readRedisAddress, retryDelay, type RedisClient } from '../redis/index.js';

/** A client waits no longer for a limit. */
const TIMEOUT_MS = 2000;

/**
 * Connects to Redis for counting. While Redis is unavailable, commands fail at once instead of waiting in a queue, and
 * none is sent again, because that could count twice. The connection is restored by itself.
 */
export async function connectCounters(redisUrl: string): Promise<RedisClient> {
  const logger = new Logger('Throttling');
  const redis = createRedis(readRedisAddress(redisUrl), {
    keyPrefix: 'ramz:',
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    // Shutdown must not wait for a server that no longer answers.
    disconnectTimeout: 200,
    retryStrategy: retryDelay,
  });
  let isDown = false;
  redis.on('error', (error) => {
    if (!isDown) logger.warn({ message: 'redis unavailable, limited routes answer 503', error });
    isDown = true;
  });
  redis.on('ready', () => {
    if (isDown) logger.log('redis available again');
    isDown = false;
  });
  // The error was logged above, and the process starts without Redis.
  await connectRedis(redis).catch(() => undefined);
  return redis;
}

/** Waits for pending replies if Redis can send them. */
export async function closeCounters(redis: RedisClient): Promise<void> {
  if (redis.status === 'ready') await redis.quit().catch(() => undefined);
  redis.disconnect();
}
