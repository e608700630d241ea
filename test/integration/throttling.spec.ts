import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { Controller, Get, HttpCode, Module, Post, type DynamicModule } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Cluster, Redis } from 'ioredis';
import { Pool } from 'pg';
import request from 'supertest';
import { SLOW_AFTER_MS } from '../../src/common/batcher.js';
import { Clock } from '../../src/common/clock.js';
import { CommonModule } from '../../src/common/common.module.js';
import { parsePhoneNumber } from '../../src/common/phone-number.js';
import { secretsConfig } from '../../src/config/index.js';
import { DatabaseModule } from '../../src/database/index.js';
import { ProblemDetailsFilter } from '../../src/http/problem-details.filter.js';
import {
  LimitByIp,
  limitConfig,
  LimitService,
  ruleForCodeRequest,
  ThrottlingModule,
} from '../../src/throttling/index.js';
import type { CounterStore, Taken } from '../../src/throttling/counter.store.js';
import { LimitCounter } from '../../src/throttling/limit-counter.js';
import { LimitKeys } from '../../src/throttling/limit-keys.js';
import { PostgresCounterStore } from '../../src/throttling/postgres-counter.store.js';
import { ClusterCounterStore } from '../../src/throttling/cluster-counter.store.js';
import { closeCounters, connectCounters } from '../../src/throttling/redis.connection.js';
import { RedisCounterStore } from '../../src/throttling/redis-counter.store.js';
import { RateLimiterStorage } from '../../src/throttling/rate-limiter.storage.js';
import { isCompleteRun } from '../support/complete-run.js';
import { createTestDatabase } from '../support/databases.js';
import { TEST_SIGNING_KEY } from '../support/ramz-environment.js';
import { stores, testRedis } from '../support/redis.js';
import { startCluster, type RedisGroup } from '../support/redis-groups.js';
import { testConfig } from '../support/test-config.js';

const PHONE = '+989123456789';
const secret = (letter: string) => `dev:${Buffer.alloc(32, letter).toString('base64')}`;

function variablesWith(environment: Record<string, string | undefined> = {}) {
  const secrets = { OTP_PEPPERS: secret('p'), DATA_KEYS: secret('d'), TOKEN_PRIVATE_KEYS: TEST_SIGNING_KEY };
  return { ...secrets, ...environment };
}

type Store = (typeof stores)[number] | 'redis cluster';

/** The complete run also counts in a cluster. */
const STORES: Store[] = [...stores, ...(isCompleteRun && stores.includes('redis') ? ['redis cluster' as const] : [])];

const TABLES = ['request_limits', 'rate_limits'];

let cluster: RedisGroup | undefined;

afterAll(() => cluster?.stop());

/** One store that several processes share, with access to its windows and keys. */
interface Bench {
  /** Opens a storage with a connection of its own. */
  open(): Promise<RateLimiterStorage>;
  /** Ends every window. */
  endWindows(): Promise<void>;
  /** Returns every key in the store. */
  keys(): Promise<string[]>;
  environment: NodeJS.ProcessEnv;
  databaseUrl: string;
  close(): Promise<void>;
}

