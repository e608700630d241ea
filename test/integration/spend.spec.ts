import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { PrismaService } from '../../src/database/index.js';
import { SpendRepository } from '../../src/fraud/spend/spend.repository.js';
import { SpendService } from '../../src/fraud/spend/spend.service.js';
import { spendConfig } from '../../src/fraud/spend/spend.config.js';
import { toMicros } from '../../src/fraud/spend/money.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { FakeClock } from '../support/fake-clock.js';

const HOUR_MS = 3_600_000;

describe('the money of two processes', () => {
  let database: TestDatabase;
  let pools: pg.Pool[];
  let services: SpendService[];
  let repository: SpendRepository;
  const clock = new FakeClock();

  beforeAll(async () => {
    database = await createTestDatabase();
    pools = [1, 2].map(() => new pg.Pool({ connectionString: database.url, max: 8 }));
    const { limits } = spendConfig.read({ SPEND_LIMITS: 'IR=100USD/hour;*=10USD/day' });
    const prices = { simulation: { '*': { price: 1, currency: 'USD' } } };
    repository = new SpendRepository(new PrismaService(pools[0]!));
    services = pools.map(
      (pool) => new SpendService({ limits, prices }, new SpendRepository(new PrismaService(pool)), clock),
    );
  });

  beforeEach(async () => {
    clock.advance(24 * HOUR_MS);
    await repository.settle(new Date(clock.now()));
  });

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });

  const reserve = (count: number, country: string) =>
    Promise.all(Array.from({ length: count }, (_, index) => services[index % 2]!.reserve(randomUUID(), country)));

  const spentOn = async (destination: string) => {
    const states = await services[0]!.states();
    return states.find((state) => state.destination === destination)!.spent;
  };

  /** Stores a message of a code, as a worker leaves it. */
  async function addMessage(code: string, status: string, cost: number | null): Promise<void> {
    await pools[0]!.query(
      `INSERT INTO otp_tokens (id, purpose, channel, recipient, code_digest, pepper_id, max_attempts, locale, expires_at, resend_at)
       VALUES ($1, 'login', 'sms', $2, '', 't', 5, 'fa', now(), now())`,
      [code, `+98912${code.slice(0, 7)}`],
    );
    await pools[0]!.query(
      `INSERT INTO messages (id, channel, kind, recipient, country, status, otp_token_id, cost, currency, accepted_at, expires_at)
       VALUES ($1, 'sms', 'otp', '+989120000000', 'IR', $2::message_status, $3, $4, 'USD',
         CASE WHEN $2 = 'failed' THEN NULL ELSE now() END, now())`,
      [randomUUID(), status, code, cost],
    );
  }

  it('concurrent requests set aside no more than 120 % of the limit, and are checked beyond 100 %', async () => {
    const reservations = await reserve(200, 'IR');
    const actions = reservations.map((one) => one?.finding?.action ?? 'none');
    const count = (action: string) => actions.filter((one) => one === action).length;
    expect([count('none'), count('human_check'), count('refuse')]).toEqual([100, 20, 80]);
    expect(await spentOn('IR')).toBe(toMicros(120));
  });

  it('countries without a limit of their own share that of the others', async () => {
    const reservations = await Promise.all([reserve(6, 'DE'), reserve(6, 'FR')]);
    const refused = reservations.flat().filter((one) => one?.finding?.action === 'refuse');
    expect(refused).toHaveLength(0);
    expect((await reserve(1, 'AE'))[0]!.finding!.action).toBe('refuse');
    expect(await spentOn('*')).toBe(toMicros(12));
  });

  it('what was given back can be spent again', async () => {
    const [first] = await reserve(1, 'IR');
    await reserve(1, 'IR');
    await services[1]!.giveBack(first!);
    expect(await spentOn('IR')).toBe(toMicros(1));
  });

  it('a reported price replaces what was set aside, a failed message costs nothing, and one without a price costs the estimate', async () => {
    const [paid, failed, silent] = await reserve(3, 'IR');
    await addMessage(paid!.otpTokenId, 'accepted', 0.25);
    await addMessage(failed!.otpTokenId, 'failed', null);
    await addMessage(silent!.otpTokenId, 'accepted', null);
    expect(await repository.settle(new Date(clock.now()))).toBe(2);
    expect(await spentOn('IR')).toBe(toMicros(1.25));
    expect(await repository.settle(new Date(clock.now()))).toBe(0);
    expect(await repository.settle(new Date(clock.now() + 2 * HOUR_MS))).toBe(1);
    expect(await spentOn('IR')).toBe(toMicros(1.25));
  });

  it('a new hour begins with nothing spent', async () => {
    await reserve(130, 'IR');
    clock.advance(HOUR_MS);
    expect((await reserve(1, 'IR'))[0]!.finding).toBeUndefined();
  });
});
