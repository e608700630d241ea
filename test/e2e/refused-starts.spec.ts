import pg from 'pg';
import supertest from 'supertest';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { createEmptyTestDatabase, type TestDatabase } from '../support/databases.js';
import { startFakeKavenegar } from '../support/fake-kavenegar.mjs';
import { startOwnRedis, type OwnRedis } from '../support/own-redis.js';
import { itWithPgBouncer, startPgBouncer, type PgBouncer } from '../support/pgbouncer.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';
import { stores } from '../support/redis.js';

const STACK = /^ +at .+:\d+/m;

let environment: TestEnvironment;

beforeAll(async () => {
  environment = await createTestEnvironment();
});
afterAll(() => environment.dispose());

/** Starts a process that cannot start, and returns the sentence that it ends with. */
async function refusal(variables: Record<string, string>): Promise<string> {
  const { code, output } = await RamzProcess.runToEnd({ ...environment.variables, ...variables });
  expect(output).not.toContain('Ramz is ready');
  expect(code).toBe(1);
  expect(output).not.toMatch(STACK);
  return output.split('Ramz ended: ')[1]?.trim() ?? '';
}

describe('unusable databases', () => {
  it.each([
    [
      'a database that does not exist',
      (url: URL) => (url.pathname = '/no_such_database'),
      /does not exist.*create it/i,
    ],
    ['a wrong password', (url: URL) => (url.password = 'hunter2'), /refuses the user or the password/],
    ['a user that does not exist', (url: URL) => (url.username = 'nobody'), /refuses the user or the password/],
    [
      'TLS, which the server does not have',
      (url: URL) => url.searchParams.set('sslmode', 'require'),
      /does not offer TLS.*sslmode=disable/,
    ],
  ])('an unusable store is refused with one sentence: %s', async (_title, change, sentence) => {
    const url = new URL(environment.databaseUrl);
    const { password } = url;
    change(url);
    const told = await refusal({ DATABASE_URL: url.href });
    expect(told).toMatch(sentence);
    expect(told).not.toContain('hunter2');
    expect(told).not.toContain(password);
  });

  describe('databases with the tables of another application', () => {
    let database: TestDatabase;
    let client: pg.Client;

    beforeEach(async () => {
      database = await createEmptyTestDatabase();
      client = new pg.Client(database.url);
      await client.connect();
    });
    afterEach(async () => {
      await client.end();
      await database.drop();
    });

    const tablesOf = async () => {
      const { rows } = await client.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
      );
      return rows.map(({ name }) => name);
    };

    it.each(['development', 'production'])(
      'a foreign database with a history of migrations is refused and not changed, in %s',
      async (mode) => {
        await client.query(
          `CREATE TABLE _prisma_migrations (migration_name text, checksum text, finished_at timestamptz, rolled_back_at timestamptz);
         INSERT INTO _prisma_migrations VALUES ('20200101000000_shop', 'c', now(), NULL);
         CREATE TABLE users (id int)`,
        );
        const told = await refusal({
          DATABASE_URL: database.url,
          NODE_ENV: mode,
          PUBLIC_URL: 'https://otp.example.com',
          SMS_ENABLED: 'false',
        });
        expect(told).toMatch(/belongs to another application.*20200101000000_shop.*database of its own/);
        expect(await tablesOf()).toEqual(expect.arrayContaining(['_prisma_migrations', 'users']));
        expect(await tablesOf()).toHaveLength(2);
      },
    );

    it('a foreign database without a history of migrations is refused and not changed', async () => {
      await client.query('CREATE TABLE users (id int)');
      expect(await refusal({ DATABASE_URL: database.url })).toMatch(/already has tables.*users.*database of its own/);
      expect(await tablesOf()).toEqual(['users']);
    });

    it('a database is refused if its role looks in another schema first', async () => {
      await client.query('CREATE SCHEMA shop');
      await client.query(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET search_path = shop, public`);
      expect(await refusal({ DATABASE_URL: database.url })).toMatch(/search_path.*public/);
    });
  });
});

describe('transaction poolers', () => {
  let pooler: PgBouncer | undefined;
  afterEach(() => pooler?.stop());

  const settings = [
    ['as installed', []],
    ['that ignores what it does not know', ['ignore_startup_parameters = options']],
  ] as const;

  for (const [title, lines] of settings) {
    itWithPgBouncer(
      `a transaction pooler ${title} is refused without a direct connection and without Redis`,
      async () => {
        pooler = await startPgBouncer(environment.databaseUrl, [...lines]);
        expect(await refusal({ DATABASE_URL: pooler.url })).toMatch(
          /^DATABASE_URL leads to a connection pooler.*Set DATABASE_DIRECT_URL.*or REDIS_URL/,
        );
        expect(await refusal({ DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: pooler.url })).toMatch(
          /^DATABASE_DIRECT_URL leads to a connection pooler/,
        );
      },
    );
  }

  itWithPgBouncer('a transaction pooler serves requests if the queue has a direct connection', async () => {
    pooler = await startPgBouncer(environment.databaseUrl);
    const kavenegar = await startFakeKavenegar();
    const ramz = await RamzProcess.start({
      ...environment.variables,
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: environment.databaseUrl,
      KAVENEGAR_API_KEY: kavenegar.apiKey,
      KAVENEGAR_BASE_URL: kavenegar.url,
      RATE_LIMITS: 'otp_ip=1000/60,verify_ip=1000/60',
    });
    const numbers = Array.from({ length: 20 }, () => newPhoneNumber().e164);
    await Promise.all(
      numbers.map(async (number) => {
        await askForCode(ramz.url, number).expect(200);
        await kavenegar.waitForMessage(number);
        await verifyCode(ramz.url, number, kavenegar.lastCodeFor(number) ?? '').expect(200);
      }),
    );
    await ramz.stop();
    await kavenegar.close();
  });
});

const describeWithRedis = stores.includes('redis') ? describe : describe.skip;

describeWithRedis('unusable Redis servers', () => {
  let redis: OwnRedis;
  afterEach(() => redis.stop());

  it.each<[string, string[], (port: number) => string, RegExp]>([
    [
      'a database number that it does not have',
      ['--databases', '16'],
      (port) => `redis://127.0.0.1:${port}/99`,
      /^REDIS_URL names the database 99.*fewer databases.*\/0/,
    ],
    [
      'a wrong password',
      ['--requirepass', 'sesame'],
      (port) => `redis://:hunter2@127.0.0.1:${port}`,
      /^Redis refuses the user or the password of REDIS_URL/,
    ],
    [
      'a password that is missing',
      ['--requirepass', 'sesame'],
      (port) => `redis://127.0.0.1:${port}`,
      /^Redis wants a password.*redis:\/\/:password@/,
    ],
    [
      'a node of a cluster',
      ['--cluster-enabled', 'yes'],
      (port) => `redis://127.0.0.1:${port}`,
      /^REDIS_URL is a node of a Redis Cluster.*redis\+cluster:\/\//,
    ],
    [
      'a replica',
      ['--replicaof', '127.0.0.1 1'],
      (port) => `redis://127.0.0.1:${port}`,
      /^REDIS_URL is a replica.*address of the primary/,
    ],
  ])('an unusable store is refused with one sentence: %s', async (_title, flags, urlOf, sentence) => {
    redis = await startOwnRedis(flags);
    const told = await refusal({ REDIS_URL: urlOf(redis.port) });
    expect(told).toMatch(sentence);
    expect(told).not.toContain('hunter2');
  });

  it('a process waits for an unreachable Redis, and reports that it is ready only afterwards', async () => {
    const first = await startOwnRedis();
    await first.stop();
    const ramz = RamzProcess.launch({ ...environment.variables, REDIS_URL: `redis://127.0.0.1:${first.port}` });
    await ramz.waitForOutput('waiting for the stores');
    expect(ramz.output).not.toContain('Ramz is ready');
    redis = await startOwnRedis([], first.port);
    await ramz.ready();
    await supertest(ramz.url).get('/health/ready').expect(200);
    await ramz.stop();
  });
});
