import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { describeWith } from '../support/programs.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { withRamz } from '../support/with-ramz.js';

describe('the guard and the sends of administrators', () => {
  const [blocked, inPrefix, allowed] = phones(3) as [string, string, string];
  const prefix = `${inPrefix}*`;
  const ramz = withRamz(async ({ database, environment }) => {
    const prices = join(mkdtempSync(join(tmpdir(), 'ramz-prices-')), 'prices.json');
    writeFileSync(prices, JSON.stringify({ simulation: { IR: { price: 1, currency: 'USD' } } }));
    await database.query(
      `INSERT INTO fraud_list_entries (list, entry, created_at)
       VALUES ('block', $1, now()), ('block', $2, now()), ('block', 'CO', now()), ('allow', $3, now())`,
      [blocked, prefix, allowed],
    );
    return {
      SPEND_LIMITS: 'IR=5USD/day',
      PRICE_TABLE: prices,
      SMS_ALLOWED_COUNTRIES: 'IR,CO',
      RATE_LIMITS: `${environment.variables['RATE_LIMITS']},admin_send_ip=off`,
      ADMIN_API_KEYS,
    };
  });
  const send = (fields: object) => adminOf(ramz.url).send({ message: 'Your shop opens at 9.', ...fields });
  const template = { type: 'verify', token: '482913' };
  const bulk = (receptor: string[]) => send({ type: 'bulk', receptor });
  const messagesTo = async (recipients: string[]) => {
    const sql = 'SELECT count(*)::int AS n FROM messages WHERE recipient = ANY($1)';
    return (await ramz.database.query<{ n: number }>(sql, [recipients])).rows[0]!.n;
  };

  it.each([
    ['number', blocked, 'This number is on the block list.'],
    ['prefix', inPrefix, `The prefix of this number, ${prefix}, is on the block list.`],
    ['country', '+573001234567', 'The country of this number, CO, is on the block list.'],
  ])('a text, a template and a bulk send to a %s on the block list are refused', async (_, receptor, detail) => {
    for (const fields of [{}, template, { type: 'bulk' }]) {
      const { body } = await send({ receptor, ...fields }).expect(403);
      expect(body).toMatchObject({ code: 'destination_suspended', detail });
    }
    const { body } = await bulk([receptor, allowed]).expect(202);
    const refused = { receptor, code: 'destination_suspended', error: detail };
    expect(body).toMatchObject({ queued: 1, results: [refused, { message_id: expect.any(String) }] });
    expect(await messagesTo([receptor])).toBe(0);
  });

  it('beyond the ceiling a bulk send is refused whole, and a number on the allow list still gets its texts', async () => {
    const many = phones(7);
    const { body } = await bulk(many).expect(403);
    expect(body).toMatchObject({
      code: 'destination_suspended',
      success: false,
      spend: { destination: 'IR', window: 'day', currency: 'USD', ceiling: 6, spent: 0, needed: 7 },
    });
    expect(body.detail).toContain('SPEND_LIMITS allows 6 USD a day for IR');
    expect(await messagesTo(many)).toBe(0);
    const text = 'Your shop opens at 9. '.repeat(12);
    const long = await send({ type: 'bulk', receptor: many.slice(0, 4), message: text }).expect(403);
    expect(long.body).toMatchObject({ spend: { spent: 0, needed: 8 } });
    await bulk([...many.slice(1), allowed]).expect(202);
    for (const fields of [{}, template]) await send({ receptor: many[0], ...fields }).expect(403);
    await send({ receptor: allowed }).expect(200);
    expect(await messagesTo([many[0]!])).toBe(0);
  });

  it('each refusal is a row with the name of the key, a figure of the metrics and a line of the explanation, but no event', async () => {
    const { rows } = await ramz.database.query<{ id: string }>(
      'SELECT coalesce(max(id), 0) AS id FROM fraud_decisions',
    );
    const [first, second] = phones(2) as [string, string];
    await send({ receptor: inPrefix, ...template }).expect(403);
    await bulk([blocked, inPrefix, '+573001234567', allowed]).expect(202);
    await bulk([first, second, ...phones(5)]).expect(403);
    await send({ receptor: first, message: 'Your shop opens at 9. '.repeat(60) }).expect(403);
    const { rows: kept } = await ramz.database.query(
      'SELECT rule, country FROM fraud_decisions WHERE id > $1 ORDER BY id',
      [rows[0]!.id],
    );
    const list = { rule: 'block_list', country: 'IR' };
    const money = { rule: 'spend_day', country: 'IR' };
    expect(kept).toEqual([list, list, list, { ...list, country: 'CO' }, money, money]);

    const admin = adminOf(ramz.url);
    const { body } = await admin.get('/api/v1/fraud/decisions?rule=spend_day&limit=2').expect(200);
    const refused = { action: 'refuse', enforced: true, outcome: 'refused', threshold: 5, requested_by: 'shop' };
    expect(body.items).toMatchObject([
      { ...refused, recipient: expect.stringMatching(/^\+98.*\*/) as string },
      { ...refused, recipient: '7 numbers' },
    ]);
    expect(body.items[0].figure).toBeGreaterThan(6);
    const guardLine = async (query: string) => {
      const { timeline } = (await admin.post('/api/v1/admin/explain', { query }).expect(200)).body;
      return timeline.findLast(({ kind }: { kind: string }) => kind === 'guard')?.text;
    };
    expect(await guardLine(first)).toMatch(
      /rule spend_day \(.* of 5\.0\), whose action is refuse; the send of shop was refused/,
    );
    expect(await guardLine(inPrefix)).toContain(
      'rule block_list, whose action is refuse; the send of shop was refused',
    );
    const { text } = await supertest(ramz.url).get('/metrics');
    for (const rule of ['block_list', 'spend_day']) {
      expect(text).toMatch(new RegExp(`ramz_fraud_decisions_total\\{rule="${rule}",action="refuse"\\} [1-9]`));
    }
    const events = await ramz.database.query("SELECT FROM events WHERE type = 'fraud.blocked'");
    expect(events.rowCount).toBe(0);
  });
});

describeWith('redis-server')('the guard while the limits cannot be counted', () => {
  let redis: TcpProxy;
  const ramz = withRamz(
    async ({ environment }) => {
      redis = await TcpProxy.to(environment.redisUrl!);
      return { REDIS_URL: redis.url, RATE_LIMITS: 'otp_ip=off' };
    },
    { store: 'redis', roles: ['api'] },
  );
  afterAll(() => redis.close());

  it('a request that is refused because the limits are away counts in no bucket', async () => {
    await redis.cut();
    await askForCode(ramz.url, newPhoneNumber().e164).expect(503);
    await redis.restore();
    const { rows } = await ramz.database.query('SELECT is_counted FROM fraud_asks');
    expect(rows).toEqual([{ is_counted: false }]);
  });
});

function phones(count: number): string[] {
  return Array.from({ length: count }, () => newPhoneNumber().e164);
}
