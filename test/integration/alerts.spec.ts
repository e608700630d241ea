import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { AlertRepository } from '../../src/alerts/alert.repository.js';
import { AlertService } from '../../src/alerts/alert.service.js';
import { AlertWatchService } from '../../src/alerts/alert-watch.service.js';
import { FaultRepository } from '../../src/alerts/fault.repository.js';
import { WorkerWatchService } from '../../src/alerts/worker-watch.service.js';
import { PrismaService } from '../../src/database/index.js';
import { EventRepository } from '../../src/events/event.repository.js';
import { EVENT_SCHEMAS } from '../../src/events/index.js';
import { ProcessIdentity, ProcessRepository } from '../../src/fleet/index.js';
import { MessageStatisticsRepository } from '../../src/messaging/index.js';
import type { AccountCheck, ProviderAccountService } from '../../src/sms/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { FakeClock } from '../support/fake-clock.js';
import { settledEvents } from '../support/settled-events.js';

const HOUR = 3_600_000;

let database: TestDatabase;
let pool: pg.Pool;
let prisma: PrismaService;
let clock: FakeClock;
let alerts: AlertService;
let accounts: AccountCheck[];
let watch: AlertWatchService;

beforeEach(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 10 });
  prisma = new PrismaService(pool);
  clock = new FakeClock(Date.now());
  alerts = new AlertService(new AlertRepository(prisma), clock);
  accounts = [];
  watch = new AlertWatchService(
    alerts,
    new FaultRepository(prisma),
    new MessageStatisticsRepository(prisma),
    { check: async () => accounts } as unknown as ProviderAccountService,
    clock,
  );
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const names = async () => (await alerts.open()).map(({ name }) => name);

/** Types and names of the events of alerts, in order. */
async function history(): Promise<string[]> {
  await settledEvents(pool);
  const rows = await new EventRepository(prisma).page({
    order: 'asc',
    limit: 100,
    types: ['alert.raised', 'alert.cleared'],
  });
  for (const { data } of rows) expect(EVENT_SCHEMAS['alert.raised'].parse(data)).toEqual(data);
  return rows.map(({ type, subject }) => `${type} ${subject}`);
}

const ago = (ms: number) => new Date(clock.now() - ms);

/** Adds messages of `provider`, and a code of each. */
async function addCodes(
  count: number,
  provider: string,
  status: 'used' | 'superseded',
  createdAt: Date,
): Promise<void> {
  await pool.query(
    `WITH code AS (
       INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
         created_at, expires_at, resend_at)
       SELECT gen_random_uuid(), 'login', 'sms', '+98912', $3::otp_status, '', 't', 5, 'fa', $4, $4, $4
       FROM generate_series(1, $1::int) RETURNING id)
     INSERT INTO messages (id, channel, kind, recipient, status, provider, otp_token_id, created_at, accepted_at, expires_at)
     SELECT gen_random_uuid(), 'sms', 'otp', '+98912', 'accepted', $2, id, $4, $4, $4 FROM code`,
    [count, provider, status, createdAt],
  );
}

