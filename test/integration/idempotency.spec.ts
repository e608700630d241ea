import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Pool } from 'pg';
import type { KeyedSecret, SecretsConfig } from '../../src/config/secrets.config.js';
import { PrismaService } from '../../src/database/index.js';
import { IdempotencyRepository } from '../../src/idempotency/idempotency.repository.js';
import { IdempotencyService, type Plan } from '../../src/idempotency/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { FakeClock } from '../support/fake-clock.js';

const MINUTE_MS = 60_000;

const keyOf = (id: string): KeyedSecret => ({ id, secret: Buffer.alloc(32, id) });
const [OLD, NEW] = [keyOf('old'), keyOf('new')];

let database: TestDatabase;
let pool: Pool;
let repository: IdempotencyRepository;
let clock: FakeClock;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 10 });
  repository = new IdempotencyRepository(new PrismaService(pool));
});
beforeEach(() => {
  clock = new FakeClock();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** A process with these DATA_KEYS, which counts what it runs. */
function processWith(...dataKeys: KeyedSecret[]) {
  const service = new IdempotencyService({ dataKeys } as unknown as SecretsConfig, repository, clock);
  const runs: Plan[] = [];
  const once = (key: string, body: unknown = 'body') =>
    service.once({ caller: 'shop', key, body, keptMs: 10 * MINUTE_MS }, async (plan) => {
      runs.push(plan);
      await setImmediate();
      return { status: 200, id: plan.id };
    });
  return { once, runs };
}

describe('idempotency keys during a rotation of DATA_KEYS', () => {
  /** The lists that processes have at the same time, or one after the other, in the documented steps. */
  const STEPS: [step: string, before: KeyedSecret[], after: KeyedSecret[]][] = [
    ['appends the new key', [OLD], [OLD, NEW]],
    ['moves the new key to the front', [OLD, NEW], [NEW, OLD]],
    ['removes the old key', [NEW, OLD], [NEW]],
  ];

  it.each(STEPS)('a repeated request runs once across the step that %s', async (_, before, after) => {
    const [first, second] = [processWith(...before), processWith(...after)];
    const key = randomUUID();
    const { answer } = await first.once(key);
    expect(await second.once(key)).toEqual({ answer, replayed: true });
    expect(await first.once(key)).toEqual({ answer, replayed: true });
    const reverse = randomUUID();
    const { answer: other } = await second.once(reverse);
    expect(await first.once(reverse)).toEqual({ answer: other, replayed: true });
    expect([first.runs.length, second.runs.length]).toEqual([1, 1]);
  });

  it.each(STEPS)('concurrent repeats run once during the step that %s', async (_, before, after) => {
    const processes = [processWith(...before), processWith(...after)];
    for (let trial = 0; trial < 30; trial += 1) {
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 6 }, (_item, i) => processes[i % 2]!.once(key)));
      expect(new Set(answers.map(({ answer }) => answer.id)).size).toBe(1);
      expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    }
    expect(processes.flatMap(({ runs }) => runs)).toHaveLength(30);
  });

  it.each(STEPS)('a repeat with another body is refused across the step that %s', async (_, before, after) => {
    const key = randomUUID();
    await processWith(...before).once(key, 'one');
    await expect(processWith(...after).once(key, 'two')).rejects.toMatchObject({ code: 'idempotency_conflict' });
  });

  it('a process with the new list of keys resumes the request of a dead process with the old one', async () => {
    const key = randomUUID();
    const { answer } = await processWith(OLD, NEW).once(key);
    await pool.query(`UPDATE idempotency_keys SET status = NULL, response = jsonb_build_object('plan', $1::text)`, [
      answer.id,
    ]);
    clock.advance(MINUTE_MS);
    const heir = processWith(NEW, OLD);
    expect((await heir.once(key)).answer).toEqual(answer);
    expect(heir.runs).toEqual([{ id: answer.id, resumed: true }]);
  });
});

it('an idempotency key can be used again after it expires, whichever data key it was stored under', async () => {
  const [before, after] = [processWith(OLD, NEW), processWith(NEW, OLD)];
  const key = randomUUID();
  await before.once(key, 'one');
  clock.advance(10 * MINUTE_MS);
  const second = await after.once(key, 'two');
  expect(second.replayed).toBe(false);
  expect(await before.once(key, 'two')).toEqual({ ...second, replayed: true });
});
