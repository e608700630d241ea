import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { PrismaService } from '../../src/database/index.js';
import { BucketRepository } from '../../src/fraud/buckets/bucket.repository.js';
import { bucketsOf } from '../../src/fraud/buckets/bucket-keys.js';
import type { CountedAsk } from '../../src/fraud/buckets/bucket.store.js';
import { MemoryBucketStore } from '../../src/fraud/buckets/memory-bucket.store.js';
import { FraudDecisionRepository, type NewDecision } from '../../src/fraud/decisions/fraud-decision.repository.js';
import type { NewReservation } from '../../src/fraud/spend/reserve.sql.js';
import { SpendRepository } from '../../src/fraud/spend/spend.repository.js';
import { DeadlineError } from '../../src/common/deadline.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { deadlocksOf, inOneStatement } from '../support/one-statement.js';

const NOW = new Date(Date.UTC(2026, 0, 1));
const later = (ms: number) => new Date(NOW.getTime() + ms);

let database: TestDatabase;
let pools: pg.Pool[];
let buckets: BucketRepository[];
let spending: SpendRepository[];
let decisions: FraudDecisionRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  // Two, as two processes have.
  pools = [1, 2].map(() => new pg.Pool({ connectionString: database.url, max: 5 }));
  const clients = pools.map((pool) => new PrismaService(pool));
  buckets = clients.map((client) => new BucketRepository(client));
  spending = clients.map((client) => new SpendRepository(client));
  decisions = new FraudDecisionRepository(clients[0]!);
});

afterAll(async () => {
  await Promise.all(pools.filter(({ ended }) => !ended).map((pool) => pool.end()));
  await database.drop();
});

let next = 0;
function newAsk(address: string, country: string, now = NOW, recipient = `+98912${1_000_000 + next++}`): CountedAsk {
  return {
    id: randomUUID(),
    recipientKey: recipient,
    addressKey: address,
    country,
    buckets: bucketsOf({ recipient, country, address }, (_, text) => text),
    now,
  };
}

function newReservation(currency: string, amount: bigint, ceiling: bigint): NewReservation {
  const windows = ['day', 'hour'];
  const targets = windows.map((window) => ({ destination: 'IR', currency, window, startsAt: NOW, ceiling }));
  return { otpTokenId: randomUUID(), amount, targets, now: NOW };
}

/** How many statements wait for a lock on the buckets. */
async function countWaiting(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ waiting: number }>(
    `SELECT count(*)::int AS waiting FROM pg_locks WHERE relation = 'fraud_buckets'::regclass AND NOT granted`,
  );
  return rows[0]!.waiting;
}

/** What concurrent statements wait behind. */
const busy = () => buckets[0]!.count(newAsk('192.0.2.250', 'AQ'));

it('requests that are counted in one statement observe what they would have observed one after the other', async () => {
  const memory = new MemoryBucketStore();
  const before = [newAsk('192.0.2.1', 'IR'), newAsk('192.0.2.1', 'DE')];
  for (const store of [memory, buckets[0]!]) for (const ask of before) await store.count(ask);
  const [repeated] = before;
  const asks = [
    newAsk('192.0.2.1', 'FR', NOW, repeated!.recipientKey),
    ...['FR', 'IR', 'AE', 'FR', 'IR'].map((country, i) => newAsk(`192.0.2.${i % 2}`, country)),
  ].toSorted((a, b) => (a.recipientKey < b.recipientKey ? -1 : 1));
  const observed = await inOneStatement(
    busy,
    asks.map((ask) => () => buckets[0]!.count(ask)),
  );
  const expected = [];
  for (const ask of asks) expected.push(await memory.count(ask));
  expect(observed).toEqual(expected);
});

it('a request that cannot be counted fails alone', async () => {
  const asks = [newAsk('192.0.2.3', 'IR'), newAsk('with \0 in it', 'IR'), newAsk('192.0.2.3', 'IR')];
  const outcomes = await inOneStatement(
    busy,
    asks.map(
      (ask) => () =>
        buckets[0]!.count(ask).then(
          ({ buckets: { address } }) => address?.dayLevel,
          () => 'failed',
        ),
    ),
  );
  expect(outcomes).toEqual([1, 'failed', 2]);
});

it('a request whose time is over before it is counted counts nowhere', async () => {
  const address = '192.0.2.4';
  const blocker = await pools[1]!.connect();
  await blocker.query('BEGIN');
  await blocker.query('LOCK fraud_buckets IN EXCLUSIVE MODE');
  const blocked = busy();
  const late = eventually(async () => expect(await countWaiting(blocker)).toBe(1)).then(() =>
    buckets[0]!.count(newAsk(address, 'IR')),
  );
  const tooLate = { status: 'rejected', reason: new DeadlineError('guard store', 2000) };
  expect(await Promise.allSettled([blocked, late])).toEqual([tooLate, tooLate]);
  await blocker.query('COMMIT');
  blocker.release();
  await busy();
  expect((await buckets[1]!.count(newAsk(address, 'IR'))).buckets.address?.dayLevel).toBe(1);
});

