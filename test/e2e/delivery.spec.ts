import pg from 'pg';
import supertest from 'supertest';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { startFakeKavenegar, type FakeKavenegar } from '../support/fake-kavenegar.mjs';
import { signTwilio } from '../support/fake-twilio.mjs';
import { MaintenanceQueue } from '../support/maintenance.js';
import { problemFault } from '../support/problem.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';
import { stores } from '../support/redis.js';

const TOKEN = 'a-webhook-token-of-tests';
const DELIVERED = 10;
const UNDELIVERED = 11;
const HANDED_OVER = 5;

interface MessageRow {
  status: string;
  provider_message_id: string;
  polled_at: Date | null;
}

/** An API process and a worker that send through a fake Kavenegar. */
class Bench {
  private constructor(
    readonly environment: TestEnvironment,
    readonly kavenegar: FakeKavenegar,
    readonly database: pg.Pool,
    readonly variables: Record<string, string>,
    readonly api: RamzProcess,
    readonly worker: RamzProcess,
    readonly maintenance: MaintenanceQueue,
  ) {}

  static async start(store: (typeof stores)[number] = 'postgresql'): Promise<Bench> {
    const [environment, kavenegar] = await Promise.all([createTestEnvironment(store), startFakeKavenegar()]);
    const variables = {
      ...environment.variables,
      KAVENEGAR_API_KEY: kavenegar.apiKey,
      KAVENEGAR_BASE_URL: kavenegar.url,
      KAVENEGAR_WEBHOOK_TOKEN: TOKEN,
    };
    const [api, worker] = await Promise.all(
      ['api', 'worker'].map((ROLE) => RamzProcess.start({ ...variables, ROLE, LOG_LEVEL: 'debug' })),
    );
    const database = new pg.Pool({ connectionString: environment.databaseUrl, max: 2 });
    const maintenance = new MaintenanceQueue(environment);
    return new Bench(environment, kavenegar, database, variables, api!, worker!, maintenance);
  }

  async stop(): Promise<void> {
    await this.maintenance.close();
    await Promise.all([this.api.stop(), this.worker.stop(), this.database.end()]);
    await Promise.all([this.environment.dispose(), this.kavenegar.close()]);
  }

  /** Sends a code. Returns the id that Kavenegar gave the message. */
  async send(): Promise<string> {
    const { body } = await askForCode(this.api.url, newPhoneNumber().e164).expect(200);
    return eventually(async () => {
      const { rows } = await this.database.query<MessageRow>(
        `SELECT * FROM messages WHERE otp_token_id = $1 AND status = 'accepted'`,
        [body.challenge_id],
      );
      expect(rows).toHaveLength(1);
      return rows[0]!.provider_message_id;
    });
  }

  async message(id: string): Promise<MessageRow> {
    const { rows } = await this.database.query<MessageRow>('SELECT * FROM messages WHERE provider_message_id = $1', [
      id,
    ]);
    return rows[0]!;
  }

  async age(id: string, interval: string): Promise<void> {
    await this.database.query(
      `UPDATE messages SET accepted_at = accepted_at - $2::interval, polled_at = polled_at - $2::interval
       WHERE provider_message_id = $1`,
      [id, interval],
    );
  }
}

