import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { PrismaService } from '../../src/database/index.js';
import {
  DeliveryRepository,
  EarlyReportRepository,
  type Report,
  type ReportResult,
} from '../../src/messaging/index.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';

const NOW = new Date('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const later = (ms: number) => new Date(NOW.getTime() + ms);

let database: TestDatabase;
let pool: Pool;
let repository: DeliveryRepository;
let early: EarlyReportRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 10 });
  repository = new DeliveryRepository(new PrismaService(pool));
  early = new EarlyReportRepository(new PrismaService(pool));
});
afterEach(() => pool.query('TRUNCATE messages, early_reports CASCADE'));
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

describe('delivery reports', () => {
  it('each new state is applied once, and the reason of a failed delivery is stored', async () => {
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
    'a report of %s never undoes a delivery',
    async (state) => {
      const id = await acceptedMessage();
      await report(id, 'delivered');
      expect(await report(id, state)).toBe('unchanged');
      expect(await messageOf(id)).toMatchObject({ status: 'delivered' });
    },
  );

  it.each(['queued', 'sending', 'expired', 'failed', 'cancelled'])(
    'a report on a message that is %s is ignored',
    async (status) => {
      const id = await acceptedMessage({ status });
      expect(await report(id, 'delivered')).toBe('unchanged');
      expect(await messageOf(id)).toMatchObject({ status, reported_at: null });
    },
  );

  it('a pending report leaves the message unchanged', async () => {
    const id = await acceptedMessage();
    expect(await report(id, 'pending')).toBe('unchanged');
    expect(await messageOf(id)).toMatchObject({ status: 'accepted', reported_at: null });
  });

  it('a report on an unknown message, or on one of another provider, returns unknown', async () => {
    const id = await acceptedMessage({ provider: 'twilio' });
    expect(await report('no-such-message', 'delivered')).toBe('unknown');
    expect(await report(id, 'delivered')).toBe('unknown');
    expect(await report(id, 'pending')).toBe('unknown');
    expect(await messageOf(id)).toMatchObject({ status: 'accepted' });
  });

  it('only one of many concurrent reports of the same state is applied', async () => {
    const id = await acceptedMessage();
    const results = await Promise.all(Array.from({ length: 40 }, () => report(id, 'delivered')));
    expect(results.filter((result) => result === 'applied')).toHaveLength(1);
    expect(results.filter((result) => result === 'unchanged')).toHaveLength(39);
  });

  it('concurrent reports end at delivered in whatever order they arrive', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => acceptedMessage()));
    await Promise.all(
      ids.flatMap((id) => (['pending', 'delivered', 'undelivered', 'undelivered'] as const).map((s) => report(id, s))),
    );
    const statuses = await Promise.all(ids.map(async (id) => (await messageOf(id))?.status));
    expect(new Set(statuses)).toEqual(new Set(['delivered']));
  });
});

describe('messages whose answer was lost', () => {
  async function lost(status: string, outcome = 'unknown'): Promise<string> {
    const id = randomUUID();
    await acceptedMessage({ id, status, provider: null, provider_message_id: null, accepted_at: null });
    await pool.query(
      `INSERT INTO message_attempts (message_id, provider, method, outcome)
       VALUES ($1, 'twilio', 'plain', $2::attempt_outcome)`,
      [id, outcome],
    );
    return id;
  }

  it('a message that waits for its next run is found with its method', async () => {
    expect(await repository.methodOfLostAnswer(await lost('queued'), 'twilio')).toBe('plain');
  });

  it.each([
    ['is being sent', 'sending', 'unknown', 'twilio'],
    ['has ended', 'failed', 'unknown', 'twilio'],
    ['was certainly not sent', 'queued', 'transient', 'twilio'],
    ['another provider was asked to send', 'queued', 'unknown', 'kavenegar'],
  ])('no message is found that %s', async (_, status, outcome, provider) => {
    expect(await repository.methodOfLostAnswer(await lost(status, outcome), provider)).toBeUndefined();
  });

  it('the id of another message is recognised', async () => {
    const id = randomUUID();
    const providerMessageId = await acceptedMessage({ id });
    expect(await repository.isIdOfAnother(id, 'kavenegar', providerMessageId)).toBe(false);
    expect(await repository.isIdOfAnother(randomUUID(), 'kavenegar', providerMessageId)).toBe(true);
    expect(await repository.isIdOfAnother(randomUUID(), 'twilio', providerMessageId)).toBe(false);
  });
});

