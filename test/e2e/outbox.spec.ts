import { Redis } from 'ioredis';
import pg from 'pg';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { startFakeKavenegar } from '../support/fake-kavenegar.mjs';
import { findFreePort } from '../support/ports.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';
import { storesOfSlowTests } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';

type Store = (typeof storesOfSlowTests)[number];
type Fake = Awaited<ReturnType<typeof startFakeKavenegar>>;

/** Makes all messages a minute older. */
const AGE = `UPDATE messages SET updated_at = updated_at - interval '1 minute'`;

interface MessageRow {
  id: string;
  status: string;
  payload: Buffer | null;
  attempt_count: number;
}

/** Runs beside the other tests, because BullMQ takes a while to detect that a worker is dead. */
let takenOver: Promise<unknown>;
beforeAll(() => {
  takenOver = Promise.all(storesOfSlowTests.map(takeOver));
  takenOver.catch(() => undefined);
});

/** An API process, and the workers that a test starts. */
class Fleet {
  private readonly workers: RamzProcess[] = [];
  readonly asked: { id: string; e164: string; national: string }[] = [];

  private constructor(
    private readonly store: Store,
    private readonly environment: TestEnvironment,
    private readonly variables: Record<string, string>,
    readonly kavenegar: Fake,
    readonly database: pg.Pool,
    readonly api: RamzProcess,
  ) {}

  static async start(store: Store, apiVariables: Record<string, string> = {}): Promise<Fleet> {
    const [environment, kavenegar] = await Promise.all([createTestEnvironment(store), startFakeKavenegar()]);
    const variables = {
      ...environment.variables,
      KAVENEGAR_API_KEY: kavenegar.apiKey,
      KAVENEGAR_BASE_URL: kavenegar.url,
      SMS_BACKOFF_MS: '20',
      // The lease of a message is a little longer than this.
      SMS_TIMEOUT_MS: '3000',
    };
    const api = await RamzProcess.start({ ...variables, ROLE: 'api', ...apiVariables });
    const database = new pg.Pool({ connectionString: environment.databaseUrl, max: 2 });
    return new Fleet(store, environment, variables, kavenegar, database, api);
  }

  async startWorker(): Promise<RamzProcess> {
    const worker = await RamzProcess.start({ ...this.variables, ROLE: 'worker' });
    this.workers.push(worker);
    return worker;
  }

  async stop(): Promise<void> {
    await Promise.all([this.database.end(), ...[this.api, ...this.workers].map((process) => process.stop())]);
    await Promise.all([this.environment.dispose(), this.kavenegar.close()]);
  }

  async ask() {
    const phone = newPhoneNumber();
    const { body } = await askForCode(this.api.url, phone.e164).expect(200);
    const { rows } = await this.database.query<{ id: string }>('SELECT id FROM messages WHERE otp_token_id = $1', [
      body.challenge_id,
    ]);
    const asked = { id: rows[0]!.id, ...phone };
    this.asked.push(asked);
    return asked;
  }

  async messages(): Promise<MessageRow[]> {
    const { rows } = await this.database.query<MessageRow>('SELECT * FROM messages ORDER BY created_at');
    return rows;
  }

  /** Sends alone: workers also ask Kavenegar about the account. */
  sends() {
    return this.kavenegar.requests.filter(({ scope }) => scope === 'verify/lookup');
  }

  /** Makes messages old enough for the sweeper. */
  async age(): Promise<void> {
    await this.database.query(AGE);
  }

  /** Data of every job in the SMS queue, as stored. */
  async jobData(): Promise<unknown[]> {
    if (this.store === 'postgresql') {
      const { rows } = await this.database.query<{ data: unknown }>(`SELECT data FROM bullmq.job WHERE queue = 'sms'`);
      return rows.map(({ data }) => data);
    }
    return this.withRedis(async (redis) => {
      const keys = (await redis.keys('bull:sms:*')).filter((key) => /:[0-9a-f-]{36}$/.test(key));
      const data = await Promise.all(keys.map((key) => redis.hget(key, 'data')));
      return data.map((json) => JSON.parse(json ?? '') as unknown);
    });
  }

  /** Deletes everything from the queue's store. */
  async wipeQueue(): Promise<void> {
    if (this.store === 'redis') {
      await this.withRedis((redis) => redis.flushdb());
      return;
    }
    const { rows } = await this.database.query<{ name: string }>(
      `SELECT format('bullmq.%I', tablename) AS name FROM pg_tables
       WHERE schemaname = 'bullmq' AND tablename <> 'migration'`,
    );
    await this.database.query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
  }

  private async withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.environment.redisUrl!);
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }
}