async function openBench(store: Store): Promise<Bench> {
  const database = await createTestDatabase();
  const cleanUp = [() => database.drop()];
  const common = { databaseUrl: database.url };
  const close = async () => {
    for (const step of cleanUp.toReversed()) await step();
  };
  const openPool = () => {
    const pool = new Pool({ connectionString: database.url, max: 10 });
    // Dropping the database breaks connections that are being closed.
    pool.on('error', () => undefined);
    cleanUp.push(() => pool.end());
    return pool;
  };
  if (store === 'postgresql') {
    const pool = openPool();
    return {
      ...common,
      environment: { DATABASE_URL: database.url },
      open: async () => openPostgresStorage(openPool()),
      endWindows: async () => {
        for (const table of TABLES) await pool.query(`UPDATE ${table} SET expire = $1`, [Date.now() - 1]);
      },
      keys: async () => {
        const sql = TABLES.map((table) => `SELECT key FROM ${table}`).join(' UNION ALL ');
        return (await pool.query<{ key: string }>(sql)).rows.map(({ key }) => key);
      },
      close,
    };
  }
  if (store === 'redis cluster') {
    cluster ??= await startCluster();
    const { url, servers } = cluster;
    const nodes = servers.map(({ port }) => new Redis(port, '127.0.0.1'));
    cleanUp.push(async () => nodes.forEach((node) => node.disconnect()));
    const endWindows = async () => void (await Promise.all(nodes.map((node) => node.flushdb())));
    await endWindows();
    return {
      ...common,
      environment: { REDIS_URL: url },
      open: async () => {
        const redis = (await connectCounters(url)) as Cluster;
        cleanUp.push(() => closeCounters(redis));
        return new RateLimiterStorage(new ClusterCounterStore(redis, clock));
      },
      endWindows,
      keys: async () => (await Promise.all(nodes.map((node) => node.keys('*')))).flat(),
      close,
    };
  }
  const redisDatabase = await testRedis();
  const { url } = redisDatabase;
  const reader = new Redis(url);
  cleanUp.push(async () => reader.disconnect());
  return {
    ...common,
    environment: { REDIS_URL: url },
    open: async () => {
      const redis = await connectCounters(url);
      cleanUp.push(() => closeCounters(redis));
      return new RateLimiterStorage(new RedisCounterStore(redis, clock));
    },
    endWindows: () => redisDatabase.flush(),
    keys: () => reader.keys('*'),
    close,
  };
}

function openPostgresStorage(pool: Pool): RateLimiterStorage {
  return new RateLimiterStorage(
    new PostgresCounterStore('request_limits', pool, clock),
    new PostgresCounterStore('rate_limits', pool, clock),
  );
}

/** The time of the database, which a process knows although its own clock may be wrong. */
class ExactClock extends Clock {
  private readonly exact = Date.now.bind(Date);

  override now(): number {
    return this.exact();
  }
}

const clock = new ExactClock();

describe('limits in PostgreSQL', () => {
  it('counters of both tables are read and cleared in one call, in the order of their keys', async () => {
    const bench = await openBench('postgresql');
    const storage = await bench.open();
    const keys = ['wrong_codes_hour:k', 'otp_phone:k', 'wrong_codes_in_a_row:k', 'otp_phone_hour:k'];
    for (const [i, key] of keys.entries()) {
      for (let n = 0; n <= i; n += 1) await storage.take([{ key, limit: 9, windowMs: 60_000 }]);
    }
    expect((await storage.read(keys)).map(({ points }) => points)).toEqual([1, 2, 3, 4]);
    await storage.clear(keys.slice(1));
    expect((await storage.read(keys)).map(({ points }) => points)).toEqual([1, 0, 0, 0]);
    await bench.close();
  });

  it('processes whose clocks differ share a window', async () => {
    const bench = await openBench('postgresql');
    const storage = await bench.open();
    const take = () => storage.increment('key', 60_000, 5, 0, 'otp_phone');
    const now = Date.now.bind(Date);
    expect(await take()).toMatchObject({ totalHits: 1, timeToExpire: 60 });
    for (const skewMs of [3_600_000, -3_600_000]) {
      const ownClock = jest.spyOn(Date, 'now').mockImplementation(() => now() + skewMs);
      const record = await take();
      ownClock.mockRestore();
      expect(record.totalHits).toBe(skewMs > 0 ? 2 : 3);
      expect(record.timeToExpire).toBeLessThanOrEqual(60);
    }
    await bench.close();
  });
});