describe('early delivery reports', () => {
  const keep = (providerMessageId: string, state: Report['state'], more: Partial<Report> = {}) =>
    early.keep({ provider: 'kavenegar', providerMessageId, state, ...more }, NOW);
  const apply = (...ids: string[]) => early.applyTo('kavenegar', ids, later(MINUTE));
  const kept = async () => (await pool.query<{ provider_message_id: string }>('SELECT * FROM early_reports')).rows;

  it('a report that came before its message was accepted is applied, and only once', async () => {
    await keep('4711', 'undelivered', { meaning: 'The phone is off.', recipientAtFault: true });
    expect(await apply('4711')).toBe(0);
    expect(await kept()).toHaveLength(1);
    await acceptedMessage({ provider_message_id: '4711' });
    expect(await apply('4711', '4712')).toBe(1);
    expect(await messageOf('4711')).toEqual({
      status: 'undelivered',
      last_error: 'The phone is off.',
      reported_at: later(MINUTE),
    });
    expect(await kept()).toEqual([]);
    expect(await apply('4711')).toBe(0);
  });

  it('the newest report of a message is kept, but no report replaces a delivery', async () => {
    await keep('4711', 'undelivered');
    await keep('4711', 'delivered');
    await keep('4711', 'undelivered');
    expect(await kept()).toMatchObject([{ provider_message_id: '4711', state: 'delivered' }]);
  });

  it('a report of another provider is not applied', async () => {
    await early.keep({ provider: 'twilio', providerMessageId: '4711', state: 'delivered' }, NOW);
    await acceptedMessage({ provider_message_id: '4711' });
    expect(await apply('4711')).toBe(0);
  });

  it('no report is lost if the report and the acceptance are written at the same time', async () => {
    const ids = Array.from({ length: 60 }, () => randomUUID());
    await Promise.all(
      ids.flatMap((id) => [
        (async () => {
          if ((await report(id, 'delivered')) !== 'unknown') return;
          await keep(id, 'delivered');
          await apply(id);
        })(),
        (async () => {
          await acceptedMessage({ provider_message_id: id });
          await apply(id);
        })(),
      ]),
    );
    const statuses = await Promise.all(ids.map(async (id) => (await messageOf(id))?.status));
    expect(new Set(statuses)).toEqual(new Set(['delivered']));
    expect(await kept()).toEqual([]);
  });

  it('at most ten thousand reports of a provider are kept, and the oldest are deleted', async () => {
    await pool.query(
      `INSERT INTO early_reports (provider, provider_message_id, state, received_at)
       SELECT provider, n, 'delivered', $1::timestamptz - interval '1 second' * (10001 - n)
       FROM generate_series(1, 10000) n, (VALUES ('kavenegar'), ('twilio')) p (provider)`,
      [NOW],
    );
    await keep('newest', 'delivered');
    const { rows } = await pool.query<{ n: number; oldest: number }>(
      `SELECT count(*)::int AS n, min(provider_message_id::int) FILTER (WHERE provider_message_id <> 'newest') AS oldest
       FROM early_reports GROUP BY provider ORDER BY provider`,
    );
    expect(rows).toEqual([
      { n: 9001, oldest: 1001 },
      { n: 10_000, oldest: 1 },
    ]);
  });
});

describe('cancellations by a provider', () => {
  it('an accepted message is cancelled, unless a report came first', async () => {
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

describe('claims for delivery polling', () => {
  const claim = (at: number, limit = 500) =>
    repository.claimForPolling('kavenegar', { limit, windowMs: 48 * HOUR }, later(at));

  it('a message is claimed one minute after it was accepted, then 2, 4, 8, ... minutes after the last claim', async () => {
    const id = await acceptedMessage();
    const asked: number[] = [];
    for (let minute = 0; minute <= 70; minute += 0.5) {
      const ids = await claim(minute * MINUTE);
      if (ids.length > 0) asked.push(minute);
      expect(ids).toEqual(ids.length > 0 ? [id] : []);
    }
    expect(asked).toEqual([1, 3, 7, 15, 31, 63]);
  });

  it('claims stop at the end of the provider’s window, and the message stays accepted', async () => {
    const id = await acceptedMessage();
    expect(await claim(48 * HOUR)).toEqual([]);
    expect(await claim(48 * HOUR - 1)).toEqual([id]);
    expect(await claim(100 * HOUR)).toEqual([]);
    expect(await messageOf(id)).toMatchObject({ status: 'accepted' });
  });

  it('only messages that this provider accepted and has not reported on are claimed, and no e-mails', async () => {
    const id = await acceptedMessage();
    await acceptedMessage({ provider: 'twilio' });
    await acceptedMessage({ provider_message_id: null });
    await acceptedMessage({ channel: 'email' });
    for (const status of ['sending', 'delivered', 'undelivered', 'failed']) await acceptedMessage({ status });
    expect(await claim(HOUR)).toEqual([id]);
  });

  it('messages that were never polled are claimed first, then those that were polled the longest ago', async () => {
    const recent = await acceptedMessage({ polled_at: later(3 * MINUTE) });
    const older = await acceptedMessage({ polled_at: later(2 * MINUTE) });
    const never = await acceptedMessage();
    expect(await claim(HOUR, 1)).toEqual([never]);
    expect(await claim(HOUR, 1)).toEqual([older]);
    expect(await claim(HOUR, 1)).toEqual([recent]);
    expect(await claim(HOUR, 1)).toEqual([]);
  });

  it('each message is claimed by only one worker', async () => {
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
