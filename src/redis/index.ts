export { describeRedis, readRedisAddress, redisPasswordsOf, redisUrl, type RedisAddress } from './redis-address.js';
export { findRedisFault, inspectRedis, type RedisState } from './redis-check.js';
export { createRedis, type RedisClient } from './redis-client.js';