async function addMessage(status: string, createdAt: Date, acceptedAt: Date | null = null): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO messages (id, channel, kind, recipient, status, provider, created_at, accepted_at, expires_at)
     VALUES ($1, 'sms', 'otp', '+98912', $2::message_status, 'kavenegar', $3, $4, $3)`,
    [id, status, createdAt, acceptedAt],
  );
  return id;
}

it('a fault that several processes find at the same time is one alert and one event', async () => {
  const fault = { kind: 'pumping', about: 'IR', summary: 'Codes to IR are requested and not entered.' } as const;
  await Promise.all([1, 2, 3, 4].map(() => alerts.raise(fault)));
  await alerts.raise(fault);
  expect(await names()).toEqual(['pumping:IR']);
  expect(await history()).toEqual(['alert.raised pumping:IR']);
  await Promise.all([1, 2, 3].map(() => alerts.clear(fault)));
  expect(await names()).toEqual([]);
  expect(await history()).toEqual(['alert.raised pumping:IR', 'alert.cleared pumping:IR']);
});

it('an open circuit breaker is an alert until it closes', async () => {
  await pool.query(
    `INSERT INTO breakers (name, cause, reason, opened_at, retry_at) VALUES ('kavenegar', 'failing', 'busy', now(), now())`,
  );
  await watch.checkSending();
  await watch.checkSending();
  expect(await alerts.open()).toMatchObject([
    { name: 'breaker_open:kavenegar', summary: 'The circuit breaker of kavenegar is open. busy' },
  ]);
  await pool.query('DELETE FROM breakers');
  await watch.checkSending();
  expect(await history()).toEqual(['alert.raised breaker_open:kavenegar', 'alert.cleared breaker_open:kavenegar']);
});

it.each([401, 403, 418])(
  'three calls refused with %d are an alert until the provider accepts a message',
  async (code) => {
    const message = await addMessage('failed', ago(1000));
    const refuse = () =>
      pool.query(
        `INSERT INTO message_attempts (message_id, provider, method, outcome, raw_code, meaning, started_at)
       VALUES ($1, 'kavenegar', 'plain', 'provider_down', $2, 'Invalid key.', $3)`,
        [message, code, ago(1000)],
      );
    await refuse();
    await refuse();
    await watch.checkSending();
    expect(await names()).toEqual([]);
    await refuse();
    await watch.checkSending();
    expect(await names()).toEqual([`provider_refused:kavenegar/${code}`]);
    await addMessage('accepted', ago(500), ago(500));
    await watch.checkSending();
    expect(await names()).toEqual([]);
  },
);

it('codes that wait for more than a minute are an alert until they are sent', async () => {
  await addMessage('queued', ago(50_000));
  await watch.checkSending();
  expect(await names()).toEqual([]);
  clock.advance(20_000);
  await watch.checkSending();
  expect(await names()).toEqual(['backlog']);
  await pool.query(`UPDATE messages SET status = 'accepted'`);
  await watch.checkSending();
  expect(await names()).toEqual([]);
});

it('low credit is an alert until it is topped up, also while the provider cannot be asked', async () => {
  const check = { provider: 'kavenegar', checkedAt: new Date(), low: false };
  const account = { credit: 1, currency: 'IRR' } as AccountCheck['account'];
  accounts = [{ ...check, account, low: true }];
  await watch.checkAccounts();
  accounts = [{ ...check, fault: 'The provider is out of reach.' }];
  await watch.checkAccounts();
  expect(await names()).toEqual(['low_credit:kavenegar']);
  accounts = [{ ...check, account }];
  await watch.checkAccounts();
  expect(await names()).toEqual([]);
});

it('codes of one provider that are entered much more rarely than on the day before are an alert', async () => {
  for (const provider of ['kavenegar', 'ghasedak']) {
    for (const hours of [2, 5]) {
      await addCodes(160, provider, 'used', ago(hours * HOUR));
      await addCodes(40, provider, 'superseded', ago(hours * HOUR));
    }
  }
  await addCodes(60, 'ghasedak', 'used', ago(HOUR / 2));
  await addCodes(30, 'kavenegar', 'used', ago(HOUR / 2));
  await addCodes(70, 'kavenegar', 'superseded', ago(HOUR / 2));
  // Too new to have been entered.
  await addCodes(200, 'ghasedak', 'superseded', ago(60_000));
  await watch.checkConversion();
  expect(await names()).toEqual(['conversion_drop:kavenegar']);
});

it('an API process raises an alert at its second check without a worker, and clears it when one runs', async () => {
  const processes = new ProcessRepository(prisma);
  const watcher = new WorkerWatchService(new ProcessIdentity('api', 'test', []), processes, alerts);
  await watcher.check();
  expect(await names()).toEqual([]);
  await watcher.check();
  expect(await names()).toEqual(['no_worker']);
  await processes.beat(new ProcessIdentity('worker', 'test', []));
  await watcher.check();
  expect(await history()).toEqual(['alert.raised no_worker', 'alert.cleared no_worker']);
});

describe('the list of alerts', () => {
  const fault = (about: string) => ({ kind: 'breaker_open' as const, about, summary: `${about} is away.` });

  beforeEach(async () => {
    for (const about of ['a', 'b', 'a']) {
      await alerts.raise(fault(about));
      clock.advance(60_000);
      if (about === 'a') await alerts.clear(fault(about));
      clock.advance(60_000);
    }
    await alerts.raise(fault('a'));
  });

  it('has the open ones, and with those that are over the time of each, the newest first', async () => {
    const open = await alerts.page({ state: 'open', limit: 10 });
    expect(open).toEqual([
      { name: 'breaker_open:a', kind: 'breaker_open', summary: 'a is away.', raisedAt: ago(0), clearedAt: null },
      { name: 'breaker_open:b', kind: 'breaker_open', summary: 'b is away.', raisedAt: ago(240_000), clearedAt: null },
    ]);
    const all = await alerts.page({ state: 'all', limit: 10 });
    expect(all.map(({ name, raisedAt, clearedAt }) => [name, raisedAt, clearedAt])).toEqual([
      ['breaker_open:a', ago(0), null],
      ['breaker_open:a', ago(120_000), ago(60_000)],
      ['breaker_open:b', ago(240_000), null],
      ['breaker_open:a', ago(360_000), ago(300_000)],
    ]);
  });

  it.each(['open', 'all'] as const)('shows each of the %s ones once, page by page', async (state) => {
    const whole = await alerts.page({ state, limit: 10 });
    const paged = [];
    for (let after; ;) {
      const [next] = await alerts.page({ state, limit: 1, ...(after && { after }) });
      if (!next) break;
      paged.push(next);
      after = next;
    }
    expect(paged).toEqual(whole);
  });

  it('keeps an open alert whose events have been deleted', async () => {
    await pool.query('DELETE FROM events');
    expect(await alerts.page({ state: 'all', limit: 10 })).toHaveLength(2);
  });
});
