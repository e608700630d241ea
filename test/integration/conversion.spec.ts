import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { PrismaService } from '../../src/database/index.js';
import { ConversionRepository, MessageStatisticsRepository } from '../../src/messaging/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';

const NOW = new Date('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE);

let database: TestDatabase;
let pool: Pool;
let conversions: ConversionRepository;
let statistics: MessageStatisticsRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  conversions = new ConversionRepository(new PrismaService(pool));
  statistics = new MessageStatisticsRepository(new PrismaService(pool));
});
afterEach(() => pool.query('TRUNCATE otp_tokens, messages CASCADE'));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Adds a code with its message; `minutes`: how long ago it was written, and accepted if it was. */
async function addCode(code: {
  minutes: number;
  tokenStatus?: string;
  country?: string | null;
  channel?: string;
  provider?: string | null;
  messageStatus?: string;
}): Promise<void> {
  const { minutes, tokenStatus = 'superseded', country = 'IR', channel = 'sms', provider = 'kavenegar' } = code;
  const { messageStatus = 'accepted' } = code;
  const tokenId = randomUUID();
  const recipient = channel === 'email' ? 'sam@example.com' : '+989120000001';
  await pool.query(
    `INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
       created_at, expires_at, resend_at)
     VALUES ($1, 'login', $2, $3, $4, '', '', 5, 'en', $5, $5, $5)`,
    [tokenId, channel, recipient, tokenStatus, ago(minutes)],
  );
  await pool.query(
    `INSERT INTO messages (id, channel, kind, recipient, country, status, otp_token_id, provider, created_at,
       accepted_at, expires_at)
     VALUES ($1, $2, 'otp', $3, $4, $5, $6, $7, $8, $9, $8)`,
    [
      randomUUID(),
      channel,
      recipient,
      country,
      messageStatus,
      tokenId,
      provider,
      ago(minutes),
      messageStatus === 'queued' ? null : ago(minutes),
    ],
  );
}

describe('ConversionRepository', () => {
  it('returns the share of the accepted codes of a window that were used, by country and provider', async () => {
    await addCode({ minutes: 1, tokenStatus: 'used' });
    await addCode({ minutes: 2 });
    await addCode({ minutes: 14, tokenStatus: 'used', messageStatus: 'delivered' });
    await addCode({ minutes: 14, messageStatus: 'undelivered' });
    // Outside the window, or never accepted.
    await addCode({ minutes: 16, tokenStatus: 'used' });
    await addCode({ minutes: 1, messageStatus: 'queued', provider: null });
    await addCode({ minutes: 3, tokenStatus: 'used', country: 'TR', provider: 'twilio' });
    await addCode({ minutes: 3, tokenStatus: 'used', country: null, channel: 'email', provider: 'smtp' });
    await addCode({ minutes: 3, country: null });
    const ratios = await conversions.ratios(NOW, 15 * MINUTE);
    expect(ratios.toSorted((a, b) => a.country.localeCompare(b.country))).toEqual([
      { country: 'IR', provider: 'kavenegar', ratio: 0.5 },
      { country: 'none', provider: 'smtp', ratio: 1 },
      { country: 'other', provider: 'kavenegar', ratio: 0 },
      { country: 'TR', provider: 'twilio', ratio: 1 },
    ]);
  });
});

describe('MessageStatisticsRepository', () => {
  it('returns the oldest message that waits in each queue', async () => {
    expect(await statistics.oldestQueued()).toEqual([
      { queue: 'sms', since: null },
      { queue: 'email', since: null },
    ]);
    await addCode({ minutes: 9, messageStatus: 'accepted' });
    await addCode({ minutes: 5, messageStatus: 'queued', channel: 'call' });
    await addCode({ minutes: 4, messageStatus: 'queued' });
    await addCode({ minutes: 3, messageStatus: 'queued', channel: 'email', country: null });
    expect(await statistics.oldestQueued()).toEqual([
      { queue: 'sms', since: ago(5) },
      { queue: 'email', since: ago(3) },
    ]);
  });
});