describe('Kavenegar webhook', () => {
  let bench: Bench;
  let callback: string;
  const path = `/api/v1/webhooks/kavenegar/${TOKEN}`;

  beforeAll(async () => {
    bench = await Bench.start();
    callback = `${bench.api.url}${path}`;
  });
  afterAll(() => bench.stop());

  const post = () => supertest(bench.api.url).post(path);

  async function keptReports(messageid: number): Promise<number | null> {
    const { rowCount } = await bench.database.query('SELECT FROM early_reports WHERE provider_message_id = $1', [
      String(messageid),
    ]);
    return rowCount;
  }

  it.each(['get', 'form'] as const)(
    'the webhook accepts the delivery reports that Kavenegar sends as %s',
    async (mode) => {
      const id = await bench.send();
      expect(await bench.kavenegar.report(id, DELIVERED, { url: callback, mode })).toBe(200);
      expect(await bench.message(id)).toMatchObject({ status: 'delivered', reported_at: expect.any(Date) });
    },
  );

  it.each([
    ['JSON', (id: string) => post().send({ messageid: Number(id), status: DELIVERED })],
    ['a JSON list', (id: string) => post().send([{ messageid: id, status: DELIVERED }])],
    ['a query', (id: string) => post().query({ messageid: id, status: DELIVERED })],
    ['a form of lists', (id: string) => post().type('form').send(`messageid=1,${id}&status=${DELIVERED},${DELIVERED}`)],
  ])('a delivery report is accepted as %s', async (_form, call) => {
    const id = await bench.send();
    const answer = await call(id).expect(200);
    expect(answer.text).toBe('');
    expect(await bench.message(id)).toMatchObject({ status: 'delivered' });
  });

  it('delivery reports may be repeated or out of order, and never undo a delivery', async () => {
    const id = await bench.send();
    const statuses = [HANDED_OVER, UNDELIVERED, DELIVERED, DELIVERED, UNDELIVERED, HANDED_OVER];
    const seen: string[] = [];
    for (const status of statuses) {
      expect(await bench.kavenegar.report(id, status, { url: callback })).toBe(200);
      seen.push((await bench.message(id)).status);
    }
    expect(seen).toEqual(['accepted', 'undelivered', 'delivered', 'delivered', 'delivered', 'delivered']);
  });

  it('a delivery report that comes before its acceptance is stored is kept, and applied afterwards', async () => {
    const phone = newPhoneNumber().e164;
    const messageid = 4_711_001;
    const entries = [{ messageid, status: 5, statustext: '', cost: 350 }];
    const accepted = JSON.stringify({ return: { status: 200, message: '' }, entries });
    bench.kavenegar.failNext({ body: accepted, delayMs: 1000 }, { receptor: phone });
    const count = bench.kavenegar.requests.length + 1;
    const { body } = await askForCode(bench.api.url, phone).expect(200);
    await bench.kavenegar.waitForRequest({ count });
    for (const status of [UNDELIVERED, DELIVERED]) await post().query({ messageid, status }).expect(200);
    await eventually(async () => {
      const { rows } = await bench.database.query<MessageRow>('SELECT * FROM messages WHERE otp_token_id = $1', [
        body.challenge_id,
      ]);
      expect(rows).toMatchObject([{ status: 'delivered', provider_message_id: String(messageid) }]);
    });
    expect(await keptReports(messageid)).toBe(0);
  });

  it('a delivery report by a stranger is not kept', async () => {
    const messageid = 4_711_002;
    const call = (token: string) =>
      supertest(`${bench.api.url}/api/v1/webhooks/kavenegar/${token}`).get('').query({ messageid, status: DELIVERED });
    await call('another-token-of-tests').expect(404);
    expect(await keptReports(messageid)).toBe(0);
    await call(TOKEN).expect(200);
    expect(await keptReports(messageid)).toBe(1);
  });

  it('a webhook gives the same answer for known and unknown messages', async () => {
    const id = await bench.send();
    const [known, unknown] = await Promise.all(
      [id, '99999999'].map((messageid) => supertest(callback).get('').query({ messageid, status: 1 }).expect(200)),
    );
    const shown = ({ headers, text }: supertest.Response) => ({ text, names: Object.keys(headers).toSorted() });
    expect(shown(known!)).toEqual(shown(unknown!));
  });

  it('a webhook call with a wrong token is answered like an address that does not exist', async () => {
    const id = await bench.send();
    const report = { messageid: id, status: DELIVERED };
    const addresses = ['kavenegar/another-token-of-tests', `smsir/${TOKEN}`, 'nobody/x', `simulation/${TOKEN}`];
    const answers = await Promise.all(
      ['nowhere/at/all', ...addresses].map((rest) =>
        supertest(bench.api.url).get(`/api/v1/webhooks/${rest}`).query(report).expect(404),
      ),
    );
    const shown = answers.map(({ body, headers }) => {
      const { request_id: _, ...rest } = body as Record<string, unknown>;
      return { rest, names: Object.keys(headers).toSorted() };
    });
    for (const other of shown) expect(other).toEqual(shown[0]);
    await supertest(bench.api.url).get('/api/v1/webhooks/kavenegar').query(report).expect(403);
    expect(await bench.message(id)).toMatchObject({ status: 'accepted' });
    expect(bench.api.output).not.toContain('another-token-of-tests');
  });

  it.each([
    ['no content', () => post()],
    ['no status', () => post().query({ messageid: 1 })],
    ['an id that is not a number', () => post().query({ messageid: 'x', status: 1 })],
    ['incomplete JSON', () => post().type('json').send('{"messageid": 1,')],
    ['an empty list', () => post().send([])],
    ['lists that differ in length', () => post().type('form').send('messageid=1,2&status=1')],
    ['20,000 fields', () => post().type('form').send('a=&'.repeat(20_000))],
  ])('a delivery report with %s is refused', async (_what, call) => {
    const answer = await call().expect(400);
    expect(answer.body.code).toBe('validation_failed');
    expect(problemFault(answer)).toBeUndefined();
  });

  it('a webhook body that is too large, or neither form nor JSON, is refused', async () => {
    const large = await post().type('form').send('a'.repeat(70_000)).expect(413);
    expect(problemFault(large)).toBeUndefined();
    const text = await post().type('text/xml').send('<a/>').expect(415);
    expect(problemFault(text)).toBeUndefined();
  });

  it('only webhooks accept forms', async () => {
    const form = supertest(bench.api.url).post('/api/v1/auth/otp').type('form').send('phone_number=09120000000');
    expect((await form.expect(415)).body.code).toBe('unsupported_media_type');
  });
});

