export { describeRedis, readRedisAddress, redisPasswordsOf, redisUrl, type RedisAddress } from './redis-address.js';
export { findRedisFault, inspectRedis, type RedisState } from './redis-check.js';
export { connectRedis, createRedis, retryDelay, type RedisClient } from './redis-client.js';
