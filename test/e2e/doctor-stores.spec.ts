import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { DoctorReport } from '../../src/doctor/index.js';
import { endOfRamz } from '../support/commands.js';
import { startOwnRedis, type OwnRedis } from '../support/own-redis.js';
import { findFreePort } from '../support/ports.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { stores } from '../support/redis.js';

jest.setTimeout(120_000);

/** Answers every connection as PostgreSQL does while it starts. */
async function startPostgresThatStarts(): Promise<Server> {
  const text = Buffer.from('SFATAL\0C57P03\0Mthe database system is starting up\0\0');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length + 4);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([Buffer.from('E'), length, text])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('ramz doctor, where a start ends or waits because of a store', () => {
  let environment: TestEnvironment;
  let starting: Server;

  beforeAll(async () => {
    environment = await createTestEnvironment();
    starting = await startPostgresThatStarts();
  });
  afterAll(async () => {
    starting.close();
    await environment.dispose();
  });

  /** Ends with status 1 and one finding that fails: that of `check`. */
  async function finding(check: string, variables: Record<string, string>) {
    const { code, stdout } = await endOfRamz(['doctor', '--json'], { ...environment.variables, ...variables });
    const { ok, checks } = JSON.parse(stdout) as DoctorReport;
    expect([code, ok]).toEqual([1, false]);
    const failed = checks.filter(({ name, status }) => status === 'fail' && name !== 'workers');
    expect(failed.map(({ name }) => name)).toEqual([check]);
    const { message, fix = '' } = failed[0]!;
    expect(message + fix).not.toContain('hunter2');
    return { message, fix };
  }

  const address = (change: (url: URL) => unknown) => {
    const url = new URL(environment.databaseUrl);
    change(url);
    return { DATABASE_URL: url.href };
  };

  it.each<[string, () => Promise<Record<string, string>> | Record<string, string>, RegExp, RegExp]>([
    [
      'a database where nothing listens',
      async () => {
        const port = String(await findFreePort());
        return address((url) => (url.port = port));
      },
      /^The database cannot be reached: connect ECONNREFUSED/,
      /^Start PostgreSQL, or correct host and port in DATABASE_URL/,
    ],
    [
      'a host name that does not exist',
      () => address((url) => (url.hostname = 'database.invalid')),
      /^The (?:host name in DATABASE_URL is not known|database cannot be reached: getaddrinfo EAI_AGAIN)/,
      /^(?:Correct it, or check the DNS server|Start PostgreSQL, or correct host)/,
    ],
    [
      'a wrong password',
      () => address((url) => (url.password = 'hunter2')),
      /^The database refuses the user or the password of DATABASE_URL\.$/,
      /^Correct them/,
    ],
    [
      'a database that does not exist',
      () => address((url) => (url.pathname = '/missing')),
      /^The database does not exist \(database "missing" does not exist\)\.$/,
      /^Create it, or correct DATABASE_URL\.$/,
    ],
    [
      'a database server that is starting',
      () => address((url) => (url.port = String((starting.address() as AddressInfo).port))),
      /^The database server does not accept connections yet \(the database system is starting up\)\.$/,
      /^Wait until it does/,
    ],
  ])('the check of the database names it: %s', async (_fault, variables, message, fix) => {
    const found = await finding('database', await variables());
    expect(found.message).toMatch(message);
    expect(found.fix).toMatch(fix);
  });

  it('an address that is none is a fault of the configuration', async () => {
    const found = await finding('configuration', { DATABASE_URL: '127.0.0.1:5432/ramz' });
    expect(found.message).toMatch(/^DATABASE_URL must be /);
    expect(found.fix).toMatch(/^Correct DATABASE_URL/);
  });

  it('the check of the queue names a Redis that does not answer', async () => {
    const found = await finding('queue', { REDIS_URL: `redis://127.0.0.1:${await findFreePort()}` });
    expect(found.message).toMatch(/^Redis does not answer/);
    expect(found.fix).toMatch(/^Start Redis, or correct host and port in REDIS_URL/);
  });

  (stores.includes('redis') ? describe : describe.skip)('with a Redis that wants a password', () => {
    let redis: OwnRedis;
    beforeAll(async () => {
      redis = await startOwnRedis(['--requirepass', 'hunter3']);
    });
    afterAll(() => redis.stop());

    it.each(['', ':hunter2@'])('the check of the queue names a wrong one: %j', async (credentials) => {
      const found = await finding('queue', { REDIS_URL: `redis://${credentials}127.0.0.1:${redis.port}` });
      expect(`${found.message} ${found.fix}`).toMatch(/password.*REDIS_URL|REDIS_URL.*password/);
    });
  });
});
