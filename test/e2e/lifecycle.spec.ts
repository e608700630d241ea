import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import supertest from 'supertest';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { createEmptyTestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { startFakeKavenegar } from '../support/fake-kavenegar.mjs';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';
import { storesOfSlowTests } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';

type Fake = Awaited<ReturnType<typeof startFakeKavenegar>>;

const STACK = /^ +at .+:\d+/m;

function sendingBy(kavenegar: Fake): Record<string, string> {
  return { KAVENEGAR_API_KEY: kavenegar.apiKey, KAVENEGAR_BASE_URL: kavenegar.url };
}

describe.each(storesOfSlowTests)('shutdown with a queue on %s', (store) => {
  let environment: TestEnvironment;
  let kavenegar: Fake;
  let database: pg.Pool;
  let ramz: RamzProcess;

  const start = () => RamzProcess.start({ ...environment.variables, ...sendingBy(kavenegar) });

  beforeAll(async () => {
    [environment, kavenegar] = await Promise.all([createTestEnvironment(store), startFakeKavenegar()]);
    database = new pg.Pool({ connectionString: environment.databaseUrl, max: 2 });
    ramz = await start();
  });
  afterAll(async () => {
    await Promise.all([ramz.stop(), database.end()]);
    await Promise.all([environment.dispose(), kavenegar.close()]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s, a process reports that it is not ready, finishes the send in flight once, and exits with 0',
    async (signal) => {
      const inFlight = newPhoneNumber();
      kavenegar.failNext({ delayMs: 1500 }, { receptor: inFlight.e164 });
      const { body } = await askForCode(ramz.url, inFlight.e164).expect(200);
      await eventually(() => expect(callsTo(inFlight)).toHaveLength(1));

      ramz.signal(signal);
      await eventually(async () => {
        const ready = await supertest(ramz.url).get('/health/ready').expect(503);
        expect(ready.body).toMatchObject({ status: 'unavailable', shutting_down: true });
      });
      await supertest(ramz.url).get('/health/live').expect(200);
      // Told again, it goes on ending as before; what still comes in is taken.
      ramz.signal(signal);
      const late = newPhoneNumber();
      await askForCode(ramz.url, late.e164).expect(200);
      expect(kavenegar.messagesFor(inFlight.e164)).toEqual([]);

      expect(await ramz.ended()).toBe(0);
      const { rows } = await database.query('SELECT status, attempt_count FROM messages WHERE otp_token_id = $1', [
        body.challenge_id,
      ]);
      expect(rows).toEqual([{ status: 'accepted', attempt_count: 1 }]);

      // The next process, which the next signal ends.
      ramz = await start();
      await kavenegar.waitForMessage(late.e164, { timeoutMs: 15_000 });
      expect(callsTo(inFlight)).toHaveLength(1);
      expect(callsTo(late)).toHaveLength(1);
    },
  );

  function callsTo({ national }: { national: string }) {
    return kavenegar.requests.filter(({ form }) => form['receptor'] === national);
  }
});

describe('roles', () => {
  it('a worker serves only its health and sends all messages, and an API process sends none', async () => {
    const [environment, kavenegar] = await Promise.all([createTestEnvironment(), startFakeKavenegar()]);
    const variables = { ...environment.variables, ...sendingBy(kavenegar) };
    const api = await RamzProcess.start({ ...variables, ROLE: 'api' });
    const numbers = Array.from({ length: 5 }, () => newPhoneNumber().e164);
    for (const number of numbers) await askForCode(api.url, number).expect(200);
    expect(kavenegar.requests).toEqual([]);

    const worker = await RamzProcess.start({ ...variables, ROLE: 'worker' });
    await supertest(worker.url).get('/health/ready').expect(200);
    await supertest(worker.url).get('/health/live').expect(200);
    for (const path of ['/api/v1/auth/otp', '/api/v1/usr/otp/verify']) {
      const { body } = await supertest(worker.url).post(path).send({ phone_number: numbers[0] }).expect(404);
      expect(body).toMatchObject({ code: 'not_found', status: 404 });
    }
    for (const path of ['/', '/.well-known/jwks.json', '/docs', '/openapi.json']) {
      const { headers } = await supertest(worker.url).get(path).expect(404);
      expect(headers['content-type']).toContain('application/problem+json');
    }

    expect(worker.output).not.toMatch(/\/docs|curl/);
    const { body: root } = await supertest(api.url).get('/').expect(200);
    expect(root).toMatchObject({ docs: '/docs', health: '/health/ready' });

    await Promise.all(numbers.map((number) => kavenegar.waitForMessage(number)));
    await eventually(() => expect(sends(worker)).toHaveLength(5));
    expect(sends(api)).toEqual([]);
    await Promise.all([api.stop(), worker.stop()]);
    await Promise.all([environment.dispose(), kavenegar.close()]);
  });

  const sends = ({ logs }: RamzProcess) =>
    logs.filter(({ context, message }) => context === 'Sms' && message === 'sent');
});

describe('refused starts', () => {
  let environment: TestEnvironment;
  let file: string;

  beforeAll(async () => {
    environment = await createTestEnvironment();
    file = join(mkdtempSync(join(tmpdir(), 'ramz-e2e-')), 'data');
    writeFileSync(file, '');
  });
  afterAll(async () => {
    rmSync(join(file, '..'), { recursive: true });
    await environment.dispose();
  });

  /** What it printed: one sentence for a person, no stack, no secret. */
  async function refusal(variables: Record<string, string>): Promise<string> {
    const { code, output } = await RamzProcess.runToEnd(variables);
    expect(code).toBe(1);
    expect(output).not.toMatch(STACK);
    expect(output).not.toContain(new URL(environment.databaseUrl).password);
    const [, told] = output.split('Ramz ended: ');
    return told?.trim() ?? '';
  }

  it('a start on a port in use names the port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const told = await refusal({ ...environment.variables, PORT: String(port) });
    expect(told).toBe(
      `Port ${port} on 127.0.0.1 is in use. Stop the process that listens there, or set PORT to another one.`,
    );
    server.close();
  });

  it('a production start names all missing settings at once', async () => {
    const told = await refusal({ NODE_ENV: 'production', DATABASE_URL: environment.databaseUrl });
    expect(told.split('\n')).toEqual([
      'The configuration has 5 faults:',
      expect.stringMatching(/^ {2}- PUBLIC_URL is missing: .*https:\/\//),
      expect.stringMatching(/^ {2}- OTP_PEPPERS is missing: .*openssl rand -base64 32$/),
      expect.stringMatching(/^ {2}- DATA_KEYS is missing: .*openssl rand -base64 32$/),
      expect.stringMatching(/^ {2}- TOKEN_PRIVATE_KEYS is missing: /),
      expect.stringMatching(
        /^ {2}- No SMS provider is configured, and production does not simulate\. Set one of .*KAVENEGAR_API_KEY/,
      ),
    ]);
  });

  it('a start does not migrate a production database', async () => {
    const empty = await createEmptyTestDatabase();
    const variables = { ...environment.variables, KAVENEGAR_API_KEY: 'some-key', DATABASE_URL: empty.url };
    const told = await refusal({ ...variables, ENVIRONMENT: 'production', PUBLIC_URL: 'https://otp.example.com' });
    expect(told).toMatch(/The database lacks \d+ migrations\. Run: npm run migrate$/);
    const client = new pg.Client(empty.url);
    await client.connect();
    const { rows } = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    expect(rows).toEqual([]);
    await client.end();
    await empty.drop();
  });

  it('a start reports that the database cannot be reached, without its password', async () => {
    const url = new URL(environment.databaseUrl);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    url.port = String((server.address() as AddressInfo).port);
    server.close();
    await once(server, 'close');
    expect(await refusal({ ...environment.variables, DATABASE_URL: url.href })).toMatch(
      /^The database cannot be reached: .*ECONNREFUSED/,
    );
  });

  it('a start says that DATA_DIR is not a folder, where the embedded database needs one', async () => {
    const { DATABASE_URL: _, ...withSecrets } = environment.variables;
    expect(await refusal({ ...withSecrets, DATA_DIR: file })).toMatch(
      /^The embedded PostgreSQL cannot write to .*data .*Make it a folder that this user can write to, or set DATABASE_URL/,
    );
  });

  it('a start says that DATA_DIR is not a folder, where the development secrets need one', async () => {
    expect(await refusal({ DATABASE_URL: environment.databaseUrl, DATA_DIR: file })).toContain(file);
  });
});

describe.each(storesOfSlowTests)('database outages with queue and limits on %s', (store) => {
  let environment: TestEnvironment;
  let kavenegar: Fake;
  let postgres: TcpProxy;
  let redis: TcpProxy | undefined;
  let database: pg.Pool;
  let ramz: RamzProcess;

  beforeAll(async () => {
    [environment, kavenegar] = await Promise.all([createTestEnvironment(store), startFakeKavenegar()]);
    database = new pg.Pool({ connectionString: environment.databaseUrl, max: 1 });
    postgres = await TcpProxy.to(environment.databaseUrl);
    redis = environment.redisUrl ? await TcpProxy.to(environment.redisUrl) : undefined;
    ramz = await RamzProcess.start({
      ...environment.variables,
      ...sendingBy(kavenegar),
      DATABASE_URL: postgres.url,
      ...(redis && { REDIS_URL: redis.url }),
      RATE_LIMITS: 'otp_ip=1000/60,verify_ip=1000/60',
    });
    await expectRecovered();
    if (store === 'postgresql') await eventually(expectWorkersListening);
  });
  // A process that died would answer nothing: its last words say why.
  afterEach(() => expect(ramz.output).not.toContain('Node.js v'));
  afterEach(() => Promise.all([postgres.restore(), redis?.restore()]));
  afterAll(async () => {
    await Promise.all([ramz.stop(), database.end()]);
    await Promise.all([postgres.close(), redis?.close(), environment.dispose(), kavenegar.close()]);
  });

  async function expectUnavailable(what: 'database' | 'queue'): Promise<void> {
    const { e164 } = newPhoneNumber();
    const answers = await Promise.all([
      askForCode(ramz.url, e164).timeout(25_000),
      verifyCode(ramz.url, e164, '123456').timeout(25_000),
      supertest(ramz.url).get('/health/ready').timeout(25_000),
      supertest(ramz.url).get('/health/live').timeout(25_000),
    ]);
    const [asked, verified, ready, live] = answers;
    for (const { status, body, headers } of [asked, verified]) {
      expect({ status, body }).toMatchObject({ status: 503, body: { code: 'service_unavailable', retry_after: 5 } });
      expect(headers['retry-after']).toBe('5');
    }
    expect(ready.status).toBe(503);
    expect(ready.body.checks[what]).toBe('unavailable');
    expect(live.status).toBe(200);
  }

  /** The queue's connections name themselves once they stand. */
  async function expectWorkersListening(): Promise<void> {
    const { rows } = await database.query(
      `SELECT application_name AS name FROM pg_stat_activity
       WHERE datname = current_database() AND application_name IN ('sms', 'maintenance') ORDER BY 1`,
    );
    expect(rows).toEqual([{ name: 'maintenance' }, { name: 'sms' }]);
  }

  async function expectRecovered(): Promise<void> {
    await eventually(() => supertest(ramz.url).get('/health/ready').expect(200), 20_000);
    const { e164 } = newPhoneNumber();
    await eventually(() => askForCode(ramz.url, e164).expect(200));
    await kavenegar.waitForMessage(e164, { timeoutMs: 20_000 });
  }

  it('a process answers 503 while the database refuses connections, and recovers without a restart', async () => {
    await postgres.cut();
    await expectUnavailable('database');
    await postgres.restore();
    await expectRecovered();
  });

  it('a process answers 503 while the database does not respond, and recovers without a restart', async () => {
    postgres.freeze();
    await expectUnavailable('database');
    await postgres.restore();
    await expectRecovered();
  });

  it('a process answers only 200 or 503 while connections to the database are terminated', async () => {
    const answers: { status: number; body: { code?: string } }[] = [];
    for (let round = 0; round < 5; round += 1) {
      const asks = Array.from({ length: 10 }, () => askForCode(ramz.url, newPhoneNumber().e164));
      const killed = database.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      answers.push(...(await Promise.all(asks)));
      await killed;
    }
    expect(answers.filter(({ status }) => status !== 200 && status !== 503).map(({ body }) => body)).toEqual([]);
    await expectRecovered();
  });

  // A test that is about Redis alone is not one of PostgreSQL's that was left out.
  const itOnRedis = store === 'redis' ? it : (_title: string, _test: () => Promise<void>) => undefined;
  itOnRedis('answers 503 while Redis refuses connections, and recovers by itself', async () => {
    await redis!.cut();
    await expectUnavailable('queue');
    await redis!.restore();
    await expectRecovered();
  });
  itOnRedis('answers 503 while Redis is silent, and recovers by itself', async () => {
    redis!.freeze();
    await expectUnavailable('queue');
    await redis!.restore();
    await expectRecovered();
  });
});
