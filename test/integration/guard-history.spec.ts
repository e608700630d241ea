import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { PrismaService } from '../../src/database/index.js';
import { BucketRepository } from '../../src/fraud/buckets/bucket.repository.js';
import { FraudDecisionRepository } from '../../src/fraud/decisions/fraud-decision.repository.js';
import { ConversionDropService } from '../../src/fraud/history/conversion-drop.service.js';
import { ConversionHourRepository } from '../../src/fraud/history/conversion-hour.repository.js';
import { ConversionTrendService } from '../../src/fraud/history/conversion-trend.service.js';
import { GuardRetentionRepository } from '../../src/fraud/retention/guard-retention.repository.js';
import { GuardRetentionService } from '../../src/fraud/retention/guard-retention.service.js';
import { SpendRepository } from '../../src/fraud/spend/spend.repository.js';
import { ProviderConversionRepository } from '../../src/sms/sending/provider-conversion.repository.js';
import { ProviderConversionService } from '../../src/sms/sending/provider-conversion.service.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { FakeClock } from '../support/fake-clock.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('what the guard learns from rows', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let prisma: PrismaService;
  let conversions: ConversionHourRepository;
  let clock: FakeClock;

  beforeEach(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 4 });
    prisma = new PrismaService(pool);
    conversions = new ConversionHourRepository(prisma);
    clock = new FakeClock(Date.UTC(2026, 0, 15, 12, 30));
  });

  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const before = (ms: number) => new Date(clock.now() - ms);

  function retention(): GuardRetentionService {
    const spending = new SpendRepository(prisma);
    return new GuardRetentionService(new GuardRetentionRepository(prisma), conversions, spending, clock);
  }

  /** Adds codes to numbers of a prefix that a provider has accepted, of which some were entered. */
  async function addCodes(
    at: Date,
    { sent, verified, prefix = '+98912', country = 'IR', provider = 'kavenegar' }: Codes,
  ): Promise<void> {
    await pool.query(
      `WITH codes AS (
         INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
           created_at, expires_at, resend_at)
         SELECT gen_random_uuid(), 'login', 'sms', $1 || lpad(n::text, 7, '0'),
           CASE WHEN n <= $3 THEN 'used'::otp_status ELSE 'superseded' END, '', 't', 5, 'fa', $4, $4, $4
         FROM generate_series(1, $2::int) n RETURNING id, recipient
       )
       INSERT INTO messages (id, channel, kind, recipient, country, status, otp_token_id, provider, created_at, accepted_at, expires_at)
       SELECT gen_random_uuid(), 'sms', 'otp', recipient, $5, 'accepted', id, $6, $4, $4, $4 FROM codes`,
      [prefix, sent, verified, at, country, provider],
    );
  }

  it('the history of a country has the best day, the last day and the last hour', async () => {
    await addCodes(before(20 * DAY_MS), { sent: 90, verified: 90 });
    await addCodes(before(5 * DAY_MS), { sent: 40, verified: 30 });
    await addCodes(before(3 * HOUR_MS), { sent: 20, verified: 10 });
    await addCodes(before(HOUR_MS / 2), { sent: 5, verified: 4 });
    await conversions.sumUp(before(0));
    await conversions.sumUp(before(0));
    const histories = await conversions.histories(before(0));
    expect([...histories]).toEqual([['IR', { dailyMaximum: 30, lastDay: 14, lastHour: 4 }]]);
  });

  it('a code that is entered later is counted by the next sum', async () => {
    await addCodes(before(HOUR_MS / 2), { sent: 2, verified: 0 });
    await conversions.sumUp(before(0));
    await pool.query(`UPDATE otp_tokens SET status = 'used'`);
    await conversions.sumUp(before(0));
    const [figures] = await conversions.figures('provider', before(DAY_MS), before(-HOUR_MS));
    expect(figures).toEqual({ name: 'kavenegar', sent: 2, verified: 2 });
  });

  it('a drop of conversion is found by country, prefix and Iranian operator, and only there', async () => {
    await addCodes(before(2 * DAY_MS), { sent: 300, verified: 270 });
    await addCodes(before(2 * DAY_MS), { sent: 300, verified: 270, prefix: '+98935' });
    await addCodes(before(2 * HOUR_MS), { sent: 100, verified: 5 });
    await addCodes(before(2 * HOUR_MS), { sent: 60, verified: 54, prefix: '+98935' });
    await conversions.sumUp(before(0));
    const drops = await new ConversionDropService(conversions, clock).find();
    expect(drops.map(({ by, name }) => `${by} ${name}`)).toEqual(['country IR', 'prefix +98912', 'operator mci']);
    expect(drops[1]).toMatchObject({ recent: 0.05, earlier: 0.9 });
  });

  it('providers are compared by the six newest hours whose codes can no longer be entered, read once a minute', async () => {
    // It is 12:30, so the hours from 6:00 to 12:00 count.
    await addCodes(before(7 * HOUR_MS), { sent: 9, verified: 9 });
    await addCodes(before(6 * HOUR_MS), { sent: 4, verified: 1 });
    await addCodes(before(HOUR_MS), { sent: 2, verified: 1, prefix: '+98935' });
    await addCodes(before(HOUR_MS), { sent: 3, verified: 2, prefix: '+98990', provider: 'twilio' });
    await addCodes(before(HOUR_MS / 4), { sent: 5, verified: 5, prefix: '+98936' });
    await conversions.sumUp(before(0));
    const service = new ProviderConversionService(new ProviderConversionRepository(prisma), clock);
    const kavenegar = { provider: 'kavenegar', sent: 6, verified: 2 };
    const ofIran = async () => (await service.of('IR'))?.toSorted((a, b) => b.sent - a.sent);
    expect(await ofIran()).toEqual([kavenegar, { provider: 'twilio', sent: 3, verified: 2 }]);
    expect(await service.of('TR')).toEqual([]);
    await pool.query(`UPDATE conversion_hours SET sent = sent + 1 WHERE provider = 'twilio'`);
    clock.advance(59_000);
    expect((await ofIran())?.[1]).toMatchObject({ sent: 3 });
    clock.advance(1000);
    expect((await ofIran())?.[1]).toMatchObject({ sent: 4 });
    clock.advance(45 * 60_000);
    await conversions.sumUp(before(0));
    expect((await ofIran())?.[0]).toMatchObject({ sent: 7, verified: 6 });
  });

  it('the trend has the days of a fortnight in UTC, by country and provider', async () => {
    await addCodes(new Date(Date.UTC(2026, 0, 1, 23, 59)), { sent: 9, verified: 9 });
    await addCodes(new Date(Date.UTC(2026, 0, 2)), { sent: 4, verified: 1 });
    await addCodes(new Date(Date.UTC(2026, 0, 15, 11)), { sent: 2, verified: 1, prefix: '+98935' });
    await addCodes(new Date(Date.UTC(2026, 0, 15, 12)), { sent: 3, verified: 3, prefix: '+98936' });
    await addCodes(new Date(Date.UTC(2026, 0, 15, 12)), { sent: 1, verified: 0, country: 'TR', provider: 'twilio' });
    await conversions.sumUp(before(0));
    expect(await new ConversionTrendService(conversions, clock).byDay()).toEqual([
      { day: '2026-01-02', country: 'IR', provider: 'kavenegar', sent: 4, verified: 1 },
      { day: '2026-01-15', country: 'IR', provider: 'kavenegar', sent: 5, verified: 4 },
      { day: '2026-01-15', country: 'TR', provider: 'twilio', sent: 1, verified: 0 },
    ]);
  });

  it('countries with decisions about codes are found with the rule that was met most', async () => {
    const decisions = new FraudDecisionRepository(prisma);
    const decision = { figure: 2, threshold: 1, action: 'refuse', isEnforced: true, outcome: 'refused' } as const;
    const of = { recipientKey: 'k', maskedRecipient: 'm' };
    for (const rule of ['address_day', 'prefix_4_day', 'address_day', 'block_list']) {
      await decisions.add({ ...decision, ...of, rule, at: before(1000), country: 'IR' });
    }
    await decisions.add({ ...decision, ...of, rule: 'address_day', at: before(DAY_MS), country: 'TR' });
    const ofSend = { ...of, rule: 'spend_day', requestedBy: 'shop' };
    await decisions.addMany(
      ['IR', 'IR', 'AE'].map((country) => ({ ...decision, ...ofSend, at: before(1000), country })),
    );
    expect(await decisions.countriesSince(before(HOUR_MS))).toEqual([{ country: 'IR', count: 3, rule: 'address_day' }]);
  });

  it('the average price of a country comes from the newest reports in its currency', async () => {
    await addCodes(before(HOUR_MS), { sent: 3, verified: 0 });
    await pool.query(`UPDATE messages SET cost = 0.02, currency = 'USD' WHERE recipient LIKE '%1'`);
    await pool.query(`UPDATE messages SET cost = 900, currency = 'IRR' WHERE recipient LIKE '%2'`);
    const prices = new SpendRepository(prisma);
    expect(await prices.averagePrice('IR', 'USD', before(DAY_MS))).toBe(20_000n);
    expect(await prices.averagePrice('TR', 'USD', before(DAY_MS))).toBeUndefined();
  });

  it('requests and buckets go after 14 days, decisions after 90, and spent challenges when they expire', async () => {
    const store = new BucketRepository(prisma);
    for (const now of [before(15 * DAY_MS), before(13 * DAY_MS)]) {
      const key = `country:${now.getTime()}`;
      const buckets = [{ dimension: 'country' as const, key, countsNumbers: true }];
      await store.count({ id: randomUUID(), recipientKey: key, addressKey: key, country: 'IR', buckets, now });
    }
    await pool.query(`INSERT INTO spent_challenges VALUES ('old', $1), ('new', $2)`, [before(1000), before(-1000)]);
    await retention().run(new AbortController().signal);
    const count = async (table: string) => (await pool.query(`SELECT FROM ${table}`)).rowCount;
    expect(await Promise.all(['fraud_asks', 'fraud_buckets', 'spent_challenges'].map(count))).toEqual([1, 1, 1]);
  });

  it('old buckets are deleted on every page of their table, and those that another process has locked stay', async () => {
    await pool.query(
      `INSERT INTO fraud_buckets (key, at)
       SELECT n, CASE WHEN n % 10 = 0 THEN $1::timestamptz ELSE $2 END FROM generate_series(1, 5000) n`,
      [before(13 * DAY_MS), before(15 * DAY_MS)],
    );
    const other = await pool.connect();
    try {
      await other.query("BEGIN; SELECT FROM fraud_buckets WHERE key = '1' FOR UPDATE");
      expect(await retention().run(new AbortController().signal)).toMatchObject({ fraud_buckets: 4499 });
      await other.query('COMMIT');
    } finally {
      other.release();
    }
    const { rows } = await pool.query<{ key: string }>('SELECT key FROM fraud_buckets WHERE key::int % 10 <> 0');
    expect(rows).toEqual([{ key: '1' }]);
    expect(await retention().run(new AbortController().signal)).toMatchObject({ fraud_buckets: 1 });
  });
});

interface Codes {
  sent: number;
  verified: number;
  prefix?: string;
  country?: string;
  provider?: string;
}
