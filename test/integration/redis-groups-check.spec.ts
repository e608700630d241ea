import { findRedisFault, inspectRedis } from '../../src/redis/index.js';
import { startOwnRedis } from '../support/own-redis.js';
import { findFreePort } from '../support/ports.js';
import { stores } from '../support/redis.js';
import { startCluster, startSentinel, type RedisGroup } from '../support/redis-groups.js';

const describeWithRedis = stores.includes('redis') ? describe : describe.skip;

describeWithRedis('a Redis Sentinel', () => {
  let group: RedisGroup;

  beforeAll(async () => {
    group = await startSentinel({ password: 'sesame' });
  }, 60_000);
  afterAll(() => group.stop());

  it('is accepted with the password of its sentinels, although one of them is away', async () => {
    const url = group.url.replace('127.0.0.1:', `127.0.0.1:${await findFreePort()},127.0.0.1:`);
    expect(await inspectRedis(`${url}?sentinel_password=sesame`)).toEqual({
      reachable: true,
      evictionPolicy: 'noeviction',
    });
  });

  it.each([
    ['a missing password', '', /^The sentinels refuse the login.*sentinel_password=/],
    ['a wrong password', '?sentinel_password=hunter2', /^The sentinels refuse the login.*sentinel_password=/],
  ])('%s of its sentinels is reported, and not repeated', async (_title, query, sentence) => {
    const fault = await findRedisFault(`${group.url}${query}`);
    expect(fault).toMatch(sentence);
    expect(fault).not.toContain('hunter2');
  });

  it('a name that its sentinels do not know is reported, although one of them is away', async () => {
    const away = `127.0.0.1:${await findFreePort()},127.0.0.1:`;
    const url = `${group.url.replace('127.0.0.1:', away).replace('mymaster', 'other')}?sentinel_password=sesame`;
    expect(await findRedisFault(url)).toMatch(/^The sentinels do not know the primary.*Correct the name/);
  });

  it('a database that its servers do not have is reported', async () => {
    const url = `${group.url.replace(/0$/, '99')}?sentinel_password=sesame`;
    expect(await findRedisFault(url)).toMatch(/^REDIS_URL names the database 99/);
  });

  it('sentinels that do not answer may start later', async () => {
    const url = `redis+sentinel://127.0.0.1:${await findFreePort()}/mymaster`;
    expect(await inspectRedis(url)).toEqual({ reachable: false });
  });
});

describeWithRedis('a Redis Cluster', () => {
  let group: RedisGroup;

  beforeAll(async () => {
    group = await startCluster();
  }, 60_000);
  afterAll(() => group.stop());

  it('is accepted by the address of one node that answers', async () => {
    const url = `redis+cluster://127.0.0.1:${await findFreePort()},127.0.0.1:${group.servers[1]!.port}`;
    expect(await inspectRedis(url)).toEqual({ reachable: true, evictionPolicy: 'noeviction' });
  });

  it('a server that is no node of a cluster is reported', async () => {
    const single = await startOwnRedis();
    try {
      expect(await findRedisFault(`redis+cluster://127.0.0.1:${single.port}`)).toMatch(
        /^REDIS_URL starts with redis\+cluster:\/\/, but the server is no node of a cluster/,
      );
    } finally {
      await single.stop();
    }
  });

  it('nodes that do not answer may start later', async () => {
    expect(await inspectRedis(`redis+cluster://127.0.0.1:${await findFreePort()}`)).toEqual({ reachable: false });
  });
});