describe.each(storesOfSlowTests)('outbox with a queue on %s', (store) => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await Fleet.start(store);
  });
  afterAll(() => fleet.stop());

  it('the text of a message is stored encrypted, and its job contains only its id', async () => {
    for (let i = 0; i < 3; i += 1) await fleet.ask();
    for (const { status, payload, attempt_count: attempts } of await fleet.messages()) {
      expect({ status, attempts }).toEqual({ status: 'queued', attempts: 0 });
      expect(payload!.toString()).not.toMatch(/\d{6}|"code"|کد/);
    }
    const jobs = await fleet.jobData();
    expect(jobs).toHaveLength(3);
    expect(jobs).toEqual(expect.arrayContaining(fleet.asked.map(({ id }) => ({ messageId: id }))));
  });

  it('every message is sent although the queue has lost all jobs', async () => {
    await fleet.wipeQueue();
    expect(await fleet.jobData()).toEqual([]);
    await fleet.age();
    expect(fleet.kavenegar.requests).toEqual([]);

    const worker = await fleet.startWorker();
    await Promise.all(fleet.asked.map(({ e164 }) => fleet.kavenegar.waitForMessage(e164)));
    await eventually(async () => {
      expect(await fleet.messages()).toMatchObject(fleet.asked.map(({ id }) => ({ id, status: 'accepted' })));
    });
    expect(fleet.sends()).toHaveLength(3);
    expect(fleet.api.logs.filter(({ context }) => context === 'Sms')).toEqual([]);
    expect(await worker.stop()).toBe(0);
  });

  it('a message that the queue lost for too long expires without being sent', async () => {
    const { id, national } = await fleet.ask();
    await fleet.wipeQueue();
    await fleet.age();
    await fleet.database.query('UPDATE messages SET expires_at = now() WHERE id = $1', [id]);
    await fleet.startWorker();
    await eventually(async () => {
      expect((await fleet.messages()).at(-1)).toMatchObject({ id, status: 'expired', payload: null });
    });
    expect(fleet.kavenegar.requests.filter(({ form }) => form['receptor'] === national)).toEqual([]);
  });
});

const itOnRedis = storesOfSlowTests.includes('redis') ? it : it.skip;

describe('outbox', () => {
  const moments = ['at start', 'at run time'];
  itOnRedis.each(moments)(
    'accepts requests although the queue is unreachable %s, and sends the codes later',
    async (moment) => {
      const environment = await createTestEnvironment('redis');
      const redis = await TcpProxy.to(environment.redisUrl!);
      const kavenegar = await startFakeKavenegar();
      const database = new pg.Pool({ connectionString: environment.databaseUrl, max: 1 });
      const variables = {
        ...environment.variables,
        REDIS_URL: redis.url,
        KAVENEGAR_API_KEY: kavenegar.apiKey,
        KAVENEGAR_BASE_URL: kavenegar.url,
      };
      if (moment === 'at start') await redis.cut();
      const port = await findFreePort();
      const api = RamzProcess.launch({ ...variables, ROLE: 'api', PORT: String(port) });
      // It is not ready without the queue, and takes requests all the same.
      await api.waitForOutput(moment === 'at start' ? 'waiting for the stores' : 'Ramz is ready');
      await redis.cut();
      const { e164 } = newPhoneNumber();
      const startedAt = Date.now();
      await askForCode(`http://127.0.0.1:${port}`, e164).timeout(10_000).expect(200);
      expect(Date.now() - startedAt).toBeLessThan(5000);
      await api.waitForOutput('failed to queue message, the sweeper will retry');

      await redis.restore();
      await database.query(AGE);
      const worker = await RamzProcess.start({ ...variables, ROLE: 'worker' });
      await kavenegar.waitForMessage(e164);
      await Promise.all([api.stop(), worker.stop(), database.end()]);
      await Promise.all([redis.close(), kavenegar.close(), environment.dispose()]);
    },
  );

  it('another worker sends the message of a killed worker', async () => {
    await expect(takenOver).resolves.toHaveLength(storesOfSlowTests.length);
  }, 60_000);
});

async function takeOver(store: Store): Promise<void> {
  const fleet = await Fleet.start(store);
  const killed = await fleet.startWorker();
  fleet.kavenegar.failNext('hang', { scope: 'verify/lookup' });
  const { id, e164 } = await fleet.ask();
  await eventually(() => expect(fleet.sends()).toHaveLength(1));
  killed.signal('SIGKILL');
  await killed.ended();
  await fleet.startWorker();
  await fleet.kavenegar.waitForMessage(e164, { timeoutMs: 35_000 });
  await eventually(async () => {
    expect(await fleet.messages()).toMatchObject([{ id, status: 'accepted', payload: null, attempt_count: 2 }]);
  });
  const { rows } = await fleet.database.query('SELECT outcome FROM message_attempts ORDER BY id');
  expect(rows).toEqual([{ outcome: 'started' }, { outcome: 'accepted' }]);
  expect(fleet.sends()).toHaveLength(2);
  await fleet.stop();
}
