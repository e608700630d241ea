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

/** Adds a message that Kavenegar accepted at `NOW`. Returns the id that Kavenegar gave it. */
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

describe('DeliveryRepository applies delivery reports', () => {
  it('applies each new state once, and records why the message was not delivered', async () => {
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
    'never lets a report of %s undo a delivery',
    async (state) => {
      const id = await acceptedMessage();
      await report(id, 'delivered');
      expect(await report(id, state)).toBe('unchanged');
      expect(await messageOf(id)).toMatchObject({ status: 'delivered' });
    },
  );

  it.each(['queued', 'sending', 'expired', 'failed', 'cancelled'])(
    'ignores a report on a message that is %s',
    async (status) => {
      const id = await acceptedMessage({ status });
      expect(await report(id, 'delivered')).toBe('unchanged');
      expect(await messageOf(id)).toMatchObject({ status, reported_at: null });
    },
  );

  it('leaves the message unchanged after a pending report', async () => {
    const id = await acceptedMessage();
    expect(await report(id, 'pending')).toBe('unchanged');
    expect(await messageOf(id)).toMatchObject({ status: 'accepted', reported_at: null });
  });

  it('returns unknown for a message that does not exist or that another provider has', async () => {
    const id = await acceptedMessage({ provider: 'twilio' });
    expect(await report('no-such-message', 'delivered')).toBe('unknown');
    expect(await report(id, 'delivered')).toBe('unknown');
    expect(await report(id, 'pending')).toBe('unknown');
    expect(await messageOf(id)).toMatchObject({ status: 'accepted' });
  });

  it('applies only one of many concurrent reports of the same state', async () => {
    const id = await acceptedMessage();
    const results = await Promise.all(Array.from({ length: 40 }, () => report(id, 'delivered')));
    expect(results.filter((result) => result === 'applied')).toHaveLength(1);
    expect(results.filter((result) => result === 'unchanged')).toHaveLength(39);
  });

  it('ends at delivered in whatever order concurrent reports arrive', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => acceptedMessage()));
    await Promise.all(
      ids.flatMap((id) => (['pending', 'delivered', 'undelivered', 'undelivered'] as const).map((s) => report(id, s))),
    );
    const statuses = await Promise.all(ids.map(async (id) => (await messageOf(id))?.status));
    expect(new Set(statuses)).toEqual(new Set(['delivered']));
  });
});

describe('DeliveryRepository records that a provider took a message back', () => {
  it('cancels an accepted message, unless a report came first', async () => {
    const accepted = await acceptedMessage();
    const delivered = await acceptedMessage({ status: 'delivered' });
    for (const providerMessageId of [accepted, delivered]) {
      const { rows } = await pool.query<{ id: string }>('SELECT id FROM messages WHERE provider_message_id = $1', [
        providerMessageId,
      ]);
      await repository.recordTakenBack(rows[0]!.id, later(MINUTE));
    }
    expect(await messageOf(accepted)).toMatchObject({ status: 'cancelled', reported_at: later(MINUTE) });
    expect(await messageOf(delivered)).toMatchObject({ status: 'delivered', reported_at: null });
  });
});

describe('DeliveryRepository claims messages for polling', () => {
  const claim = (at: number, limit = 500) =>
    repository.claimForPolling('kavenegar', { limit, windowMs: 48 * HOUR }, later(at));

  it('claims a message one minute after it was accepted, and then 2, 4, 8, ... minutes after the last time', async () => {
    const id = await acceptedMessage();
    const asked: number[] = [];
    for (let minute = 0; minute <= 70; minute += 0.5) {
      const ids = await claim(minute * MINUTE);
      if (ids.length > 0) asked.push(minute);
      expect(ids).toEqual(ids.length > 0 ? [id] : []);
    }
    expect(asked).toEqual([1, 3, 7, 15, 31, 63]);
  });

  it('stops at the end of the provider’s window, and leaves the message accepted', async () => {
    const id = await acceptedMessage();
    expect(await claim(48 * HOUR)).toEqual([]);
    expect(await claim(48 * HOUR - 1)).toEqual([id]);
    expect(await claim(100 * HOUR)).toEqual([]);
    expect(await messageOf(id)).toMatchObject({ status: 'accepted' });
  });

  it('claims only messages that this provider has accepted and not reported on, and no e-mails', async () => {
    const id = await acceptedMessage();
    await acceptedMessage({ provider: 'twilio' });
    await acceptedMessage({ provider_message_id: null });
    await acceptedMessage({ channel: 'email' });
    for (const status of ['sending', 'delivered', 'undelivered', 'failed']) await acceptedMessage({ status });
    expect(await claim(HOUR)).toEqual([id]);
  });

  it('claims messages first that were never polled, then those that were polled the longest ago', async () => {
    const recent = await acceptedMessage({ polled_at: later(3 * MINUTE) });
    const older = await acceptedMessage({ polled_at: later(2 * MINUTE) });
    const never = await acceptedMessage();
    expect(await claim(HOUR, 1)).toEqual([never]);
    expect(await claim(HOUR, 1)).toEqual([older]);
    expect(await claim(HOUR, 1)).toEqual([recent]);
    expect(await claim(HOUR, 1)).toEqual([]);
  });

  it('claims each message for one worker only', async () => {
    const ids = new Set(await Promise.all(Array.from({ length: 200 }, () => acceptedMessage())));
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(HOUR, 15)));
    const claimed = claims.flat();
    for (const batch of claims) expect(batch.length).toBeLessThanOrEqual(15);
    expect(new Set(claimed).size).toBe(claimed.length);
    // A claim may get fewer messages than are due while others hold them. The rest is still due.
    while (claimed.length < ids.size) {
      const rest = await claim(HOUR, 50);
      expect(rest.length).toBeGreaterThan(0);
      claimed.push(...rest);
    }
    expect(new Set(claimed)).toEqual(ids);
    expect(claimed).toHaveLength(ids.size);
  });
});
