import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { solveChallenge } from 'altcha-lib/v1';
import supertest from 'supertest';
import { DEFAULT_POLICY } from '../../src/fraud/policy/default-policy.js';
import type { WorkChallenge } from '../../src/fraud/human-check/human-verifier.contract.js';
import { codeOf, signIn } from '../support/accounts.js';
import { ADMIN_API_KEYS, ADMIN_KEY, adminOf } from '../support/admin.js';
import { askAndSend, newPhoneNumber, verifyCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
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
    // A code that is entered before its text was sent costs nothing.
    const { challenge_id } = await askAndSend(ramz.url, { phone_number: known });
    await verifyCode(ramz.url, known, await codeOf(ramz.database, challenge_id)).expect(200);
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

async function solved({ challenge, salt, algorithm, maxnumber, signature }: WorkChallenge): Promise<string> {
  const solution = await solveChallenge(challenge, salt, algorithm, maxnumber).promise;
  const payload = { algorithm, challenge, number: solution!.number, salt, signature };
  return Buffer.from(JSON.stringify(payload)).toString('base64');
}
