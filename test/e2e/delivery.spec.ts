import supertest from 'supertest';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { signTwilio } from '../support/fake-twilio.mjs';
import { MaintenanceQueue } from '../support/maintenance.js';
import { problemFault } from '../support/problem.js';
import { storesOfSlowTests } from '../support/redis.js';
import { withRamz, type RamzSetup } from '../support/with-ramz.js';

const TOKEN = 'a-webhook-token-of-tests';
const AUTH_TOKEN = 'an-auth-token-of-tests';
/** As the operator wrote it. */
const WRITTEN_URL = 'HTTPS://OTP.Example/ramz/';
const PUBLIC_URL = 'https://otp.example/ramz';
const DELIVERED = 10;
const UNDELIVERED = 11;
const HANDED_OVER = 5;

interface MessageRow {
  status: string;
  provider_message_id: string;
  polled_at: Date | null;
}

/** A Ramz in front of a fake Kavenegar, where its credit is low. */
class Bench {
  private queue?: MaintenanceQueue;
  readonly ramz: RamzSetup;

  constructor(store?: (typeof storesOfSlowTests)[number]) {
    const settings = async ({ environment }: RamzSetup) => {
      this.queue = new MaintenanceQueue(environment);
      // As another release has left it.
      await this.queue.schedule('gone', 3_600_000);
      expect(await this.queue.schedules()).toHaveProperty('gone');
      return {
        KAVENEGAR_WEBHOOK_TOKEN: TOKEN,
        KAVENEGAR_MIN_CREDIT: '1000000000',
        TWILIO_AUTH_TOKEN: AUTH_TOKEN,
        PUBLIC_URL: WRITTEN_URL,
        LOG_LEVEL: 'debug',
      };
    };
    afterAll(() => this.queue?.close());
    this.ramz = withRamz(settings, { store, providers: ['kavenegar', 'twilio'] });
  }

  get url() {
    return this.ramz.url;
  }

  get process() {
    return this.ramz.process;
  }

  get kavenegar() {
    return this.ramz.kavenegar;
  }

  get database() {
    return this.ramz.database;
  }

  get maintenance(): MaintenanceQueue {
    return this.queue!;
  }

  /** Sends a code. Returns the id that Kavenegar gave the message. */
  async send(): Promise<string> {
    const { body } = await askForCode(this.url, newPhoneNumber().e164).expect(200);
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

const standard = new Bench();

describe('Kavenegar webhook', () => {
  const bench = standard;
  let callback: string;
  const path = `/api/v1/webhooks/kavenegar/${TOKEN}`;

  beforeAll(() => {
    callback = `${bench.url}${path}`;
  });

  const post = () => supertest(bench.url).post(path);

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
    const { body } = await askForCode(bench.url, phone).expect(200);
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
      supertest(`${bench.url}/api/v1/webhooks/kavenegar/${token}`).get('').query({ messageid, status: DELIVERED });
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
        supertest(bench.url).get(`/api/v1/webhooks/${rest}`).query(report).expect(404),
      ),
    );
    const shown = answers.map(({ body, headers }) => {
      const { request_id: _, ...rest } = body as Record<string, unknown>;
      return { rest, names: Object.keys(headers).toSorted() };
    });
    for (const other of shown) expect(other).toEqual(shown[0]);
    await supertest(bench.url).get('/api/v1/webhooks/kavenegar').query(report).expect(403);
    expect(await bench.message(id)).toMatchObject({ status: 'accepted' });
    expect(bench.process.output).not.toContain('another-token-of-tests');
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
    const form = supertest(bench.url).post('/api/v1/auth/otp').type('form').send('phone_number=09120000000');
    expect((await form.expect(415)).body.code).toBe('unsupported_media_type');
  });
});

