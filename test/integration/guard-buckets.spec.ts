import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import pg from 'pg';
import { BucketRepository } from '../../src/fraud/buckets/bucket.repository.js';
import type { BucketStore, CountedAsk } from '../../src/fraud/buckets/bucket.store.js';
import { bucketsOf } from '../../src/fraud/buckets/bucket-keys.js';
import { MemoryBucketStore } from '../../src/fraud/buckets/memory-bucket.store.js';
import { PrismaService } from '../../src/database/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { FakeClock } from '../support/fake-clock.js';

const HOUR_MS = 3_600_000;
const inClear = (_: string, text: string) => text;

function ask(recipient: string, address: string, now: Date, country = 'IR'): CountedAsk {
  const buckets = bucketsOf({ recipient, country, address }, inClear);
  return { id: randomUUID(), recipientKey: recipient, addressKey: address, country, buckets, now };
}

describe('the buckets of two processes', () => {
  let database: TestDatabase;
  let pools: pg.Pool[];
  let stores: BucketStore[];
  const clock = new FakeClock();
  let next = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    pools = [1, 2].map(() => new pg.Pool({ connectionString: database.url, max: 8 }));
    stores = pools.map((pool) => new BucketRepository(new PrismaService(pool)));
  });

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });

  const now = () => new Date(clock.now());
  const storeOf = (index: number) => stores[index % 2]!;
  const newNumber = () => `+98912${String(1_000_000 + 10_000 * next++)}`;

  it('concurrent requests of an address are counted one by one, so each level is seen once', async () => {
    const address = '192.0.2.1';
    const observed = await Promise.all(
      Array.from({ length: 40 }, (_, index) => storeOf(index).count(ask(newNumber(), address, now()))),
    );
    const levels = observed.map(({ buckets }) => Math.round(buckets.address!.dayLevel)).toSorted((a, b) => a - b);
    expect(levels).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('a verified code takes exactly what its requests have added, however long ago they were', async () => {
    const address = '192.0.2.2';
    const [first, second] = [newNumber(), newNumber()];
    await storeOf(0).count(ask(first, address, now()));
    clock.advance(HOUR_MS);
    await storeOf(1).count(ask(second, address, now()));
    await storeOf(0).count(ask(first, address, now()));
    clock.advance(HOUR_MS);
    await storeOf(1).drain(first, now());
    const { buckets } = await storeOf(0).count(ask(newNumber(), address, now()));
    expect(buckets.address!.hourLevel).toBeCloseTo(1 + Math.exp(-1), 6);
    expect(buckets.address!.verifiedDay).toBeCloseTo(1, 6);
  });

  it('a withdrawn request counts nowhere, and a second withdrawal changes nothing', async () => {
    const address = '192.0.2.3';
    const withdrawn = ask(newNumber(), address, now());
    await storeOf(0).count(withdrawn);
    await storeOf(1).withdraw(withdrawn.id, now());
    await storeOf(0).withdraw(withdrawn.id, now());
    const { buckets } = await storeOf(1).count(ask(newNumber(), address, now()));
    expect(buckets.address!.dayLevel).toBeCloseTo(1, 6);
  });

  it('the resends to one number count once in its country and prefix, and each time for the address', async () => {
    const address = '192.0.2.4';
    const number = newNumber();
    for (let index = 0; index < 3; index += 1) await storeOf(index).count(ask(number, address, now(), 'DE'));
    const { buckets } = await storeOf(1).count(ask(number, address, now(), 'DE'));
    expect(buckets.country!.dayLevel).toBeCloseTo(1, 6);
    expect(buckets.prefix_4!.dayLevel).toBeCloseTo(1, 6);
    expect(buckets.address!.dayLevel).toBeCloseTo(4, 6);
  });

  it('the countries of an address are those with an unverified code', async () => {
    const address = '192.0.2.5';
    const verified = newNumber();
    await storeOf(0).count(ask(newNumber(), address, now(), 'IR'));
    await storeOf(1).count(ask(verified, address, now(), 'DE'));
    expect((await storeOf(0).count(ask(newNumber(), address, now(), 'FR'))).countries).toBe(3);
    await storeOf(0).drain(verified, now());
    expect((await storeOf(1).count(ask(newNumber(), address, now(), 'FR'))).countries).toBe(2);
  });

  it('the store in memory, which simulations and replays use, counts the same', async () => {
    const step = fc.record({
      kind: fc.constantFrom('ask', 'ask', 'ask', 'drain', 'withdraw'),
      number: fc.integer({ min: 0, max: 5 }),
      address: fc.integer({ min: 0, max: 2 }),
      waitMs: fc.integer({ min: 0, max: 3 * HOUR_MS }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
        const run = randomUUID().slice(0, 8);
        const memory = new MemoryBucketStore();
        const asked: string[] = [];
        const differences: unknown[] = [];
        for (const { kind, number, address, waitMs } of steps) {
          clock.advance(waitMs);
          const recipient = `+98${run}${number}00`;
          if (kind === 'drain') await Promise.all([memory, storeOf(0)].map((store) => store.drain(recipient, now())));
          else if (kind === 'withdraw') {
            const id = asked.pop();
            if (id) await Promise.all([memory, storeOf(0)].map((store) => store.withdraw(id, now())));
          } else {
            const one = ask(recipient, `${run}-${address}`, now(), run);
            asked.push(one.id);
            const [expected, actual] = await Promise.all([memory, storeOf(1)].map((store) => store.count(one)));
            if (!isDeepStrictEqual(rounded(actual), rounded(expected))) differences.push({ actual, expected });
          }
        }
        expect(differences).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? Number(one.toFixed(6)) : one)),
  );
}
