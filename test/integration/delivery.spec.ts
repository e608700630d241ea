import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { PrismaService } from '../../src/database/index.js';
import { DeliveryRepository, type Report, type ReportResult } from '../../src/messaging/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';

const NOW = new Date('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const later = (ms: number) => new Date(NOW.getTime() + ms);

let database: TestDatabase;
let pool: Pool;
let repository: DeliveryRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 10 });
  repository = new DeliveryRepository(new PrismaService(pool));
});
afterEach(() => pool.query('DELETE FROM messages'));
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** A message that Kavenegar took at `NOW`; gives its id there. */
async function acceptedMessage(columns: Record<string, unknown> = {}): Promise<string> {
  const providerMessageId = randomUUID();
  const row = {
    id: randomUUID(),
    channel: 'sms',
    kind: 'otp',
    recipient: '+989120000001',
    status: 'accepted',
    provider: 'kavenegar',
    provider_message_id: providerMessageId,
    accepted_at: NOW,
    expires_at: later(5 * MINUTE),
    ...columns,
  };
  const names = Object.keys(row);
  await pool.query(
    `INSERT INTO messages (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
  return providerMessageId;
}

function report(providerMessageId: string, state: Report['state'], meaning?: string): Promise<ReportResult> {
  return repository.applyReport({ provider: 'kavenegar', providerMessageId, state, meaning }, later(MINUTE));
}

async function messageOf(providerMessageId: string) {
  const { rows } = await pool.query<{ status: string; last_error: string | null; reported_at: Date | null }>(
    'SELECT status, last_error, reported_at FROM messages WHERE provider_message_id = $1',
    [providerMessageId],
  );
  return rows[0];
}

describe('A delivery report', () => {
  it('moves its message on once, and says why it was not delivered', async () => {
    const id = await acceptedMessage();
    expect(await report(id, 'undelivered', 'The phone is off.')).toBe('applied');
    expect(await messageOf(id)).toEqual({
      status: 'undelivered',
      last_error: 'The phone is off.',
      reported_at: later(MINUTE),
    });
    expect(await report(id, 'undelivered', 'Again.')).toBe('unchanged');
    expect((await messageOf(id))?.last_error).toBe('The phone is off.');
    expect(await report(id, 'delivered')).toBe('applied');
    expect(await messageOf(id)).toMatchObject({ status: 'delivered', last_error: null });
  });

  it.each(['undelivered', 'failed', 'cancelled', 'pending'] as const)(
    'of %s never undoes a delivery',
    async (state) => {
      const id = await acceptedMessage();
      await report(id, 'delivered');
      expect(await report(id, state)).toBe('unchanged');
      expect(await messageOf(id)).toMatchObject({ status: 'delivered' });
    },
  );

  it.each(['queued', 'sending', 'expired', 'failed', 'cancelled'])(
    'does not touch a message that is %s',
    async (status) => {
      const id = await acceptedMessage({ status });
      expect(await report(id, 'delivered')).toBe('unchanged');
      expect(await messageOf(id)).toMatchObject({ status, reported_at: null });
    },
  );

  it('that tells nothing new leaves its message as it is', async () => {
    const id = await acceptedMessage();
    expect(await report(id, 'pending')).toBe('unchanged');
    expect(await messageOf(id)).toMatchObject({ status: 'accepted', reported_at: null });
  });

  it('of a message that nobody has, or that another provider has, is unknown', async () => {
    const id = await acceptedMessage({ provider: 'twilio' });
    expect(await report('no-such-message', 'delivered')).toBe('unknown');
    expect(await report(id, 'delivered')).toBe('unknown');
    expect(await report(id, 'pending')).toBe('unknown');
    expect(await messageOf(id)).toMatchObject({ status: 'accepted' });
  });

  it('that comes many times at once is applied once', async () => {
    const id = await acceptedMessage();
    const results = await Promise.all(Array.from({ length: 40 }, () => report(id, 'delivered')));
    expect(results.filter((result) => result === 'applied')).toHaveLength(1);
    expect(results.filter((result) => result === 'unchanged')).toHaveLength(39);
  });

  it('ends at delivered whatever order reports come in, also at once', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => acceptedMessage()));
    await Promise.all(
      ids.flatMap((id) => (['pending', 'delivered', 'undelivered', 'undelivered'] as const).map((s) => report(id, s))),
    );
    const statuses = await Promise.all(ids.map(async (id) => (await messageOf(id))?.status));
    expect(new Set(statuses)).toEqual(new Set(['delivered']));
  });
});

describe('Messages to ask about', () => {
  const claim = (at: number, limit = 500) =>
    repository.claimForPolling('kavenegar', { limit, windowMs: 48 * HOUR }, later(at));

  it('are due a minute after they were accepted, and then 2, 4, 8, ... minutes after the last time', async () => {
    const id = await acceptedMessage();
    const asked: number[] = [];
    for (let minute = 0; minute <= 70; minute += 0.5) {
      const ids = await claim(minute * MINUTE);
      if (ids.length > 0) asked.push(minute);
      expect(ids).toEqual(ids.length > 0 ? [id] : []);
    }
    expect(asked).toEqual([1, 3, 7, 15, 31, 63]);
  });

  it('are due until the provider knows nothing of them any more, and stay accepted', async () => {
    const id = await acceptedMessage();
    expect(await claim(48 * HOUR)).toEqual([]);
    expect(await claim(48 * HOUR - 1)).toEqual([id]);
    expect(await claim(100 * HOUR)).toEqual([]);
    expect(await messageOf(id)).toMatchObject({ status: 'accepted' });
  });

  it('are those of this provider that it has taken and not reported on', async () => {
    const id = await acceptedMessage();
    await acceptedMessage({ provider: 'twilio' });
    await acceptedMessage({ provider_message_id: null });
    for (const status of ['sending', 'delivered', 'undelivered', 'failed']) await acceptedMessage({ status });
    expect(await claim(HOUR)).toEqual([id]);
  });

  it('come first that were never asked about, then those asked about the longest ago', async () => {
    const recent = await acceptedMessage({ polled_at: later(3 * MINUTE) });
    const older = await acceptedMessage({ polled_at: later(2 * MINUTE) });
    const never = await acceptedMessage();
    expect(await claim(HOUR, 1)).toEqual([never]);
    expect(await claim(HOUR, 1)).toEqual([older]);
    expect(await claim(HOUR, 1)).toEqual([recent]);
    expect(await claim(HOUR, 1)).toEqual([]);
  });

  it('are given to one worker each, however many ask at once', async () => {
    const ids = new Set(await Promise.all(Array.from({ length: 200 }, () => acceptedMessage())));
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(HOUR, 15)));
    const claimed = claims.flat();
    for (const batch of claims) expect(batch.length).toBeLessThanOrEqual(15);
    expect(new Set(claimed).size).toBe(claimed.length);
    // A claim that met rows of another one may have been given fewer: what is left is still due.
    while (claimed.length < ids.size) {
      const rest = await claim(HOUR, 50);
      expect(rest.length).toBeGreaterThan(0);
      claimed.push(...rest);
    }
    expect(new Set(claimed)).toEqual(ids);
    expect(claimed).toHaveLength(ids.size);
  });
});