it('requests that are drained or withdrawn in one statement leave their buckets as if they had been taken out one by one', async () => {
  const address = '192.0.2.5';
  const asks = Array.from({ length: 9 }, (_, i) => newAsk(address, 'IR', later(i)));
  for (const ask of asks) await buckets[0]!.count(ask);
  const at = later(3_600_000);
  await Promise.all(asks.slice(0, 4).map(({ recipientKey }) => buckets[0]!.drain(recipientKey, at)));
  await Promise.all(asks.slice(4, 8).map(({ id }) => buckets[0]!.withdraw(id, at)));
  const figures = (await buckets[1]!.count(newAsk(address, 'IR', at))).buckets.address!;
  expect(figures.hourLevel).toBeCloseTo(1 + Math.exp(-1), 5);
  expect(figures.dayLevel).toBeCloseTo(1 + Math.exp(-1 / 24), 5);
  expect(figures.verifiedDay).toBeCloseTo(4, 6);
});

it('decisions that are kept in one statement are rows of their own', async () => {
  const wanted = Array.from({ length: 5 }, (_, i): NewDecision => ({
    at: later(i),
    rule: `rule_${i}`,
    figure: i + 0.1,
    threshold: 3,
    action: 'refuse',
    isEnforced: i % 2 === 0,
    outcome: 'refused',
    country: i === 1 ? undefined : 'IR',
    recipientKey: 'somebody',
    maskedRecipient: '+98912***0000',
    requestedBy: i === 2 ? 'shop' : undefined,
  }));
  await Promise.all(wanted.map((decision) => decisions.add(decision)));
  const kept = await decisions.about('somebody', NOW, later(10));
  const inTime = kept.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  expect(inTime).toEqual(
    wanted.map((decision) => ({
      ...decision,
      country: decision.country ?? null,
      requestedBy: decision.requestedBy ?? null,
      id: expect.any(BigInt) as bigint,
    })),
  );
});

it('amounts that are set aside in one statement pass no ceiling, each in its turn', async () => {
  const wanted = [
    newReservation('USD', 60n, 100n),
    newReservation('USD', 50n, 100n),
    newReservation('USD', 40n, 100n),
    newReservation('USD', 1n, 100n),
    newReservation('USD', 500n, 1000n),
    newReservation('EUR', 5n, 100n),
  ];
  const reserved = await inOneStatement(
    () => spending[0]!.reserve(newReservation('AED', 1n, 9n)),
    wanted.map((reservation) => () => spending[0]!.reserve(reservation)),
  );
  expect(reserved.map((windows) => windows.map(({ spent }) => spent))).toEqual([
    [60n, 60n],
    [],
    [100n, 100n],
    [],
    [600n, 600n],
    [5n, 5n],
  ]);
  const given = [0, 2].map((i) => ({ ...wanted[i]!, windows: reserved[i]! }));
  await Promise.all(given.map((release) => spending[1]!.giveBack(release)));
  const { rows } = await pools[0]!.query(
    `SELECT currency, "window", spent::int, (SELECT sum(amount)::int FROM spend_reservations r WHERE r.currency = s.currency)
       AS reserved FROM spend_windows s WHERE currency IN ('USD', 'EUR') ORDER BY 1, 2`,
  );
  expect(rows).toEqual([
    { currency: 'EUR', window: 'day', spent: 5, reserved: 5 },
    { currency: 'EUR', window: 'hour', spent: 5, reserved: 5 },
    { currency: 'USD', window: 'day', spent: 500, reserved: 500 },
    { currency: 'USD', window: 'hour', spent: 500, reserved: 500 },
  ]);
});

it('processes that write to the same buckets and windows in opposite orders do not wait for each other', async () => {
  const recipients = Array.from({ length: 30 }, (_, i) => `+98935${1_000_000 + 977 * i}`);
  const write = async (process: number, order: string[]) => {
    const asks = order.map((recipient, i) => newAsk(`198.51.100.${i}`, 'IR', NOW, recipient));
    const currencies = process === 0 ? ['USD', 'EUR', 'AED'] : ['AED', 'EUR', 'USD'];
    await Promise.all(asks.map((ask) => buckets[process]!.count(ask)));
    await Promise.all([
      ...asks.slice(0, 15).map(({ id }) => buckets[process]!.withdraw(id, NOW)),
      ...order.map((recipient) => buckets[process]!.drain(recipient, NOW)),
      ...currencies.map(async (currency) => {
        const reservation = newReservation(currency, 1n, 1_000_000n);
        await spending[process]!.giveBack({ ...reservation, windows: await spending[process]!.reserve(reservation) });
      }),
    ]);
  };
  for (let round = 0; round < 12; round += 1) {
    await Promise.all([write(0, recipients), write(1, recipients.toReversed())]);
  }
  expect(await deadlocksOf(database, pools)).toBe(0);
});
