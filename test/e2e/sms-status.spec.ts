import { hostname } from 'node:os';
import supertest from 'supertest';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { problemFault } from '../support/problem.js';
import type { RamzProcess } from '../support/ramz-process.js';
import { withRamz, type RamzSetup } from '../support/with-ramz.js';

const TOKEN = 'a-webhook-token-of-tests';
const BAD_KEY = 'Invalid Kavenegar API key (403). Correct KAVENEGAR_API_KEY.';

/** Settings of an API process whose worker runs elsewhere. */
const workedElsewhere = (variables: Record<string, string>) => async (ramz: RamzSetup) => {
  await ramz.database.query(
    `INSERT INTO processes (id, role, host, version, keys, last_seen_at)
     VALUES (gen_random_uuid(), 'worker', 'elsewhere', '1.0.0', '{}', now() + interval '1 hour')`,
  );
  return { ADMIN_API_KEYS, ...variables };
};
const ask = ({ url }: Pick<RamzProcess, 'url'>, path: 'status' | 'account') => adminOf(url).get(`/api/v1/sms/${path}`);

describe('sending status without a provider', () => {
  const ramz = withRamz(workedElsewhere({}), { roles: ['api'] });
  let disabled: RamzProcess;

  beforeAll(async () => {
    disabled = await ramz.addProcess({ ROLE: 'api', SMS_ENABLED: 'false' });
  });

  it.each(['status', 'account'] as const)('only administrators can read the %s route', async (path) => {
    const answer = await supertest(ramz.url).get(`/api/v1/sms/${path}`).expect(401);
    expect(problemFault(answer)).toBeUndefined();
  });

  it.each([
    ['simulation', () => ramz.process],
    ['disabled', () => disabled],
  ])('the status names the mode %s', async (mode, process) => {
    const { body } = await ask(process(), 'status').expect(200);
    expect(body).toMatchObject({
      mode,
      status: 'ok',
      problems: [],
      providers: [{ name: 'simulation', methods: ['plain'], bulk: false, reports: ['polling'] }],
      routes: { '*': ['simulation'] },
      accounts: [],
    });
  });

  describe('the list of alerts', () => {
    const listed = (query = '') => adminOf(ramz.url).get(`/api/v1/admin/alerts${query}`);
    const alert = { kind: 'low_credit', summary: 'Top it up.', docs: 'docs/operations.md#alert-low-credit' };
    const open = { ...alert, name: 'low_credit:twilio', raised_at: '2026-01-31T12:00:00.000Z', cleared_at: null };
    const over = {
      ...alert,
      name: 'low_credit:kavenegar',
      raised_at: '2026-01-30T12:00:00.000Z',
      cleared_at: '2026-01-30T13:00:00.000Z',
    };

    beforeAll(async () => {
      await ramz.database.query('INSERT INTO alerts (name, kind, summary, raised_at) VALUES ($1, $2, $3, $4)', [
        open.name,
        open.kind,
        open.summary,
        open.raised_at,
      ]);
      for (const [type, at] of [
        ['alert.raised', over.raised_at],
        ['alert.cleared', over.cleared_at],
      ]) {
        await ramz.database.query('INSERT INTO events (type, subject, data, occurred_at) VALUES ($1, $2, $3, $4)', [
          type,
          over.name,
          { ...alert, name: over.name },
          at,
        ]);
      }
    });
    afterAll(() => ramz.database.query('DELETE FROM alerts'));

    it('has those that are open, and with state=all also those that are over, by pages', async () => {
      expect((await listed().expect(200)).body).toEqual({ items: [open], next_cursor: null });
      const first = await listed('?state=all&limit=1').expect(200);
      expect(first.body).toEqual({ items: [open], next_cursor: expect.any(String) });
      const second = await listed(`?state=all&limit=1&cursor=${first.body.next_cursor}`).expect(200);
      expect(second.body).toEqual({ items: [over], next_cursor: null });
    });

    it('makes the status degraded while one is open', async () => {
      const { body } = await ask(ramz, 'status').expect(200);
      expect(body).toMatchObject({ status: 'degraded', problems: [], alerts: [{ name: open.name }] });
    });

    it.each(['state=over', 'cursor=x', 'limit=101'])('refuses %s', async (query) => {
      const answer = await listed(`?${query}`).expect(400);
      expect(answer.body).toMatchObject({ code: 'validation_failed' });
    });

    it('is for administrators only', async () => {
      await supertest(ramz.url).get('/api/v1/admin/alerts').expect(401);
    });
  });

  it('nothing is sent while SMS is off', async () => {
    const { body } = await adminOf(disabled.url).send({ receptor: '09123456789', message: 'x' }).expect(503);
    expect(body).toMatchObject({ code: 'sms_disabled', success: false });
  });
});

