import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { solveChallenge } from 'altcha-lib/v1';
import supertest from 'supertest';
import { DEFAULT_POLICY } from '../../src/fraud/policy/default-policy.js';
import type { WorkChallenge } from '../../src/fraud/human-check/human-verifier.contract.js';
import { codeOf, signIn } from '../support/accounts.js';
import { ADMIN_API_KEYS, ADMIN_KEY, adminOf } from '../support/admin.js';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { describeWith } from '../support/programs.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { withRamz } from '../support/with-ramz.js';

const FRESH_NETWORKS = 250;
let nextNetwork = 0;
const newAddress = () => `10.${Math.floor(nextNetwork / FRESH_NETWORKS)}.${nextNetwork++ % FRESH_NETWORKS}.7`;

describe('the guard with FRAUD_MODE=enforce, in two processes', () => {
  const ramz = withRamz(
    async ({ database }) => {
      // One country and few prefixes serve all tests of this file: only the address decides in them.
      const { address, address_country } = DEFAULT_POLICY.rules;
      const policy = { ...DEFAULT_POLICY, rules: { address, address_country } };
      await database.query('INSERT INTO fraud_policies (version, document, created_at) VALUES (0, $1, now())', [
        JSON.stringify(policy),
      ]);
      return { FRAUD_MODE: 'enforce', ADMIN_API_KEYS, TRUST_PROXY: '1' };
    },
    { roles: ['all', 'api'] },
  );
  const other = () => ramz.processes[1]!.url;
  const admin = () => adminOf(ramz.url);

  const ask = (phone_number: string, address: string, fields: object = {}, url = ramz.url) =>
    supertest(url)
      .post('/api/v1/auth/otp')
      .set('X-Forwarded-For', address)
      .send({ phone_number, ...fields });

  /** Uses up what an address may ask for, and returns it. */
  async function fullAddress(): Promise<string> {
    const address = newAddress();
    for (let index = 0; index < 5; index += 1) await ask(newPhoneNumber().e164, address).expect(200);
    return address;
  }

  it('an address with too many unverified codes must pass a proof of work, in every process', async () => {
    const address = await fullAddress();
    const { e164 } = newPhoneNumber();
    const { body } = await ask(e164, address, {}, other()).expect(403);
    expect(body).toMatchObject({ code: 'captcha_required', captcha: { provider: 'altcha' } });
    const captcha_token = await solved(body.captcha.challenge as WorkChallenge);
    await ask(e164, address, { captcha_token }).expect(200);
    const again = await ask(newPhoneNumber().e164, address, { captcha_token }).expect(403);
    expect(again.body.code).toBe('captcha_invalid');
  });

  it('a client can solve a challenge before it is asked to', async () => {
    const { body } = await supertest(ramz.url).get('/api/v1/auth/human-check').expect(200);
    expect(body).toEqual({ provider: 'altcha', challenge: expect.objectContaining({ algorithm: 'SHA-256' }) });
    const address = await fullAddress();
    const captcha_token = await solved(body.challenge as WorkChallenge);
    await ask(newPhoneNumber().e164, address, { captcha_token }).expect(200);
  });

  it('entering the codes makes room for more', async () => {
    const address = newAddress();
    for (let index = 0; index < 8; index += 1) {
      const { e164 } = newPhoneNumber();
      const { body } = await ask(e164, address).expect(200);
      await verifyCode(ramz.url, e164, await codeOf(ramz.database, body.challenge_id)).expect(200);
    }
  });

  it('far beyond the threshold only a number that was verified before gets a code, after the same check as any other', async () => {
    const known = newPhoneNumber().e164;
    await signIn(ramz.url, ramz.database, { phone_number: known });
    const address = await fullAddress();
    for (let index = 0; index < 3; index += 1) {
      const { body } = await ask(newPhoneNumber().e164, address);
      if (body.code !== 'captcha_required') break;
      const captcha_token = await solved(body.captcha.challenge as WorkChallenge);
      await ask(newPhoneNumber().e164, address, { captcha_token });
    }
    const [stranger, verified] = [await ask(newPhoneNumber().e164, address), await ask(known, address)];
    expect([stranger.status, stranger.body.code]).toEqual([verified.status, verified.body.code]);
    const tokens = await Promise.all(
      [stranger, verified].map(({ body }) => solved(body.captcha.challenge as WorkChallenge)),
    );
    const refused = await ask(newPhoneNumber().e164, address, { captcha_token: tokens[0] }).expect(403);
    expect(refused.body).toMatchObject({ code: 'destination_suspended', status: 403 });
    expect(refused.body.detail).toContain('Please try again later');
    await ask(known, address, { captcha_token: tokens[1] }).expect(200);
  });

  it('the block list refuses in every process within seconds, and every change of it is recorded', async () => {
    const { e164 } = newPhoneNumber();
    await ask(e164, newAddress()).expect(200);
    const entry = `${e164.slice(0, -2)}*`;
    await admin().post('/api/v1/fraud/lists/block', { entry }).expect(200, { entry, changed: true });
    await admin().post('/api/v1/fraud/lists/block', { entry }).expect(200, { entry, changed: false });
    for (const url of [ramz.url, other()]) {
      await eventually(async () => {
        expect((await ask(e164, newAddress(), {}, url)).body.code).toBe('destination_suspended');
      });
    }
    const { body } = await admin().get('/api/v1/fraud/lists/block').expect(200);
    expect(body.items).toEqual([{ entry, created_at: expect.any(String) }]);
    await supertest(ramz.url).delete('/api/v1/fraud/lists/block').set('X-API-Key', ADMIN_KEY).send({ entry });
    await eventually(async () => expect((await ask(e164, newAddress())).status).toBe(200));
    const { rows } = await ramz.database.query(
      `SELECT action, count FROM admin_actions WHERE action LIKE '%FraudList' AND action <> 'showFraudList' ORDER BY id`,
    );
    expect(rows).toEqual([
      { action: 'addToFraudList', count: 1 },
      { action: 'addToFraudList', count: 0 },
      { action: 'removeFromFraudList', count: 1 },
    ]);
  });

  it('a refusal is a row, an event, a figure of the metrics and a line of the explanation', async () => {
    const { e164 } = newPhoneNumber();
    await admin().post('/api/v1/fraud/lists/block', { entry: e164 }).expect(200);
    await eventually(async () => expect((await ask(e164, newAddress())).body.code).toBe('destination_suspended'));
    const { body: page } = await admin().get('/api/v1/fraud/decisions?rule=block_list&limit=1').expect(200);
    expect(page.items[0]).toMatchObject({ action: 'refuse', enforced: true, outcome: 'refused', country: 'IR' });
    expect(JSON.stringify(page)).not.toContain(e164);
    const { body: explained } = await admin().post('/api/v1/admin/explain', { query: e164 }).expect(200);
    expect(explained.timeline.map(({ kind }: { kind: string }) => kind)).toContain('guard');
    await eventually(async () => {
      const { body: events } = await admin().get('/api/v1/events?type=fraud.blocked').expect(200);
      expect(events.items.at(-1).data).toMatchObject({ rule: 'block_list', action: 'refuse', country: 'IR' });
    });
    const metrics = await supertest(ramz.url).get('/metrics');
    expect(metrics.text).toMatch(/ramz_fraud_decisions_total\{rule="block_list",action="refuse"\} [1-9]/);
  });

  it('a policy that is set is the one in force, with a version of its own', async () => {
    const put = supertest(ramz.url).put('/api/v1/fraud/policy').set('X-API-Key', ADMIN_KEY);
    const { body } = await admin().get('/api/v1/fraud/policy').expect(200);
    const policy = { ...body.policy, delay_seconds: 90 };
    await put.send(policy).expect(200);
    const { body: changed } = await adminOf(other()).get('/api/v1/fraud/policy').expect(200);
    expect(changed).toEqual({ mode: 'enforce', version: 1, set_at: expect.any(String), policy });
  });

  it.each([
    [{ schema: 1 }, 'rules'],
    [{ schema: 2 }, 'schema'],
    [{ schema: 1, unknown: true }, 'policy'],
  ])('a policy such as %j is refused with the path of its fault', async (policy, path) => {
    const put = supertest(ramz.url).put('/api/v1/fraud/policy').set('X-API-Key', ADMIN_KEY);
    const { body } = await put.send(policy).expect(400);
    expect(body.code).toBe('validation_failed');
    expect(Object.keys(body.errors)).toContain(path);
  });

  it('an entry that means nothing, and a list that does not exist, are refused', async () => {
    await admin().post('/api/v1/fraud/lists/block', { entry: 'nonsense' }).expect(400);
    await admin().post('/api/v1/fraud/lists/neither', { entry: 'IR' }).expect(404);
  });
});