describe('Twilio webhook', () => {
  const AUTH_TOKEN = 'an-auth-token-of-tests';
  /** As the operator wrote it. */
  const WRITTEN_URL = 'HTTPS://OTP.Example/ramz/';
  const PUBLIC_URL = 'https://otp.example/ramz';
  const path = '/api/v1/webhooks/twilio';
  const sid = `SM${'0'.repeat(31)}1`;
  let environment: TestEnvironment;
  let database: pg.Pool;
  let api: RamzProcess;

  beforeAll(async () => {
    environment = await createTestEnvironment();
    database = new pg.Pool({ connectionString: environment.databaseUrl, max: 1 });
    api = await RamzProcess.start({
      ...environment.variables,
      ROLE: 'api',
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      TWILIO_FROM_NUMBER: '+15005550006',
      PUBLIC_URL: WRITTEN_URL,
    });
    await database.query(
      `INSERT INTO messages (id, channel, kind, recipient, status, provider, provider_message_id, accepted_at, expires_at)
       VALUES (gen_random_uuid(), 'sms', 'otp', '+573001234567', 'accepted', 'twilio', $1, now(), now())`,
      [sid],
    );
  });
  afterAll(async () => {
    await Promise.all([api.stop(), database.end()]);
    await environment.dispose();
  });

  const fields = { MessageSid: sid, MessageStatus: 'delivered', To: '+573001234567', ErrorMessage: 'a b&c=é' };
  const call = (signature: string | undefined, query = '') => {
    const post = supertest(api.url).post(path + query);
    return (signature === undefined ? post : post.set('X-Twilio-Signature', signature)).type('form').send(fields);
  };
  const status = async () => (await database.query<{ status: string }>('SELECT status FROM messages')).rows[0]?.status;

  it.each([
    ['no signature', undefined],
    ["another token's", signTwilio('another', `${PUBLIC_URL}${path}`, fields)],
    ["another address's", signTwilio(AUTH_TOKEN, `http://127.0.0.1${path}`, fields)],
    ["other fields'", signTwilio(AUTH_TOKEN, `${PUBLIC_URL}${path}`, { ...fields, MessageStatus: 'failed' })],
  ])('a delivery report with %s is refused', async (_what, signature) => {
    const answer = await call(signature).expect(403);
    expect(answer.body.code).toBe('forbidden');
    expect(problemFault(answer)).toBeUndefined();
    expect(await status()).toBe('accepted');
  });

  it.each([
    ['its normalised public address', PUBLIC_URL],
    ['its public address as it was written', 'HTTPS://OTP.Example/ramz'],
  ])('a delivery report that is signed for %s and its query is accepted', async (_what, url) => {
    await call(signTwilio(AUTH_TOKEN, `${url}${path}?a=1`, fields), '?a=1').expect(200);
    expect(await status()).toBe('delivered');
    await database.query(`UPDATE messages SET status = 'accepted'`);
  });

  it('a delivery report with a message id counts as the acceptance if the answer to the send was lost', async () => {
    const { rows } = await database.query<{ id: string }>(
      `INSERT INTO messages (id, channel, kind, recipient, status, payload, expires_at)
       VALUES (gen_random_uuid(), 'sms', 'otp', '+573001234568', 'queued', 'x', now() + interval '1 hour') RETURNING id`,
    );
    const id = rows[0]!.id;
    await database.query(
      `INSERT INTO message_attempts (message_id, provider, method, outcome) VALUES ($1, 'twilio', 'plain', 'unknown')`,
      [id],
    );
    const report = { ...fields, MessageSid: `SM${'0'.repeat(31)}2`, MessageStatus: 'sent' };
    const send = (query: string) =>
      supertest(api.url)
        .post(path + query)
        .set('X-Twilio-Signature', signTwilio(AUTH_TOKEN, `${PUBLIC_URL}${path}?message=${id}`, report))
        .type('form')
        .send(report);
    const row = async () => (await database.query('SELECT * FROM messages WHERE id = $1', [id])).rows[0] as object;
    await send(`?message=${id.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))}`).expect(403);
    expect(await row()).toMatchObject({ status: 'queued' });
    await send(`?message=${id}`).expect(200);
    expect(await row()).toMatchObject({
      ...{ status: 'accepted', provider: 'twilio', method: 'plain', provider_message_id: report.MessageSid },
      payload: null,
    });
  });
});