describe('sending status with a provider', () => {
  // In this order: the first test is the first to ask for the account, and no worker runs during the second.
  const ramz = withRamz(
    workedElsewhere({ KAVENEGAR_WEBHOOK_TOKEN: TOKEN, SMS_ROUTES: 'IR=kavenegar;*=twilio,kavenegar' }),
    { roles: ['api'], providers: ['kavenegar'] },
  );
  let poor: RamzProcess;
  let wrong: RamzProcess;

  it('accounts are shown with their settings, and concurrent requests ask each provider once', async () => {
    const asked = () => ramz.kavenegar.requests.filter(({ scope }) => scope === 'account/info').length;
    const before = asked();
    const answers = await Promise.all([1, 2, 3].map(() => ask(ramz, 'account').expect(200)));
    for (const { body } of answers) {
      expect(body.accounts).toEqual([
        {
          provider: 'kavenegar',
          checked_at: expect.stringMatching(/Z$/),
          credit: 10_000_000,
          currency: 'IRR',
          low: false,
          type: 'master',
          expires_at: new Date(1_924_992_000_000).toISOString(),
          settings: expect.objectContaining({ debugmode: 'disabled' }),
        },
      ]);
    }
    expect(asked() - before).toBe(1);
  });

  it('the status shows providers, routes, credit, breakers, errors, the queue and webhook counts', async () => {
    const { database } = ramz;
    await database.query(
      `INSERT INTO breakers (name, cause, reason, opened_at, retry_at)
       VALUES ('kavenegar/lookup', 'failing', 'Kavenegar is unavailable (503).', now(), now() + interval '1 minute')`,
    );
    await database.query(
      `INSERT INTO alerts (name, kind, summary, raised_at)
       VALUES ('low_credit:kavenegar', 'low_credit', 'The credit is low.', '2026-01-31T12:00:00Z')`,
    );
    await askForCode(ramz.url, newPhoneNumber().e164).expect(200);
    await database.query(`UPDATE messages SET created_at = created_at - interval '90 seconds'`);
    await database.query(
      `INSERT INTO message_attempts (message_id, provider, method, outcome, raw_code, meaning, started_at)
       SELECT id, 'kavenegar', a.method, outcome::attempt_outcome, raw_code, meaning, now() - age::interval
       FROM messages, (VALUES
         ('lookup', 'misconfigured', 424, 'before', '20 minutes'), ('lookup', 'misconfigured', 424, 'last', '1 minute'),
         ('plain', 'transient', 503, 'away', '2 minutes'), ('plain', 'transient', 503, 'long ago', '2 hours'),
         ('lookup', 'unknown', null, null, '3 minutes'), ('plain', 'accepted', 200, null, '1 minute'),
         ('plain', 'started', null, null, '1 minute')) a (method, outcome, raw_code, meaning, age)`,
    );
    const webhook = (token: string, query: Record<string, unknown>) =>
      supertest(ramz.url).get(`/api/v1/webhooks/kavenegar/${token}`).query(query);
    await webhook(TOKEN, { messageid: 1, status: 10 }).expect(200);
    await webhook(TOKEN, {}).expect(400);
    await webhook('a-wrong-token', { messageid: 1, status: 10 }).expect(404);

    const { body } = await ask(ramz, 'status').expect(200);
    expect(body).toEqual({
      mode: 'production',
      status: 'degraded',
      problems: [
        expect.stringMatching(/^Messages wait to be sent: 1 codes for more than a minute/),
        'kavenegar/lookup: the circuit breaker is open. Kavenegar is unavailable (503).',
      ],
      alerts: [
        {
          name: 'low_credit:kavenegar',
          summary: 'The credit is low.',
          raised_at: '2026-01-31T12:00:00.000Z',
          docs: 'docs/operations.md#alert-low-credit',
        },
      ],
      providers: [
        {
          name: 'kavenegar',
          methods: ['lookup', 'plain', 'default_line'],
          bulk: true,
          reports: ['webhook', 'polling'],
        },
      ],
      routes: { IR: ['kavenegar'], '*': ['kavenegar'] },
      breakers: [
        {
          name: 'kavenegar/lookup',
          cause: 'failing',
          reason: 'Kavenegar is unavailable (503).',
          opened_at: expect.stringMatching(/Z$/),
          retry_at: expect.stringMatching(/Z$/),
        },
      ],
      last_errors: [
        { ...error('lookup', 424, 'last'), count: 2 },
        { ...error('plain', 503, 'away'), count: 1 },
        { ...error('lookup', null, null), count: 1 },
      ],
      accounts: [
        expect.objectContaining({
          provider: 'kavenegar',
          credit: 10_000_000,
          currency: 'IRR',
          low: false,
          type: 'master',
        }),
      ],
      queue: { queued: 1, sending: 0, oldest_age: expect.any(Number), jobs: { waiting: 1, active: 0, delayed: 0 } },
      processes: ['elsewhere', hostname()].map((host) => expect.objectContaining({ host })),
      webhooks: { kavenegar: { applied: 0, unchanged: 0, unknown: 1, forged: 1, malformed: 1 } },
    });
    expect(body.queue.oldest_age).toBeGreaterThanOrEqual(90);
    expect(body.queue.oldest_age).toBeLessThan(150);
    await database.query('DELETE FROM breakers; DELETE FROM messages');
  });

  const error = (method: string, rawCode: number | null, meaning: string | null) => ({
    provider: 'kavenegar',
    method,
    raw_code: rawCode,
    meaning,
    last_at: expect.stringMatching(/Z$/),
  });

  it('the status does not wait for a slow provider, and shows its answer the next time', async () => {
    poor = await ramz.addProcess({ ROLE: 'api', KAVENEGAR_MIN_CREDIT: '1000000000' });
    ramz.kavenegar.failNext({ delayMs: 4000 }, { scope: 'account/info' });
    const first = await ask(poor, 'status').timeout(3500).expect(200);
    expect(first.body.accounts).toEqual([]);
    await eventually(async () => {
      const { body } = await ask(poor, 'status').expect(200);
      expect(body.accounts).toMatchObject([{ provider: 'kavenegar', credit: 10_000_000 }]);
    });
  });

  it('the status reports a wrong template that costs every code another call, until it is corrected', async () => {
    await ramz.addProcess({ ROLE: 'worker' });
    const { kavenegar } = ramz;
    const takeBack = kavenegar.respondWith(424, { scope: 'verify/lookup' });
    const sendCode = async () => {
      const { e164 } = newPhoneNumber();
      await askForCode(ramz.url, e164).expect(200);
      await kavenegar.waitForMessage(e164);
    };
    const problems = async () => (await ask(ramz, 'status').expect(200)).body.problems as string[];
    const before = await problems();
    for (let code = 0; code < 3; code += 1) await sendCode();
    const sentence = expect.stringMatching(
      /^kavenegar\/lookup: \d+ calls of the last hour were in vain.* Template "verify" does not exist .*KAVENEGAR_TEMPLATE\.$/,
    );
    await eventually(async () => expect(await problems()).toContainEqual(sentence));
    takeBack();
    await sendCode();
    await eventually(async () => expect(await problems()).toEqual(before));
  });

  it('the status reports a wrong key and low credit in sentences', async () => {
    wrong = await ramz.addProcess({ ROLE: 'all', KAVENEGAR_API_KEY: 'a-wrong-key-of-tests' });
    const refused = await ask(wrong, 'status').expect(200);
    expect(refused.body).toMatchObject({ status: 'degraded', problems: [`kavenegar: ${BAD_KEY}`] });
    const account = await ask(wrong, 'account').expect(200);
    expect(account.body).toEqual({
      accounts: [{ provider: 'kavenegar', checked_at: expect.any(String), low: false, error: BAD_KEY }],
    });

    const { body } = await ask(poor, 'status').expect(200);
    expect(body).toMatchObject({ status: 'degraded', problems: ['kavenegar: the credit is low. Top it up.'] });
  });

  it('a worker logs which credentials are wrong and how to correct them, and keeps running', async () => {
    await wrong.waitForOutput('provider account unusable');
    expect(wrong.logs).toContainEqual(
      expect.objectContaining({ level: 'error', provider: 'kavenegar', reason: BAD_KEY }),
    );
    await supertest(wrong.url).get('/health/ready').expect(200);
    expect(wrong.output).not.toContain('a-wrong-key-of-tests');
    expect(await wrong.stop()).toBe(0);
  });
});
