import { once } from 'node:events';
import { createConnection } from 'node:net';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { findFreePort } from '../support/ports.js';
import { RamzProcess } from '../support/ramz-process.js';
import { storesOfSlowTests } from '../support/redis.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { RamzSetup, withRamz } from '../support/with-ramz.js';

type Store = (typeof storesOfSlowTests)[number];

async function connect(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = createConnection(Number(port), hostname);
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

const JOB_DATA = z.union([
  z.strictObject({ messageId: z.uuid() }),
  z.strictObject({ messageIds: z.array(z.uuid()).min(2) }),
]);

/** Makes all messages a minute older. */
const AGE = `UPDATE messages SET updated_at = updated_at - interval '1 minute'`;

interface MessageRow {
  id: string;
  status: string;
  payload: Buffer | null;
  attempt_count: number;
}

/** An API process, and the workers that a test adds. */
class Fleet {
  readonly asked: { id: string; e164: string; national: string }[] = [];
  readonly ramz: RamzSetup;

  constructor(private readonly store: Store) {
    // The lease of a message is a little longer than SMS_TIMEOUT_MS.
    const settings = { SMS_BACKOFF_MS: '20', SMS_TIMEOUT_MS: '3000' };
    this.ramz = withRamz(settings, { roles: ['api'], store, providers: ['kavenegar'] });
  }

  get kavenegar() {
    return this.ramz.kavenegar;
  }

  get database() {
    return this.ramz.database;
  }

  startWorker(): Promise<RamzProcess> {
    return this.ramz.addProcess({ ROLE: 'worker' });
  }

  async ask() {
    const phone = newPhoneNumber();
    const { body } = await askForCode(this.ramz.url, phone.e164).expect(200);
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
  sendsTo(numbers: { national: string }[]) {
    const receptors = new Set<string | undefined>(numbers.map(({ national }) => national));
    return this.kavenegar.requests.filter(({ form }) => receptors.has(form['receptor']));
  }

  /** Makes messages old enough for the sweeper. */
  async age(): Promise<void> {
    await this.database.query(AGE);
  }

  /** Ids of the messages in the SMS queue. Fails if a job holds anything else. */
  async queuedIds(): Promise<string[]> {
    const jobs = (await this.jobData()).map((data) => JOB_DATA.parse(data));
    return jobs.flatMap((data) => ('messageId' in data ? [data.messageId] : data.messageIds)).toSorted();
  }

  /** Data of every job in the SMS queue, as stored. */
  private async jobData(): Promise<unknown[]> {
    if (this.store === 'postgresql') {
      const { rows } = await this.database.query<{ data: unknown }>(`SELECT data FROM bullmq.job WHERE queue = 'sms'`);
      return rows.map(({ data }) => data);
    }
    return this.withRedis(async (redis) => {
      const keys = (await redis.keys('bull:sms:*')).filter((key) => /:(group-)?[0-9a-f-]{36}$/.test(key));
      const data = await Promise.all(keys.map((key) => redis.hget(key, 'data')));
      return data.map((json) => JSON.parse(json ?? '') as unknown);
    });
  }

  /** Ids of the messages in the queue, once there are as many. */
  async queued(count: number): Promise<string[]> {
    return eventually(async () => {
      const ids = await this.queuedIds();
      expect(ids).toHaveLength(count);
      return ids;
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
    const redis = new Redis(this.ramz.environment.redisUrl!);
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }
}

describe.each(storesOfSlowTests)('outbox with a queue on %s', (store) => {
  const fleet = new Fleet(store);
  let late: { id: string; national: string };
  let worker: RamzProcess;

  it('the text of a message is stored encrypted, and jobs contain only ids', async () => {
    for (let i = 0; i < 3; i += 1) await fleet.ask();
    for (const { status, payload, attempt_count: attempts } of await fleet.messages()) {
      expect({ status, attempts }).toEqual({ status: 'queued', attempts: 0 });
      expect(payload!.toString()).not.toMatch(/\d{6}|"code"|کد/);
    }
    expect(await fleet.queued(3)).toEqual(fleet.asked.map(({ id }) => id).toSorted());
  });

  it('every message is sent although the queue has lost all jobs', async () => {
    const inTime = [...fleet.asked];
    late = await fleet.ask();
    await fleet.queued(4);
    await fleet.wipeQueue();
    expect(await fleet.queuedIds()).toEqual([]);
    await fleet.age();
    await fleet.database.query('UPDATE messages SET expires_at = now() WHERE id = $1', [late.id]);
    expect(fleet.kavenegar.requests).toEqual([]);

    worker = await fleet.startWorker();
    await Promise.all(inTime.map(({ e164 }) => fleet.kavenegar.waitForMessage(e164)));
    await eventually(async () => {
      expect((await fleet.messages()).slice(0, 3)).toMatchObject(inTime.map(({ id }) => ({ id, status: 'accepted' })));
    });
    expect(fleet.sendsTo(inTime)).toHaveLength(3);
    expect(fleet.ramz.process.logs.filter(({ context }) => context === 'Sms')).toEqual([]);
  });

  it('a message that the queue lost for too long expires without being sent', async () => {
    await eventually(async () => {
      expect((await fleet.messages()).at(-1)).toMatchObject({ id: late.id, status: 'expired', payload: null });
    });
    expect(fleet.sendsTo([late])).toEqual([]);
  });

  it('another worker sends the message of a killed worker', async () => {
    fleet.kavenegar.failNext('hang', { scope: 'verify/lookup' });
    const asked = await fleet.ask();
    await eventually(() => expect(fleet.sendsTo([asked])).toHaveLength(1));
    worker.signal('SIGKILL');
    await worker.ended();
    const other = await fleet.startWorker();
    // BullMQ takes a while to detect that a worker is dead.
    await fleet.kavenegar.waitForMessage(asked.e164, { timeoutMs: 35_000 });
    await eventually(async () => {
      expect((await fleet.messages()).at(-1)).toMatchObject({
        ...{ id: asked.id, status: 'accepted' },
        ...{ payload: null, attempt_count: 2 },
      });
    });
    const { rows } = await fleet.database.query(
      'SELECT outcome FROM message_attempts WHERE message_id = $1 ORDER BY id',
      [asked.id],
    );
    expect(rows).toEqual([{ outcome: 'started' }, { outcome: 'accepted' }]);
    expect(fleet.sendsTo([asked])).toHaveLength(2);
    expect(await other.stop()).toBe(0);
  }, 60_000);
});

describe('outbox with a queue that is slow', () => {
  const fleet = new Fleet('postgresql');

  it('requests are answered at once, and a process that ends queues their messages first', async () => {
    const { process } = fleet.ramz;
    const lock = await fleet.database.connect();
    try {
      await lock.query('BEGIN; LOCK TABLE bullmq.job IN ACCESS EXCLUSIVE MODE');
      await Promise.all([fleet.ask(), fleet.ask(), fleet.ask()]);
      process.signal('SIGTERM');
      await eventually(() => expect(connect(process.url)).rejects.toThrow('ECONNREFUSED'));
    } finally {
      await lock.query('COMMIT');
      lock.release();
    }
    expect(await process.ended()).toBe(0);
    expect(await fleet.queuedIds()).toHaveLength(3);
  });
});

const itOnRedis = storesOfSlowTests.includes('redis') ? it : it.skip;

describe('outbox', () => {
  const moments = ['at start', 'at run time'];
  itOnRedis.each(moments)(
    'accepts requests although the queue is unreachable %s, and sends the codes later',
    async (moment) => {
      let redis: TcpProxy | undefined;
      // No process is started at once: one is not ready without the queue.
      const ramz = new RamzSetup(
        async ({ environment }) => {
          redis = await TcpProxy.to(environment.redisUrl!);
          return { REDIS_URL: redis.url };
        },
        { roles: [], store: 'redis', providers: ['kavenegar'] },
      );
      try {
        await ramz.start();
        if (moment === 'at start') await redis!.cut();
        const port = await findFreePort();
        const api = RamzProcess.launch({ ...ramz.variables, ROLE: 'api', PORT: String(port) });
        ramz.processes.push(api);
        // It is not ready without the queue, and takes requests all the same.
        await api.waitForOutput(moment === 'at start' ? 'waiting for the stores' : 'Ramz is ready');
        await redis!.cut();
        const { e164 } = newPhoneNumber();
        await askForCode(`http://127.0.0.1:${port}`, e164).timeout(10_000).expect(200);
        await api.waitForOutput('failed to queue message, the sweeper will retry');

        await redis!.restore();
        await ramz.database.query(AGE);
        await ramz.addProcess({ ROLE: 'worker' });
        await ramz.kavenegar.waitForMessage(e164);
      } finally {
        await ramz.stop();
        await redis?.close();
      }
    },
  );
});
