import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { PrismaService } from '../../src/database/index.js';
import { SpendRepository } from '../../src/fraud/spend/spend.repository.js';
import { SpendService } from '../../src/fraud/spend/spend.service.js';
import { MessageSpendService } from '../../src/fraud/spend/message-spend.service.js';
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
  let ofMessages: MessageSpendService[];
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
    ofMessages = pools.map(
      (pool, index) =>
        new MessageSpendService(
          { limits, prices },
          new SpendRepository(new PrismaService(pool)),
          services[index]!,
          clock,
        ),
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

  const reserve = (count: number, country: string, segments = 1) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => services[index % 2]!.reserve(randomUUID(), country, segments)),
    );

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

  const newMessages = (count: number, country: string, segments = 1) =>
    Array.from({ length: count }, () => ({ id: randomUUID(), country, segments }));
  const reservations = async () =>
    (await pools[0]!.query('SELECT count(*)::int AS n FROM spend_reservations')).rows[0].n as number;

  it('of concurrent sends each is set aside whole or not at all, beside codes, up to 120 % of the limit', async () => {
    const before = await reservations();
    const sends = Array.from({ length: 40 }, (_, index) => ofMessages[index % 2]!.reserve(newMessages(7, 'IR')));
    const [outcomes, codes] = await Promise.all([Promise.all(sends), reserve(8, 'IR')]);
    const taken = outcomes.filter(({ ok }) => ok).length;
    const allowed = codes.filter((one) => one?.finding?.action !== 'refuse').length;
    expect(7 * taken + allowed).toBe(120);
    expect(await spentOn('IR')).toBe(toMicros(120));
    expect((await reservations()) - before).toBe(120);
    const refused = outcomes.find(({ ok }) => !ok);
    expect(refused).toMatchObject({ limit: { destination: 'IR', window: 'hour', needed: toMicros(7) } });
  });

  it('a send to several countries is refused if one of their limits does not allow it', async () => {
    const outcome = await ofMessages[0]!.reserve([...newMessages(5, 'IR'), ...newMessages(13, 'DE')]);
    expect(outcome).toMatchObject({ ok: false, limit: { destination: '*', window: 'day', needed: toMicros(13) } });
    expect([await spentOn('IR'), await spentOn('*')]).toEqual([0n, 0n]);
    expect(await ofMessages[1]!.reserve([...newMessages(5, 'IR'), ...newMessages(12, 'DE')])).toMatchObject({
      ok: true,
    });
    expect([await spentOn('IR'), await spentOn('*')]).toEqual([toMicros(5), toMicros(12)]);
  });

  it('a repeated send is set aside once, and its money can be given back', async () => {
    const messages = newMessages(3, 'IR');
    const outcome = await ofMessages[0]!.reserve(messages);
    await ofMessages[1]!.reserve(messages);
    expect(await spentOn('IR')).toBe(toMicros(3));
    if (outcome.ok) await outcome.giveBack();
    expect(await spentOn('IR')).toBe(0n);
  });

  it('messages of administrators are settled as those of codes are', async () => {
    const [paid, failed, lost] = newMessages(3, 'IR');
    await ofMessages[0]!.reserve([paid!, failed!, lost!]);
    for (const [{ id }, status, cost] of [
      [paid!, 'accepted', 0.25],
      [failed!, 'failed', null],
    ] as const) {
      await pools[0]!.query(
        `INSERT INTO messages (id, channel, kind, recipient, country, status, cost, currency, accepted_at, expires_at)
         VALUES ($1, 'sms', 'simple', '+989120000000', 'IR', $2::message_status, $3, 'USD',
           CASE WHEN $2 = 'failed' THEN NULL ELSE now() END, now())`,
        [id, status, cost],
      );
    }
    await repository.settle(new Date(clock.now()));
    expect(await spentOn('IR')).toBe(toMicros(1.25));
    await repository.settle(new Date(clock.now() + 2 * HOUR_MS));
    expect(await spentOn('IR')).toBe(toMicros(0.25));
  });

  it('a text of three segments sets three prices aside, for a code and for a message of a send', async () => {
    const codes = await reserve(3, 'IR', 3);
    expect(codes.map((one) => one!.amount)).toEqual([toMicros(3), toMicros(3), toMicros(3)]);
    expect(await spentOn('IR')).toBe(toMicros(9));
    const send = [...newMessages(10, 'IR', 3), ...newMessages(5, 'IR')];
    await ofMessages[1]!.reserve(send);
    expect(await spentOn('IR')).toBe(toMicros(44));
    expect(await ofMessages[0]!.reserve(newMessages(26, 'IR', 3))).toMatchObject({
      ok: false,
      limit: { spent: toMicros(44), needed: toMicros(78) },
    });
    await services[0]!.giveBack(codes[0]!);
    expect(await spentOn('IR')).toBe(toMicros(41));
  });

  it('the price of a segment is that of a reported text, divided by its segments', async () => {
    const since = new Date(clock.now() - HOUR_MS);
    for (const [cost, segments] of [
      [0.9, 3],
      [0.3, null],
      [0.4, 1],
    ]) {
      await pools[0]!.query(
        `INSERT INTO messages (id, channel, kind, recipient, country, status, cost, currency, segments, created_at, expires_at)
         VALUES ($1, 'sms', 'simple', '+33612345678', 'FR', 'accepted', $2, 'EUR', $3, $4, now())`,
        [randomUUID(), cost, segments, new Date(clock.now())],
      );
    }
    expect(await repository.averagePrice('FR', 'EUR', since)).toBe(toMicros(0.32));
  });

  it('a new hour begins with nothing spent', async () => {
    await reserve(130, 'IR');
    clock.advance(HOUR_MS);
    expect((await reserve(1, 'IR'))[0]!.finding).toBeUndefined();
  });
});