describe.each(STORES)('limits on %s', (store) => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await openBench(store);
  });

  afterEach(() => bench.close());

  async function openService(environment: Record<string, string | undefined> = {}): Promise<LimitService> {
    const variables = variablesWith(environment);
    const keys = new LimitKeys(secretsConfig.read(variables));
    return new LimitService(keys, new LimitCounter(limitConfig.read(variables), keys, await bench.open(), clock));
  }

  it('a refused request gives its count back, although a clock that is read twice may differ by a millisecond', async () => {
    const storage = await bench.open();
    const now = Date.now.bind(Date);
    let reads = 0;
    const ownClock = jest.spyOn(Date, 'now').mockImplementation(() => now() - (reads++ % 3));
    try {
      for (let index = 0; index < 60; index += 1) await storage.increment('key', 60_000, 5, 0, 'otp_phone');
      expect(await storage.read(['otp_phone:key'])).toMatchObject([{ points: 5 }]);
    } finally {
      ownClock.mockRestore();
    }
  });

  it('a limit of 7 admits exactly 7 of 50 concurrent requests to two processes', async () => {
    const processes = [await bench.open(), await bench.open()];
    const take = (i: number) => processes[i % 2]!.increment('key', 60_000, 7, 0, 'otp_ip');
    const records = await Promise.all(Array.from({ length: 50 }, (_, i) => take(i)));
    expect(records.filter(({ isBlocked }) => !isBlocked)).toHaveLength(7);
    expect(await processes[0]!.read(['otp_ip:key'])).toMatchObject([{ points: 7 }]);
  });

  it('two processes together admit exactly as many concurrent codes to a number as its tightest limit has left', async () => {
    const processes = [await openService(), await openService()];
    const burst = async () => {
      const takes = await Promise.all(
        Array.from({ length: 50 }, (_, i) => processes[i % 2]!.takeForCode(PHONE, 'login')),
      );
      return takes.filter(({ ok }) => ok).length;
    };
    expect(await burst()).toBe(3);
    expect(await burst()).toBe(0);
    await bench.endWindows();
    expect(await burst()).toBe(3);
  });

  it('a refused request counts against none of the limits', async () => {
    const limits = await openService({ RATE_LIMITS: 'otp_phone=100/60,otp_phone_hour=40/3600,otp_phone_day=5/86400' });
    const takes = await Promise.all(Array.from({ length: 50 }, () => limits.takeForCode(PHONE, 'login')));
    expect(takes.filter(({ ok }) => ok)).toHaveLength(5);
    const refused = await limits.takeForCode(PHONE, 'login');
    expect(refused.states.map(({ name, remaining }) => [name, remaining])).toEqual([
      ['otp_phone', 95],
      ['otp_phone_hour', 35],
      ['otp_phone_day', 0],
    ]);
  });

  it('requests that share only some of their limits are counted exactly, although they share round trips', async () => {
    const limits = await openService({ RATE_LIMITS: 'otp_phone=100/60,otp_phone_day=off' });
    const purposes = ['login', 'phone_verification', 'registration'];
    const takes = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const number = `+98912345678${i % 2}`;
        const purpose = purposes[i % 3]!;
        return { number, purpose, ...(await limits.takeForCode(number, purpose)) };
      }),
    );
    for (const number of ['+989123456780', '+989123456781']) {
      const admitted = takes.filter((take) => take.ok && take.number === number);
      // Of the five an hour, three may be for other purposes than signing in.
      expect(admitted).toHaveLength(5);
      expect(admitted.filter(({ purpose }) => purpose === 'phone_verification').length).toBeLessThanOrEqual(3);
      expect(await limits.codesSentTo(number)).toBe(5);
      const { states } = await limits.takeForCode(number, 'login');
      expect(states.map(({ name, remaining }) => [name, remaining])).toEqual([
        ['otp_phone', 95],
        ['otp_phone_hour', 0],
      ]);
    }
  });

  it('an admitted request returns for each limit what is left and when the window ends', async () => {
    const limits = await openService();
    const first = await limits.takeForCode(PHONE, 'login');
    expect(first).toMatchObject({
      ok: true,
      states: [
        { name: 'otp_phone', limit: 3, windowSeconds: 120, remaining: 2 },
        { name: 'otp_phone_hour', limit: 5, windowSeconds: 3600, remaining: 4 },
        { name: 'otp_phone_day', limit: 10, windowSeconds: 86_400, remaining: 9 },
      ],
    });
    expect(first.states[0]!.resetSeconds).toBeGreaterThan(110);
    expect(first.states[0]!.resetSeconds).toBeLessThanOrEqual(120);
  });

  it('a refusal by several limits names the longest waiting time', async () => {
    const limits = await openService({ RATE_LIMITS: 'otp_phone=1/120,otp_phone_hour=off,otp_phone_day=1/86400' });
    await limits.takeForCode(PHONE, 'login');
    const refused = await limits.takeForCode(PHONE, 'login');
    expect(refused).toMatchObject({ ok: false, rule: 'otp_phone_day' });
    expect(!refused.ok && refused.retryAfterSeconds).toBeGreaterThan(86_000);
  });

  it('refused requests neither extend a window nor block beyond its end', async () => {
    const storage = await bench.open();
    const first = await storage.increment('key', 60_000, 1, 600_000, 'otp_ip');
    const refused = await Promise.all(
      Array.from({ length: 20 }, () => storage.increment('key', 60_000, 1, 600_000, 'otp_ip')),
    );
    expect(refused.every(({ isBlocked }) => isBlocked)).toBe(true);
    expect(Math.max(...refused.map((record) => record.timeToBlockExpire))).toBeLessThanOrEqual(first.timeToExpire);
    await bench.endWindows();
    expect(await storage.increment('key', 60_000, 1, 600_000, 'otp_ip')).toMatchObject({ isBlocked: false });
  });

  it('a code that is given back admits exactly one more, also after a refused burst', async () => {
    const limits = await openService();
    const takes = await Promise.all(Array.from({ length: 20 }, () => limits.takeForCode(PHONE, 'login')));
    const taken = takes.find((take) => take.ok);
    if (!taken?.ok) throw new Error('Nothing was admitted');
    await limits.giveBackCode(PHONE, 'login', taken.takenAt);
    const again = await Promise.all(Array.from({ length: 20 }, () => limits.takeForCode(PHONE, 'login')));
    expect(again.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('giving back a code does not change a window that began after the code', async () => {
    const limits = await openService({ RATE_LIMITS: 'otp_phone_hour=off,otp_phone_day=off' });
    for (let i = 0; i < 3; i += 1) await limits.takeForCode(PHONE, 'login');
    await limits.giveBackCode(PHONE, 'login', new Date(Date.now() - 5000));
    expect((await limits.takeForCode(PHONE, 'login')).ok).toBe(false);
  });

  it('giving back a code whose window has ended opens no window', async () => {
    const limits = await openService();
    const taken = await limits.takeForCode(PHONE, 'login');
    if (!taken.ok) throw new Error('The first code was refused');
    await bench.endWindows();
    await limits.giveBackCode(PHONE, 'login', taken.takenAt);
    const takes = await Promise.all(Array.from({ length: 10 }, () => limits.takeForCode(PHONE, 'login')));
    expect(takes.filter(({ ok }) => ok)).toHaveLength(3);
  });

  it('giving back the same code many times never makes a counter negative', async () => {
    const limits = await openService();
    const taken = await limits.takeForCode(PHONE, 'login');
    if (!taken.ok) throw new Error('The first code was refused');
    await Promise.all(Array.from({ length: 10 }, () => limits.giveBackCode(PHONE, 'login', taken.takenAt)));
    const takes = await Promise.all(Array.from({ length: 10 }, () => limits.takeForCode(PHONE, 'login')));
    expect(takes.filter(({ ok }) => ok)).toHaveLength(3);
  });

  describe('limits for wrong codes', () => {
    const guess = { recipient: PHONE, purpose: 'login', by: 'recipient' } as const;

    it('wrong codes are counted per number and purpose', async () => {
      const limits = await openService();
      const takes = await Promise.all(Array.from({ length: 30 }, () => limits.takeWrongCode(guess)));
      expect(takes.filter(({ ok }) => ok)).toHaveLength(10);
      expect((await limits.takeWrongCode({ ...guess, purpose: 'password_reset' })).ok).toBe(true);
      expect((await limits.takeWrongCode({ ...guess, recipient: '+989350000000' })).ok).toBe(true);
      await limits.giveBackWrongCode(guess, new Date());
      expect((await limits.takeWrongCode(guess)).ok).toBe(true);
      expect((await limits.takeWrongCode(guess)).ok).toBe(false);
    });

    it('the holder of a challenge has a budget of wrong codes that guesses of others do not reduce', async () => {
      const limits = await openService();
      await Promise.all(Array.from({ length: 30 }, () => limits.takeWrongCode(guess)));
      const requesters = [limits.requesterKeyOf({ address: '203.0.113.7' }), limits.requesterKeyOf({ userId: 'u1' })];
      for (const requesterKey of requesters) {
        const held = { ...guess, by: 'challenge', requesterKey } as const;
        const takes = await Promise.all(Array.from({ length: 30 }, () => limits.takeWrongCode(held)));
        expect(takes.filter(({ ok }) => ok)).toHaveLength(10);
      }
      expect(limits.requesterKeyOf({ address: '::ffff:203.0.113.7' })).toBe(requesters[0]);
    });

    it('a hundred wrong codes in a row are admitted, of all kinds together, and a right one resets the streak', async () => {
      const limits = await openService({ RATE_LIMITS: 'wrong_codes_hour=off' });
      const guesses = (['login', 'password_reset'] as const).flatMap((purpose) =>
        [{ by: 'recipient' } as const, { by: 'challenge', requesterKey: 'a' } as const].map((by) => ({
          recipient: PHONE,
          purpose,
          ...by,
        })),
      );
      const takes = await Promise.all(
        Array.from({ length: 120 }, (_, index) => limits.takeWrongCode(guesses[index % guesses.length]!)),
      );
      expect(takes.filter(({ ok }) => ok)).toHaveLength(100);
      await limits.endWrongCodes(guess, new Date());
      expect((await limits.takeWrongCode(guess)).ok).toBe(true);
    });
  });

  it('one number has one counter, however it is written', async () => {
    const limits = await openService();
    for (const input of ['09123456789', '+98 912 345 6789', '۰۰۹۸۹۱۲۳۴۵۶۷۸۹']) {
      const number = parsePhoneNumber(input, { defaultCountry: 'IR', channel: 'sms' });
      expect(number.ok && (await limits.takeForCode(number.e164, 'login')).ok).toBe(true);
    }
    expect((await limits.takeForCode(PHONE, 'login')).ok).toBe(false);
    expect(await bench.keys()).toHaveLength(3);
  });

  it('the store holds no number, and no hash that can be computed without the key', async () => {
    await (await openService()).takeForCode(PHONE, 'login');
    const keys = (await bench.keys()).join('\n');
    const plain = [PHONE, JSON.stringify(['otp_phone', PHONE]), `otp_phone:${PHONE}`].flatMap((text) => [
      createHash('sha256').update(text).digest('hex'),
      createHash('sha256').update(text).digest('base64url'),
    ]);
    expect(keys).toMatch(/otp_phone:[\w-]{43}/);
    for (const trace of ['9123456789', ...plain]) expect(keys).not.toContain(trace);
  });

  it('counting continues when a pepper is added', async () => {
    const before = await openService();
    for (let i = 0; i < 3; i += 1) await before.takeForCode(PHONE, 'login');
    const rotated = `new:${Buffer.alloc(32, 'n').toString('base64')},${secret('p')}`;
    expect((await (await openService({ OTP_PEPPERS: rotated })).takeForCode(PHONE, 'login')).ok).toBe(false);
  });

  it('clearing a limit deletes its window', async () => {
    const storage = await bench.open();
    await storage.increment('key', 60_000, 1, 0, 'otp_phone');
    await storage.clear(['otp_phone:key']);
    expect(await storage.read(['otp_phone:key'])).toEqual([{ points: 0, remainingMs: 0 }]);
    expect(await storage.increment('key', 60_000, 1, 0, 'otp_phone')).toMatchObject({ isBlocked: false });
  });

  it('everything is admitted when all limits are off', async () => {
    const limits = await openService({ RATE_LIMITS: 'otp_phone=off,otp_phone_hour=off,otp_phone_day=off' });
    const takes = await Promise.all(Array.from({ length: 20 }, () => limits.takeForCode(PHONE, 'login')));
    expect(takes.every(({ ok, states }) => ok && states.length === 0)).toBe(true);
  });

  describe('limits per address', () => {
    let app: NestFastifyApplication;
    const ask = (body: object = {}, forwardedFor?: string) => {
      const call = request(app.getHttpServer()).post('/otp').send(body);
      return forwardedFor ? call.set('X-Forwarded-For', forwardedFor) : call;
    };

    async function start(trustProxy: boolean): Promise<void> {
      const module = await Test.createTestingModule({ imports: [limitedApp(bench)] }).compile();
      app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter({ trustProxy }), { logger: false });
      app.useGlobalFilters(new ProblemDetailsFilter());
      await app.listen(0, '127.0.0.1');
    }

    afterEach(() => app.close());

    it('the guard admits 5 of 20 concurrent requests, and the refusals say how long to wait', async () => {
      await start(false);
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
      const refused = answers.find(({ status }) => status === 429)!;
      expect(refused.body).toMatchObject({
        code: 'rate_limited',
        detail: 'Too many OTP requests. Please try again in 5 minutes.',
        retry_after: Number(refused.headers['retry-after']),
      });
      expect(refused.headers['ratelimit-policy']).toBe('"otp_ip";q=5;w=300');
      expect(refused.headers['ratelimit']).toMatch(/^"otp_ip";r=0;t=(300|29\d)$/);
    });

    it('the headers of an admitted request say how much is left', async () => {
      await start(false);
      const { headers } = await ask();
      expect(headers['ratelimit-policy']).toBe('"otp_ip";q=5;w=300');
      expect(headers['ratelimit']).toMatch(/^"otp_ip";r=4;t=(300|29\d)$/);
      expect(Object.keys(headers).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    });

    it('registration and password reset have limits of their own per address', async () => {
      await start(false);
      for (const [purpose, limit] of [
        ['registration', 3],
        ['password_reset', 5],
        ['login', 5],
      ] as const) {
        const answers = await Promise.all(Array.from({ length: 8 }, () => ask({ purpose })));
        expect([purpose, answers.filter(({ status }) => status === 200).length]).toEqual([purpose, limit]);
      }
    });

    it('a forged X-Forwarded-For does not change the address', async () => {
      await start(false);
      const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => ask({}, `192.0.2.${i}`)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    });

    it('IPv6 addresses count per /64, and IPv4-mapped addresses as IPv4', async () => {
      await start(true);
      const admitted = async (addresses: string[]) => {
        const answers = await Promise.all(addresses.map((address) => ask({}, address)));
        return answers.filter(({ status }) => status === 200).length;
      };
      expect(await admitted(Array.from({ length: 8 }, (_, i) => `2001:db8:0:1::${i}`))).toBe(5);
      expect(await admitted(['2001:db8:0:2::1'])).toBe(1);
      expect(await admitted(Array.from({ length: 8 }, (_, i) => (i % 2 ? '192.0.2.1' : '::ffff:192.0.2.1')))).toBe(5);
    });

    it('a route without @LimitByIp is not limited', async () => {
      await start(false);
      const answers = await Promise.all(Array.from({ length: 40 }, () => request(app.getHttpServer()).get('/free')));
      expect(answers.every(({ status, headers }) => status === 200 && !headers['ratelimit'])).toBe(true);
    });

    it('a process without HTTP shares the limits', async () => {
      await start(false);
      const worker = await Test.createTestingModule({ imports: [limitedApp(bench)] }).compile();
      await worker.init();
      try {
        const takes = [
          await app.get(LimitService).takeForCode(PHONE, 'login'),
          await app.get(LimitService).takeForCode(PHONE, 'login'),
        ];
        expect(takes.map(({ ok }) => ok)).toEqual([true, true]);
        expect((await worker.get(LimitService).takeForCode(PHONE, 'login')).states[0]).toMatchObject({ remaining: 0 });
      } finally {
        await worker.close();
      }
    });
  });
});

describe('limits without their store', () => {
  /** Well below the patience of a client. */
  const SOON_MS = 3000;
  const UNAVAILABLE = { name: 'AppError', code: 'service_unavailable', status: 503 };

  async function failure(storage: RateLimiterStorage): Promise<unknown> {
    const started = Date.now();
    const thrown = await storage.increment('key', 60_000, 5, 0, 'otp_ip').catch((error: unknown) => error);
    if (Date.now() - started > SOON_MS) throw new Error('It took too long');
    return thrown;
  }

  async function listen(server: Server): Promise<number> {
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    return (server.address() as AddressInfo).port;
  }

  /** Gives the test a port that accepts connections and never answers, or one where nothing listens. */
  async function withServer(silent: boolean, test: (port: number) => Promise<void>): Promise<void> {
    const sockets = new Set<{ destroy(): unknown }>();
    const server = createServer((socket) => sockets.add(socket));
    const port = await listen(server);
    const close = () => new Promise((done) => server.close(done));
    if (!silent) await close();
    try {
      await test(port);
    } finally {
      for (const socket of sockets) socket.destroy();
      if (silent) await close();
    }
  }

  it('a wait for the store that is too long is refused, and the request is not counted afterwards', async () => {
    let answer: () => void = () => undefined;
    const late = new Promise<Taken[]>((done) => (answer = () => done([])));
    const counted: string[] = [];
    const storage = new RateLimiterStorage({
      take: async (requests) => {
        counted.push(...requests.flat().map(({ key }) => key));
        return late;
      },
      giveBack: async () => undefined,
      read: async () => [],
      clear: async () => undefined,
    });
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const take = (key: string) => storage.take([{ key, limit: 1, windowMs: 1000 }]);
      const outcomesOfAll = [];
      for (const key of ['a', 'b', 'c']) {
        outcomesOfAll.push(Promise.allSettled([take(key)]));
        await new Promise((done) => setImmediate(done));
        // Two round trips are under way when the third one comes, so it has to wait.
        await jest.advanceTimersByTimeAsync(SLOW_AFTER_MS);
      }
      await jest.advanceTimersByTimeAsync(2000);
      const outcomes = (await Promise.all(outcomesOfAll)).flat();
      expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual([
        'service_unavailable',
        'service_unavailable',
        'service_unavailable',
      ]);
    } finally {
      jest.useRealTimers();
    }
    answer();
    await new Promise((done) => {
      setImmediate(done);
    });
    expect(counted).toEqual(['a', 'b']);
  });

  it('a request whose counters are not all in one table is refused, and counts nothing', async () => {
    const counted: string[] = [];
    const store = (): CounterStore => ({
      take: async (requests) => requests.map(() => ({ ok: counted.push('take') > 0, counts: [] })),
      giveBack: async () => void counted.push('give back'),
      read: async () => [],
      clear: async () => undefined,
    });
    const storage = new RateLimiterStorage(store(), store());
    const keys = ['otp_phone:k', 'wrong_codes_hour:k'];
    const taken = storage.take(keys.map((key) => ({ key, limit: 1, windowMs: 1000 })));
    await expect(taken).rejects.toThrow('not in one store');
    await expect(storage.giveBack(keys.map((key) => ({ key, latestEnd: 1 })))).rejects.toThrow('not in one store');
    expect(counted).toEqual([]);
  });

  it.each([
    ['refuses connections', false],
    ['does not answer', true],
  ])('requests are refused soon when PostgreSQL %s', async (_, silent) => {
    await withServer(silent, async (port) => {
      const pool = new Pool({ host: '127.0.0.1', port, user: 'nobody', database: 'none' });
      expect(await failure(openPostgresStorage(pool))).toMatchObject(UNAVAILABLE);
      void pool.end();
    });
  });

  it.each([
    ['refuses connections', false],
    ['does not answer', true],
  ])('requests are refused soon when Redis %s', async (_, silent) => {
    await withServer(silent, async (port) => {
      const redis = await connectCounters(`redis://127.0.0.1:${port}`);
      expect(await failure(new RateLimiterStorage(new RedisCounterStore(redis, clock)))).toMatchObject(UNAVAILABLE);
      await closeCounters(redis);
    });
  });
});

@Controller()
class LimitedController {
  @Post('otp')
  @HttpCode(200)
  @LimitByIp(ruleForCodeRequest)
  ask() {
    return {};
  }

  @Get('free')
  free() {
    return {};
  }
}

@Module({ imports: [ThrottlingModule], controllers: [LimitedController] })
class LimitedModule {}

@Module({})
class LimitedApp {}

function limitedApp(bench: Bench): DynamicModule {
  return {
    module: LimitedApp,
    imports: [
      testConfig(variablesWith(bench.environment)),
      CommonModule,
      DatabaseModule.forRoot({ url: bench.databaseUrl, poolSize: 5 }),
      ThrottlingModule,
      LimitedModule,
    ],
  };
}