describe.each(stores)('delivery polling with a queue on %s', (store) => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start(store);
  });
  afterAll(() => bench.stop());

  const polled = () =>
    bench.kavenegar.requests.flatMap(({ scope, form }) =>
      scope === 'sms/status' ? (form['messageid'] ?? '').split(',') : [],
    );

  it('polling applies the delivery reports of messages that no webhook has reported on', async () => {
    const id = await bench.send();
    bench.kavenegar.setStatus(id, DELIVERED);
    await bench.age(id, '1 minute');
    await bench.maintenance.run('poll-delivery');
    await eventually(async () => expect(await bench.message(id)).toMatchObject({ status: 'delivered' }));
    expect(polled()).toEqual([id]);
  });

  it('a pending message is polled again later, and a message that is not due is not polled', async () => {
    const [early, waiting] = [await bench.send(), await bench.send()];
    await bench.age(waiting, '1 minute');
    await bench.maintenance.run('poll-delivery');
    await eventually(async () => expect((await bench.message(waiting)).polled_at).not.toBeNull());
    await eventually(() => expect(polled()).toContain(waiting));
    expect(await bench.message(waiting)).toMatchObject({ status: 'accepted' });

    bench.kavenegar.setStatus(waiting, UNDELIVERED);
    await bench.age(waiting, '3 minutes');
    await bench.maintenance.run('poll-delivery');
    await eventually(async () => expect(await bench.message(waiting)).toMatchObject({ status: 'undelivered' }));
    expect(polled()).not.toContain(early);
  });

  it('a poll that fails is repeated later, and logged once', async () => {
    const id = await bench.send();
    await bench.age(id, '1 minute');
    bench.kavenegar.failNext(409, { scope: 'sms/status' });
    await bench.maintenance.run('poll-delivery');
    await bench.worker.waitForOutput('delivery polling failed');
    expect(await bench.message(id)).toMatchObject({ status: 'accepted', polled_at: expect.any(Date) });
    const lines = bench.worker.logs.filter(({ message }) => message === 'delivery polling failed');
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', provider: 'kavenegar' })]);
  });

  it('polling stops after two days, and the message stays accepted', async () => {
    const id = await bench.send();
    const fresh = await bench.send();
    bench.kavenegar.setStatus(id, DELIVERED);
    await bench.age(id, '48 hours');
    await bench.age(fresh, '1 minute');
    await bench.maintenance.run('poll-delivery');
    await eventually(() => expect(polled()).toContain(fresh));
    expect(await bench.message(id)).toMatchObject({ status: 'accepted', polled_at: null });
  });
});

