import { describeRedis, readRedisAddress, redisPasswordsOf } from './redis-address.js';

describe('readRedisAddress', () => {
  it.each([
    ['redis://localhost', { kind: 'server', url: 'redis://localhost', database: 0 }],
    [
      'rediss://ramz:p%2Fw@cache.example:6380/2',
      { kind: 'server', url: 'rediss://ramz:p%2Fw@cache.example:6380', database: 2 },
    ],
    [
      'redis+sentinel://ramz:p%2Fw@a:26380,b,[::1]/mymaster/2?sentinel_username=s&sentinel_password=p%40w',
      {
        kind: 'sentinel',
        nodes: [
          { host: 'a', port: 26380 },
          { host: 'b', port: 26379 },
          { host: '::1', port: 26379 },
        ],
        primaryName: 'mymaster',
        database: 2,
        username: 'ramz',
        password: 'p/w',
        sentinelUsername: 's',
        sentinelPassword: 'p@w',
        tls: false,
      },
    ],
    [
      'rediss+cluster://:p%2Cw@a,b:6380',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 6379 },
          { host: 'b', port: 6380 },
        ],
        password: 'p,w',
        tls: true,
      },
    ],
  ])('%s is read completely', (given, address) => {
    expect(readRedisAddress(given)).toEqual(address);
  });
});

describe('redisPasswordsOf', () => {
  it('returns the passwords of the servers and of the sentinels, as written and decoded', () => {
    const given = 'redis+sentinel://ramz:p%2Fw@a,b/mymaster?sentinel_password=s%40w';
    expect(redisPasswordsOf(given)).toEqual(['p%2Fw', 'p/w', 's@w', 's%40w']);
  });

  it('returns nothing without a password or an address', () => {
    expect([...redisPasswordsOf('redis+cluster://a,b'), ...redisPasswordsOf(undefined)]).toEqual([]);
  });
});

describe('describeRedis', () => {
  it.each([
    ['redis://ramz:secret@a:6379/1', 'Redis at a:6379/1'],
    ['rediss+sentinel://ramz:secret@a,b:1/mymaster/1?sentinel_password=secret', 'Redis Sentinel at a,b:1/mymaster/1'],
    ['redis+cluster://ramz:secret@a,b', 'Redis Cluster at a,b'],
  ])('%s is described without its login', (given, described) => {
    expect(describeRedis(given)).toBe(described);
  });
});