describe('the guard with FRAUD_MODE=record, the default', () => {
  const ramz = withRamz({ ADMIN_API_KEYS });

  it('decisions are kept and nothing is refused', async () => {
    for (let index = 0; index < 12; index += 1) {
      await supertest(ramz.url).post('/api/v1/auth/otp').send({ phone_number: newPhoneNumber().e164 }).expect(200);
    }
    const { body } = await adminOf(ramz.url).get('/api/v1/fraud/decisions').expect(200);
    expect(body.items.length).toBeGreaterThan(0);
    for (const decision of body.items) expect(decision).toMatchObject({ enforced: false, outcome: 'sent' });
  });
});

describe('the guard with SPEND_LIMITS', () => {
  const ramz = withRamz(() => {
    const prices = join(mkdtempSync(join(tmpdir(), 'ramz-prices-')), 'prices.json');
    writeFileSync(prices, JSON.stringify({ simulation: { IR: { price: 1, currency: 'USD' } } }));
    // The Persian text with its last line has two segments.
    const OTP_WEBOTP_DOMAIN = 'codes.a-shop-with-a-long-name.example.com';
    return { SPEND_LIMITS: 'IR=4USD/day', PRICE_TABLE: prices, OTP_WEBOTP_DOMAIN, ADMIN_API_KEYS };
  });

  it('beyond the ceiling only a number that was verified before gets a code, while the guard only records its other rules', async () => {
    const known = newPhoneNumber().e164;
    await signIn(ramz.url, ramz.database, { phone_number: known });
    const ask = (phone_number: string, fields: object = {}) =>
      supertest(ramz.url)
        .post('/api/v1/auth/otp')
        .send({ phone_number, ...fields });
    await ask(newPhoneNumber().e164).expect(200);
    for (const [phone, status, code] of [
      [newPhoneNumber().e164, 403, 'destination_suspended'],
      [known, 200, undefined],
    ] as const) {
      const { body } = await ask(phone).expect(403);
      expect(body.code).toBe('captcha_required');
      const answer = await ask(phone, { captcha_token: await solved(body.captcha.challenge as WorkChallenge) });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    const { rows } = await ramz.database.query('SELECT destination, "window", spent FROM spend_windows');
    expect(rows).toEqual([{ destination: 'IR', window: 'day', spent: '6000000' }]);
    const sent = await ramz.database.query('SELECT DISTINCT segments FROM messages');
    expect(sent.rows).toEqual([{ segments: 2 }]);
  });
});

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

function phones(count: number): string[] {
  return Array.from({ length: count }, () => newPhoneNumber().e164);
}

async function solved({ challenge, salt, algorithm, maxnumber, signature }: WorkChallenge): Promise<string> {
  const solution = await solveChallenge(challenge, salt, algorithm, maxnumber).promise;
  const payload = { algorithm, challenge, number: solution!.number, salt, signature };
  return Buffer.from(JSON.stringify(payload)).toString('base64');
}

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
