import type { Cluster } from 'ioredis';
import { Clock } from '../../src/common/clock.js';
import type { Counter } from '../../src/throttling/counter.store.js';
import { ClusterCounterStore } from '../../src/throttling/cluster-counter.store.js';
import { RateLimiterStorage } from '../../src/throttling/rate-limiter.storage.js';
import { closeCounters, connectCounters } from '../../src/throttling/redis.connection.js';
import { eventually } from '../support/eventually.js';
import { stores } from '../support/redis.js';
import { startCluster, type RedisGroup } from '../support/redis-groups.js';

class ExactClock extends Clock {
  override now(): number {
    return Date.now();
  }
}

/** On the first, the second and the third node: their slots are 3300, 7365 and 15495. */
const KEYS = ['b', 'c', 'a'];
const counter = (key: string, limit: number): Counter => ({ key: `{${key}}`, limit, windowMs: 60_000 });

(stores.includes('redis') ? describe : describe.skip)('limits on a Redis Cluster', () => {
  let group: RedisGroup;
  let redis: Cluster;
  let storage: RateLimiterStorage;

  beforeAll(async () => {
    group = await startCluster();
    redis = (await connectCounters(group.url)) as Cluster;
    storage = new RateLimiterStorage(new ClusterCounterStore(redis, new ExactClock()));
  }, 60_000);

  afterAll(async () => {
    await closeCounters(redis);
    await group.stop();
  });

  const points = async (keys: string[]) =>
    (await storage.read(keys.map((key) => `{${key}}`))).map((count) => count.points);

  it('a request that the last of its counters refuses, on another node, counts against none', async () => {
    const counters = KEYS.map((key, i) => counter(key, i === KEYS.length - 1 ? 2 : 100));
    const takes = await Promise.all(Array.from({ length: 30 }, () => storage.take(counters)));
    expect(takes.filter(({ ok }) => ok)).toHaveLength(2);
    expect(takes.at(-1)).toMatchObject({ ok: false, counts: [{ points: 2 }, { points: 2 }, { points: 2 }] });
    expect(await points(KEYS)).toEqual([2, 2, 2]);
  });

  it('without a node, requests with a counter on it are refused as unavailable, count nothing, and refuse no others', async () => {
    const [first, second, lost] = KEYS as [string, string, string];
    await storage.clear(KEYS.map((key) => `{${key}}`));
    await group.servers[2]!.stop();
    // Together, so that they share round trips.
    await eventually(async () => {
      const outcomes = await Promise.allSettled([
        storage.take([counter(first, 100), counter(second, 100), counter(lost, 100)]),
        storage.take([counter(second, 100)]),
        storage.take([counter(lost, 100)]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
      expect(outcomes).toMatchObject([{ reason: { status: 503 } }, {}, { reason: { status: 503 } }]);
    });
    const [ofFirst] = await points([first]);
    expect(ofFirst).toBe(0);
  });
});
