import { createRedis, retryDelay } from '../../src/redis/redis-client.js';
import { eventually } from '../support/eventually.js';
import { startFakeSentinel, type FakeSentinel } from '../support/fake-sentinel.js';
import { stores, testRedis } from '../support/redis.js';

const describeWithRedis = stores.includes('redis') ? describe : describe.skip;

describeWithRedis('a client of sentinels', () => {
  let sentinel: FakeSentinel;
  afterEach(() => sentinel.stop());

  it('connects again if the message about a failover comes while it asks for the primary', async () => {
    const { url } = await testRedis();
    sentinel = await startFakeSentinel(Number(new URL(url).port));
    const nodes = [{ host: '127.0.0.1', port: sentinel.port }];
    const redis = createRedis(
      { kind: 'sentinel', nodes, primaryName: 'mymaster', database: 0, tls: false },
      { retryStrategy: retryDelay, maxRetriesPerRequest: 0 },
    );
    redis.on('error', () => undefined);
    try {
      const id = await eventually(() => redis.call('client', 'id'));
      await eventually(() => expect(sentinel.listenerCount).toBe(1));
      await redis.call('client', 'kill', 'id', String(id), 'skipme', 'no').catch(() => undefined);
      expect(await eventually(() => redis.call('client', 'id'))).not.toBe(id);
    } finally {
      redis.disconnect();
    }
  });
});