describe('Twilio webhook', () => {
  const bench = standard;
  const path = '/api/v1/webhooks/twilio';
  const sid = `SM${'0'.repeat(31)}1`;

  beforeAll(async () => {
    await bench.database.query(
      `INSERT INTO messages (id, channel, kind, recipient, status, provider, provider_message_id, accepted_at, expires_at)
       VALUES (gen_random_uuid(), 'sms', 'otp', '+573001234567', 'accepted', 'twilio', $1, now(), now())`,
      [sid],
    );
  });

  const fields = { MessageSid: sid, MessageStatus: 'delivered', To: '+573001234567', ErrorMessage: 'a b&c=é' };
  const call = (signature: string | undefined, query = '') => {
    const post = supertest(bench.url).post(path + query);
    return (signature === undefined ? post : post.set('X-Twilio-Signature', signature)).type('form').send(fields);
  };
  const status = async () => (await bench.message(sid)).status;

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
    await bench.database.query(`UPDATE messages SET status = 'accepted' WHERE provider_message_id = $1`, [sid]);
  });

  it('a delivery report with a message id counts as the acceptance if the answer to the send was lost', async () => {
    const { rows } = await bench.database.query<{ id: string }>(
      `INSERT INTO messages (id, channel, kind, recipient, status, payload, expires_at)
       VALUES (gen_random_uuid(), 'sms', 'otp', '+573001234568', 'queued', 'x', now() + interval '1 hour') RETURNING id`,
    );
    const id = rows[0]!.id;
    await bench.database.query(
      `INSERT INTO message_attempts (message_id, provider, method, outcome) VALUES ($1, 'twilio', 'plain', 'unknown')`,
      [id],
    );
    const report = { ...fields, MessageSid: `SM${'0'.repeat(31)}2`, MessageStatus: 'sent' };
    const send = (query: string) =>
      supertest(bench.url)
        .post(path + query)
        .set('X-Twilio-Signature', signTwilio(AUTH_TOKEN, `${PUBLIC_URL}${path}?message=${id}`, report))
        .type('form')
        .send(report);
    const row = async () =>
      (await bench.database.query('SELECT * FROM messages WHERE id = $1', [id])).rows[0] as object;
    await send(`?message=${id.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))}`).expect(403);
    expect(await row()).toMatchObject({ status: 'queued' });
    await send(`?message=${id}`).expect(200);
    expect(await row()).toMatchObject({
      ...{ status: 'accepted', provider: 'twilio', method: 'plain', provider_message_id: report.MessageSid },
      payload: null,
    });
  });
});

const benches = storesOfSlowTests.map((store) => ({ store, bench: store === 'redis' ? new Bench(store) : standard }));

describe.each(benches)('delivery polling with a queue on $store', ({ bench }) => {
  // Those of the tests above may be due.
  beforeAll(() => bench.database.query('DELETE FROM messages'));

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
    await bench.process.waitForOutput('delivery polling failed');
    expect(await bench.message(id)).toMatchObject({ status: 'accepted', polled_at: expect.any(Date) });
    const lines = bench.process.logs.filter(({ message }) => message === 'delivery polling failed');
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

describe.each(benches)('maintenance with a queue on $store', ({ bench }) => {
  it('every maintenance task has a schedule, and schedules of unknown tasks are removed', async () => {
    const schedules = {
      sweep: 10_000,
      'poll-delivery': 60_000,
      'check-accounts': 600_000,
      'check-alerts': 60_000,
      'check-conversion': 600_000,
      'check-guard': 60_000,
      'sum-up-conversion': 300_000,
      'settle-spend': 60_000,
      'clean-up-guard': 3_600_000,
      'clean-up-events': 3_600_000,
      'clean-up': 3_600_000,
    };
    await eventually(async () => expect(await bench.maintenance.schedules()).toEqual(schedules));
  });

  it('an unknown maintenance task is logged as an error', async () => {
    await bench.maintenance.run('no-such-task');
    await bench.process.waitForOutput('There is no maintenance task no-such-task.');
    expect(bench.process.logs).toContainEqual(expect.objectContaining({ level: 'error', task: 'no-such-task' }));
  });

  it('the clean-up task deletes expired idempotency keys', async () => {
    await bench.database.query(
      `INSERT INTO idempotency_keys (id, request_digest, expires_at)
       VALUES ('ended', '', now() - interval '1 second'), ('live', '', now() + interval '1 hour')`,
    );
    await bench.maintenance.run('clean-up');
    await bench.process.waitForOutput('"message":"cleaned up"');
    const { rows } = await bench.database.query('SELECT id FROM idempotency_keys');
    expect(rows).toEqual([{ id: 'live' }]);
  });

  it('a worker warns once about low credit', async () => {
    await bench.process.waitForOutput('provider credit low');
    await bench.maintenance.run('check-accounts');
    await bench.maintenance.run('no-such-task-either');
    await bench.process.waitForOutput('There is no maintenance task no-such-task-either');
    const warnings = bench.process.logs.filter(({ message }) => message === 'provider credit low');
    expect(warnings).toEqual([
      expect.objectContaining({ level: 'warn', provider: 'kavenegar', credit: 10_000_000, currency: 'IRR' }),
    ]);
  });
});