describe.each(stores)('maintenance with a queue on %s', (store) => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start(store);
  });
  afterAll(() => bench.stop());

  it('every maintenance task has a schedule, and schedules of unknown tasks are removed', async () => {
    await bench.maintenance.schedule('gone', 3_600_000);
    expect(await bench.maintenance.schedules()).toHaveProperty('gone');
    const worker = await RamzProcess.start({ ...bench.variables, ROLE: 'worker' });
    const schedules = {
      sweep: 10_000,
      'poll-delivery': 60_000,
      'check-accounts': 600_000,
      'check-alerts': 60_000,
      'check-conversion': 600_000,
      'clean-up-events': 3_600_000,
      'clean-up': 3_600_000,
    };
    try {
      await eventually(async () => expect(await bench.maintenance.schedules()).toEqual(schedules));
    } finally {
      await worker.stop();
    }
  });

  it('an unknown maintenance task is logged as an error', async () => {
    await bench.maintenance.run('no-such-task');
    await bench.worker.waitForOutput('There is no maintenance task no-such-task.');
    expect(bench.worker.logs).toContainEqual(expect.objectContaining({ level: 'error', task: 'no-such-task' }));
  });

  it('the clean-up task deletes expired idempotency keys', async () => {
    await bench.database.query(
      `INSERT INTO idempotency_keys (id, request_digest, expires_at)
       VALUES ('ended', '', now() - interval '1 second'), ('live', '', now() + interval '1 hour')`,
    );
    await bench.maintenance.run('clean-up');
    await bench.worker.waitForOutput('"message":"cleaned up"');
    const { rows } = await bench.database.query('SELECT id FROM idempotency_keys');
    expect(rows).toEqual([{ id: 'live' }]);
  });
});

describe('worker start', () => {
  let environment: TestEnvironment;
  let kavenegar: FakeKavenegar;
  let maintenance: MaintenanceQueue;
  let worker: RamzProcess;

  beforeAll(async () => {
    [environment, kavenegar] = await Promise.all([createTestEnvironment(), startFakeKavenegar()]);
    maintenance = new MaintenanceQueue(environment);
  });
  afterEach(() => worker.stop());
  afterAll(async () => {
    await maintenance.close();
    await Promise.all([environment.dispose(), kavenegar.close()]);
  });

  const start = (variables: Record<string, string>) =>
    RamzProcess.start({ ...environment.variables, KAVENEGAR_BASE_URL: kavenegar.url, ROLE: 'worker', ...variables });

  it('a worker logs which credentials are wrong and how to correct them, and keeps running', async () => {
    worker = await start({ KAVENEGAR_API_KEY: 'a-wrong-key-of-tests' });
    await worker.waitForOutput('provider account unusable');
    expect(worker.logs).toContainEqual(
      expect.objectContaining({
        level: 'error',
        provider: 'kavenegar',
        reason: 'Invalid Kavenegar API key (403). Correct KAVENEGAR_API_KEY.',
      }),
    );
    await supertest(worker.url).get('/health/ready').expect(200);
    expect(worker.output).not.toContain('a-wrong-key-of-tests');
    expect(await worker.stop()).toBe(0);
  });

  it('a worker warns once about low credit', async () => {
    worker = await start({ KAVENEGAR_API_KEY: kavenegar.apiKey, KAVENEGAR_MIN_CREDIT: '1000000000' });
    await worker.waitForOutput('provider credit low');
    await maintenance.run('check-accounts');
    await maintenance.run('no-such-task');
    await worker.waitForOutput('There is no maintenance task');
    const warnings = worker.logs.filter(({ message }) => message === 'provider credit low');
    expect(warnings).toEqual([
      expect.objectContaining({ level: 'warn', provider: 'kavenegar', credit: 10_000_000, currency: 'IRR' }),
    ]);
  });
});
