import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { MaintenanceQueue } from '../support/maintenance.js';
import { withRamz } from '../support/with-ramz.js';

interface Row {
  id: string;
  recipient: string;
  status: string;
  method: string | null;
  provider_message_id: string | null;
  last_error: string | null;
  attempt_count: number;
  calls: string[];
}

const ids = (rows: { provider_message_id: string | null }[]) =>
  rows.map((row) => String(row.provider_message_id)).toSorted();

describe('bulk sends', () => {
  let maintenance: MaintenanceQueue;

  // Before its database is dropped.
  afterAll(() => maintenance.close());
  const ramz = withRamz({ ADMIN_API_KEYS, SMS_BACKOFF_MS: '20' }, { providers: ['kavenegar'] });
  beforeAll(() => {
    maintenance = new MaintenanceQueue(ramz.environment);
  });

  beforeEach(() => ramz.kavenegar.reset());

  const newPhones = (count: number) => Array.from({ length: count }, () => newPhoneNumber().e164);

  async function send(receptor: string[]): Promise<string> {
    const { body } = await adminOf(ramz.url).send({ type: 'bulk', receptor, message: 'Your shop opens at 9.' });
    expect(body).toMatchObject({ success: true, queued: receptor.length });
    return String(body.batch_id);
  }

  async function rowsOf(batchId: string): Promise<Row[]> {
    const { rows } = await ramz.database.query<Row>(
      `SELECT m.id, recipient, status, m.method, m.provider_message_id, last_error, attempt_count,
        array_agg(a.method || ' ' || a.outcome ORDER BY a.id) AS calls
       FROM messages m LEFT JOIN message_attempts a ON a.message_id = m.id
       WHERE batch_id = $1 GROUP BY m.id ORDER BY m.id`,
      [batchId],
    );
    return rows;
  }

  /** Once none of them waits or is on its way. */
  async function endedRows(batchId: string): Promise<Row[]> {
    return eventually(async () => {
      const { rows } = await ramz.database.query(
        "SELECT count(*)::int AS n FROM messages WHERE batch_id = $1 AND status IN ('queued', 'sending')",
        [batchId],
      );
      expect(rows).toEqual([{ n: 0 }]);
      return rowsOf(batchId);
    }, 20_000);
  }

  const callsOf = (scope: string) => ramz.kavenegar.requests.filter((request) => request.scope === scope);

  /** Each phone has its message, none has two, and the rows hold the ids by which Kavenegar knows them. */
  function expectOnceEach(phones: string[], rows: Row[]): void {
    expect(rows.map(({ recipient, status }) => `${recipient} ${status}`).toSorted()).toEqual(
      phones.map((phone) => `${phone} accepted`).toSorted(),
    );
    const receptors = ramz.kavenegar.messages.map(({ receptor }) => `+98${receptor.slice(1)}`);
    expect(receptors.toSorted()).toEqual(phones.toSorted());
    expect(ids(rows)).toEqual(ramz.kavenegar.messages.map(({ messageid }) => messageid).toSorted());
  }

  it('a bulk send is split into calls of at most 200, and each message keeps its own provider id', async () => {
    const phones = newPhones(450);
    const rows = await endedRows(await send(phones));
    expectOnceEach(phones, rows);
    expect(new Set(ids(rows)).size).toBe(450);
    const sizes = callsOf('sms/sendarray').map(({ form }) => (JSON.parse(form['receptor']!) as string[]).length);
    expect(sizes.toSorted((a, b) => a - b)).toEqual([50, 200, 200]);
    expect(callsOf('sms/send')).toEqual([]);
    for (const row of rows) expect(row).toMatchObject({ method: 'plain', attempt_count: 1, calls: ['plain accepted'] });
    const byPhone = new Map(ramz.kavenegar.messages.map((message) => [`+98${message.receptor.slice(1)}`, message]));
    for (const row of rows) expect(byPhone.get(row.recipient)!.messageid).toBe(row.provider_message_id);
  });

  it('a number that Kavenegar refuses fails alone, and all other numbers are reached', async () => {
    const phones = newPhones(12);
    const [bad, ...good] = phones as [string, ...string[]];
    ramz.kavenegar.respondWith(411, { receptor: bad });
    const rows = await endedRows(await send(phones));
    const refused = rows.filter(({ recipient }) => recipient === bad);
    expect(refused).toMatchObject([
      {
        status: 'failed',
        provider_message_id: null,
        last_error: 'Kavenegar does not accept the recipient number (411).',
      },
    ]);
    expectOnceEach(
      good,
      rows.filter(({ recipient }) => recipient !== bad),
    );
    expect(callsOf('sms/sendarray')).toHaveLength(1);
    expect(callsOf('sms/send')).toHaveLength(12);
  });

  it.each([
    ['a server that cannot answer', 409, 'transient'],
    ['an answer lost before the send', { transport: 'close' }, 'unknown'],
    ['an answer lost after the send', { transport: 'close', delivers: true }, 'unknown'],
    ['an answer cut short after the send', { transport: 'half_body', delivers: true }, 'unknown'],
  ] as const)(
    'a bulk send continues as single messages after %s, with none lost and none sent twice',
    async (_, fault, outcome) => {
      const phones = newPhones(20);
      ramz.kavenegar.failNext(fault, { scope: 'sms/sendarray' });
      const rows = await endedRows(await send(phones));
      expectOnceEach(phones, rows);
      for (const row of rows) expect(row.calls).toEqual([`plain ${outcome}`, 'plain accepted']);
      expect(callsOf('sms/sendarray')).toHaveLength(1);
      expect(callsOf('sms/send')).toHaveLength(20);
    },
  );

  it('a bulk send goes out by the default line if its sender is refused', async () => {
    const phones = newPhones(3);
    ramz.kavenegar.respondWith(412, { scope: 'sms/sendarray' });
    const rows = await endedRows(await send(phones));
    expectOnceEach(phones, rows);
  });

  it('another worker finishes a bulk send if one is killed while sending, and each phone gets one text', async () => {
    const phones = newPhones(250);
    // One call arrives and one does not, and of neither the worker hears before it dies.
    ramz.kavenegar.failNext({ transport: 'hang', delivers: true }, { scope: 'sms/sendarray' });
    ramz.kavenegar.failNext('hang', { scope: 'sms/sendarray' });
    const batchId = await send(phones);
    await ramz.kavenegar.waitForRequest({ count: 2 });
    ramz.process.signal('SIGKILL');
    await ramz.process.ended();
    expect([50, 200]).toContain(ramz.kavenegar.messages.length);
    for (const { status } of await rowsOf(batchId)) expect(status).toBe('sending');

    await ramz.addProcess({ ROLE: 'worker' });
    // As if the lease of the dead worker had run out.
    await ramz.database.query(
      "UPDATE messages SET updated_at = now() - interval '10 minutes' WHERE status = 'sending'",
    );
    await maintenance.run('sweep');
    const rows = await endedRows(batchId);
    expectOnceEach(phones, rows);
    for (const row of rows) expect(row.calls).toEqual(['plain started', 'plain accepted']);
  });
});
