import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { ADMIN_API_KEYS, adminOf, OTHER_ADMIN_KEY } from '../support/admin.js';
import { newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { problemFault } from '../support/problem.js';
import { withRamz } from '../support/with-ramz.js';

type Admin = ReturnType<typeof adminOf>;
type Timed = { answer: supertest.Response; tookMs: number };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('sends by an administrator, over two processes', () => {
  const ramz = withRamz(
    ({ environment }) => ({
      ADMIN_API_KEYS,
      RATE_LIMITS: `${environment.variables['RATE_LIMITS']},admin_send_ip=off`,
      SMS_BACKOFF_MS: '20',
      SMS_ATTEMPTS: '2',
    }),
    { roles: ['all', 'all'], providers: ['kavenegar'] },
  );
  let admin: Admin;
  let elsewhere: Admin;
  /** Requests that wait for half a minute, while the other tests run. */
  let waiting: { unanswered: Promise<Timed>; repeated: Promise<Timed> };
  const unreachable = newPhoneNumber();

  beforeAll(async () => {
    [admin, elsewhere] = ramz.processes.map(({ url }) => adminOf(url)) as [Admin, Admin];
    ramz.kavenegar.failNext('hang', { receptor: unreachable.national });
    waiting = {
      unanswered: timed(() => admin.send({ receptor: unreachable.national, message: 'x' })),
      repeated: timed(await repeatOfUnfinished()),
    };
  });

  /** A request whose first run, with the same key, has begun and has no answer. */
  async function repeatOfUnfinished() {
    const request = { receptor: newPhoneNumber().e164, message: 'x' };
    const key = randomUUID();
    await admin.send(request, key).expect(200);
    await ramz.database.query(`UPDATE idempotency_keys SET status = NULL, response = '{"plan": "unfinished"}'`);
    return () => elsewhere.send(request, key);
  }

  const sendsTo = ({ national }: { national: string }) =>
    ramz.kavenegar.requests.filter(({ form }) => form['receptor'] === national);

  async function rowsTo({ e164 }: { e164: string }) {
    const { rows } = await ramz.database.query('SELECT * FROM messages WHERE recipient = $1 ORDER BY created_at', [
      e164,
    ]);
    return rows as Record<string, unknown>[];
  }

  it('a text is sent, and the answer contains the result from the provider', async () => {
    const phone = newPhoneNumber();
    const { body, status } = await admin.send({ receptor: phone.national, message: 'Your order has been sent.' });
    expect({ status, body }).toEqual({
      status: 200,
      body: { success: true, message_id: expect.stringMatching(UUID), provider: 'kavenegar', status: 'accepted' },
    });
    expect(sendsTo(phone)).toMatchObject([
      { scope: 'sms/send', form: { message: 'Your order has been sent.', sender: '2000660110' } },
    ]);
    expect(await rowsTo(phone)).toMatchObject([
      { id: body.message_id, kind: 'simple', requested_by: 'shop', sender: null, payload: null },
    ]);
  });

  it('a send uses the sender that the request names, also at the older address', async () => {
    ramz.kavenegar.lines.push('30001234');
    const phone = newPhoneNumber();
    await admin
      .post('/api/sms/send', { type: 'simple', receptor: [phone.e164], message: 'x', sender: '30001234' })
      .expect(200);
    expect(sendsTo(phone)).toMatchObject([{ form: { sender: '30001234' } }]);
    expect(await rowsTo(phone)).toMatchObject([{ sender: '30001234' }]);
  });

  it('a template is sent with its values', async () => {
    ramz.kavenegar.templates.push('order');
    const phone = newPhoneNumber();
    await admin
      .send({ type: 'verify', receptor: phone.national, template: 'order', token: '4711', token2: '12', token3: 'A-1' })
      .expect(200);
    expect(sendsTo(phone)).toMatchObject([
      { scope: 'verify/lookup', form: { template: 'order', token: '4711', token2: '12', token3: 'A-1' } },
    ]);
    const [row] = await rowsTo(phone);
    expect(row).toMatchObject({ kind: 'template', payload: null });
    const life = (row!['expires_at'] as Date).getTime() - (row!['created_at'] as Date).getTime();
    expect(life).toBe(600_000);
  });

  it('template values that may contain spaces are sent too', async () => {
    const phone = newPhoneNumber();
    const values = { token: '4711', token10: 'سارا احمدی', token20: 'a shop in Valiasr Street' };
    await admin.send({ type: 'verify', receptor: phone.national, template: 'order', ...values }).expect(200);
    expect(sendsTo(phone)).toMatchObject([{ scope: 'verify/lookup', form: { template: 'order', ...values } }]);
  });

  it('a send that Kavenegar would refuse is refused by Ramz, which says so and stores no Kavenegar error', async () => {
    const [phone, other] = [newPhoneNumber(), newPhoneNumber()];
    const verify = {
      type: 'verify',
      receptor: phone.national,
      template: 'order',
      token: '4711',
      token10: 'a b c d e f g',
    };
    const template = await admin.send(verify).expect(422);
    const text = await admin.send({ receptor: other.national, message: 'x'.repeat(901) }).expect(422);
    for (const { body } of [template, text]) {
      expect(body).toMatchObject({
        ...{ success: false, code: 'sms_rejected', provider: 'ramz' },
        error: expect.stringMatching(/^Ramz did not call Kavenegar: /),
      });
      expect(body).not.toHaveProperty('provider_code');
    }
    expect([...sendsTo(phone), ...sendsTo(other)]).toEqual([]);
    const { rows } = await ramz.database.query(
      `SELECT a.provider, a.raw_code FROM message_attempts a JOIN messages m ON m.id = a.message_id
       WHERE m.recipient = ANY($1) ORDER BY a.id`,
      [[phone.e164, other.e164]],
    );
    expect(rows).toEqual([
      { provider: 'ramz', raw_code: null },
      { provider: 'ramz', raw_code: null },
    ]);
  });

  it.each([
    [{ token4: '1' }, { token4: ['token4 is not a field of this request'] }],
    [
      { receptors: [], text: 'x' },
      {
        receptors: ['receptors is not a field of this request'],
        text: ['text is not a field of this request'],
      },
    ],
    [{ constructor: 'x' }, { constructor: ['constructor is not a field of this request'] }],
  ])('a send with the unknown fields of %j is refused, and nothing is sent', async (unknown, errors) => {
    const phone = newPhoneNumber();
    const { body } = await admin.send({ receptor: phone.national, message: 'x', ...unknown }).expect(400);
    expect(body).toMatchObject({ code: 'validation_failed', errors });
    expect(sendsTo(phone)).toEqual([]);
  });

  it('a send without a template name uses the configured template, and the text if the template fails', async () => {
    const [first, second] = [newPhoneNumber(), newPhoneNumber()];
    await admin.send({ type: 'verify', receptor: first.national, token: '482913' }).expect(200);
    expect(sendsTo(first)).toMatchObject([{ form: { template: 'verify', token: '482913' } }]);
    ramz.kavenegar.failNext(424, { receptor: second.national });
    await admin
      .send({ type: 'verify', receptor: second.national, token: '482913', message: 'Code 482913' })
      .expect(200);
    expect(sendsTo(second).map(({ scope }) => scope)).toEqual(['verify/lookup', 'sms/send']);
  });

  it('a send with wait=false is answered at once, and the message is still sent', async () => {
    const phone = newPhoneNumber();
    ramz.kavenegar.failNext({ delayMs: 300 }, { receptor: phone.national });
    const { body } = await admin.send({ receptor: phone.national, message: 'x', wait: false }).expect(202);
    expect(body).toEqual({ success: true, message_ids: [expect.stringMatching(UUID)] });
    await ramz.kavenegar.waitForMessage(phone.e164);
  });

  it('a bulk send reports the result for every receptor, and sends to each number once', async () => {
    const [first, second] = [newPhoneNumber(), newPhoneNumber()];
    const receptor = [first.national, 'not a number', second.e164, `0098${first.e164.slice(3)}`, '+12025550123', ''];
    await admin.send({ type: 'bulk', receptor, message: 'x' }).expect(400);
    const { body } = await admin.send({ type: 'bulk', receptor: receptor.slice(0, 5), message: 'Sale' }).expect(202);
    expect(body).toEqual({
      success: true,
      batch_id: expect.stringMatching(UUID),
      queued: 2,
      results: [
        { receptor: first.national, message_id: expect.stringMatching(UUID) },
        {
          receptor: 'not a number',
          code: 'phone_number_invalid',
          error: 'Please provide a valid Iranian phone number',
        },
        { receptor: second.e164, message_id: expect.stringMatching(UUID) },
        { receptor: receptor[3], message_id: body.results[0].message_id, duplicate: true },
        {
          receptor: '+12025550123',
          code: 'destination_not_allowed',
          error: 'Messages cannot be sent to numbers of this country.',
        },
      ],
    });
    const { rows } = await ramz.database.query(
      'SELECT id, recipient, kind FROM messages WHERE batch_id = $1 ORDER BY id',
      [body.batch_id],
    );
    expect(rows).toEqual([
      { id: body.results[0].message_id, recipient: first.e164, kind: 'bulk' },
      { id: body.results[2].message_id, recipient: second.e164, kind: 'bulk' },
    ]);
  });

  it('a list of several receptors is a bulk send, and is refused if no number in it is valid', async () => {
    const list = [newPhoneNumber().e164, newPhoneNumber().e164];
    const { body } = await admin.send({ receptor: list, message: 'x' }).expect(202);
    expect(body.queued).toBe(2);
    const refused = await admin.send({ type: 'bulk', receptor: ['1', '2'], message: 'x' }).expect(400);
    expect(refused.body).toMatchObject({ code: 'phone_number_invalid', success: false });
  });

  it('a bulk send accepts ten thousand receptors, in a larger body than other routes accept', async () => {
    const receptor = Array.from({ length: 10_000 }, (_, index) => `+98935${String(index).padStart(7, '0')}`);
    const { body } = await admin.send({ type: 'bulk', receptor, message: 'Sale' }).expect(202);
    expect(body.queued).toBe(10_000);
    const { rows } = await ramz.database.query('SELECT count(*)::int AS n FROM messages WHERE batch_id = $1', [
      body.batch_id,
    ]);
    expect(rows).toEqual([{ n: 10_000 }]);
    // Of these the workers would be busy for long.
    await ramz.database.query("UPDATE messages SET status = 'cancelled', payload = NULL WHERE status = 'queued'");
    const tooMany = await admin.send({ type: 'bulk', receptor: [...receptor, '0'], message: 'x' }).expect(400);
    expect(tooMany.body.errors).toEqual({ receptor: ['receptor must have at most 10000 numbers'] });
    const tooLarge = await admin.send({ receptor: '0', message: 'x'.repeat(1024 * 1024) }).expect(413);
    expect(tooLarge.body.detail).toContain('at most 1024 KiB');
  });

  it.each([
    ['a refused number', 411, 'sms_rejected', 422, {}],
    ['a test account', 501, 'sms_rejected', 422, { isTestAccountLimitation: true }],
    ['a gateway that stays away', 503, 'sms_unavailable', 503, {}],
  ] as const)(
    'a failed send returns the code and the reason of the provider: %s',
    async (_, raw, code, status, extra) => {
      const phone = newPhoneNumber();
      const takeBack = ramz.kavenegar.respondWith(raw, { receptor: phone.national });
      const answer = await admin.send({ receptor: phone.national, message: 'x' });
      takeBack();
      expect(problemFault(answer)).toBeUndefined();
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({
        success: false,
        error: expect.stringContaining(`(${raw})`),
        status,
        code,
        provider: 'kavenegar',
        provider_code: raw,
        message_id: expect.stringMatching(UUID),
      });
      expect(answer.body.isTestAccountLimitation).toBe('isTestAccountLimitation' in extra ? true : undefined);
    },
  );

  it.each([
    [{ message: 'x' }, { receptor: ['receptor must be a number such as "+989123456789", or a list of such strings'] }],
    [{ receptor: '09123456789' }, { message: ['message must be a string: the text to send'] }],
    [{ receptor: '09123456789', message: 'x'.repeat(1601) }, { message: ['message must have 1 to 1600 characters'] }],
    [{ receptor: [], message: 'x' }, { receptor: ['receptor must have at least one number'] }],
    [{ receptor: '09123456789', message: '  ' }, { message: ['message must not be empty'] }],
    [
      { type: 'verify', receptor: '09123456789' },
      { token: ['token must be a string such as "482913" when type is verify'] },
    ],
    [
      { type: 'verify', receptor: '09123456789', token: '1', token3: '3' },
      { token2: ['token2 is missing before token3'] },
    ],
    [
      { type: 'verify', receptor: ['09123456789', '09123456780'], token: '1' },
      { receptor: ['receptor must be one number when type is verify'] },
    ],
    [{ type: 'fax', receptor: '0', message: 'x' }, { type: ['type must be one of simple, verify, bulk'] }],
    [{ receptor: '0', message: 'x', wait: 'yes' }, { wait: ['wait must be true or false'] }],
  ])('an invalid send is refused with its faults: %j', async (body, errors) => {
    const answer = await admin.send(body).expect(400);
    expect(problemFault(answer)).toBeUndefined();
    expect(answer.body).toMatchObject({ success: false, code: 'validation_failed', errors });
    expect(answer.body.error).toBe(answer.body.detail);
  });

  describe('sends with an Idempotency-Key', () => {
    it('twenty concurrent sends with the same key send one text and get the same answer', async () => {
      const phone = newPhoneNumber();
      ramz.kavenegar.failNext({ delayMs: 400 }, { receptor: phone.national });
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 ? admin : elsewhere).send({ receptor: phone.national, message: 'once' }, key),
        ),
      );
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(answers[0]!.status).toBe(200);
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(19);
      expect(sendsTo(phone)).toHaveLength(1);
      expect(await rowsTo(phone)).toHaveLength(1);
    });

    it('ten concurrent bulk sends with the same key are queued once', async () => {
      const receptor = [newPhoneNumber(), newPhoneNumber()].map(({ e164 }) => e164);
      const key = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, i) =>
          (i % 2 ? admin : elsewhere).send({ type: 'bulk', receptor, message: 'once' }, key).expect(202),
        ),
      );
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      const { rows } = await ramz.database.query('SELECT count(*)::int AS n FROM messages WHERE recipient = ANY($1)', [
        receptor,
      ]);
      expect(rows).toEqual([{ n: 2 }]);
    });

    it('a repeat of a failed send returns the same failure and sends nothing', async () => {
      const phone = newPhoneNumber();
      ramz.kavenegar.failNext(411, { receptor: phone.national });
      const request = { receptor: phone.national, message: 'x' };
      const first = await admin.send(request, 'order-1').expect(422);
      const again = await elsewhere.send(request, 'order-1').expect(422).expect('Idempotency-Replayed', 'true');
      const { request_id: _, ...body } = first.body;
      expect(again.body).toMatchObject(body);
      expect(sendsTo(phone)).toHaveLength(1);
    });

    it('a key is refused with another template value', async () => {
      const phone = newPhoneNumber();
      const key = randomUUID();
      const body = { type: 'verify', receptor: phone.national, template: 'order', token: '1', token10: 'Sara A' };
      await admin.send(body, key).expect(200);
      await admin.send(body, key).expect(200).expect('Idempotency-Replayed', 'true');
      await admin.send({ ...body, token10: undefined, token20: 'Sara A' }, key).expect(422);
    });

    it('a key is refused with another body, but not for another administrator', async () => {
      const [first, second] = [newPhoneNumber(), newPhoneNumber()];
      const key = randomUUID();
      await admin.send({ receptor: first.national, message: 'x' }, key).expect(200);
      const refused = await admin.send({ receptor: second.national, message: 'x' }, key).expect(422);
      expect(problemFault(refused)).toBeUndefined();
      expect(refused.body).toMatchObject({ code: 'idempotency_conflict', success: false });
      await adminOf(ramz.url, OTHER_ADMIN_KEY).send({ receptor: second.national, message: 'x' }, key).expect(200);
    });

    it('a key can be used again if its request was refused before anything was sent', async () => {
      const phone = newPhoneNumber();
      const key = randomUUID();
      await admin.send({ receptor: '0912', message: 'x' }, key).expect(400);
      await admin.send({ receptor: phone.national, message: 'x' }, key).expect(200);
    });

    it.each(['', 'a b', 'é', 'x'.repeat(256)])('the malformed key "%s" is refused', async (key) => {
      const answer = await admin.send({ receptor: '09123456789', message: 'x' }, key);
      expect(answer.body).toMatchObject({ code: 'validation_failed', status: 400 });
    });

    it('a repeat resumes a send whose process has died, without sending its message twice', async () => {
      const phone = newPhoneNumber();
      const key = randomUUID();
      const request = { receptor: phone.national, message: 'x' };
      const { body } = await admin.send(request, key).expect(200);
      // As a process leaves it that is killed after queueing: the plan, an old claim, and no answer.
      const killed = (age: string) =>
        ramz.database.query(
          `UPDATE idempotency_keys SET status = NULL, response = jsonb_build_object('plan', $1::text),
             created_at = now() - $2::interval
           WHERE id = (SELECT id FROM idempotency_keys ORDER BY created_at DESC LIMIT 1)`,
          [body.message_id, age],
        );
      await killed('61 seconds');
      const answers = await Promise.all([admin, elsewhere, admin].map((one) => one.send(request, key)));
      expect(answers.map((answer) => answer.body)).toEqual([body, body, body]);
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
      expect(sendsTo(phone)).toHaveLength(1);
    });

    it('a repeat waits for a send in progress, and returns the same answer', async () => {
      const phone = newPhoneNumber();
      const key = randomUUID();
      const request = { receptor: phone.national, message: 'x' };
      ramz.kavenegar.failNext({ delayMs: 1500 }, { receptor: phone.national });
      const first = admin.send(request, key).then((answer) => answer);
      await eventually(() => expect(sendsTo(phone)).toHaveLength(1));
      const second = await elsewhere.send(request, key).expect(200).expect('Idempotency-Replayed', 'true');
      expect(second.body).toEqual((await first).body);
    });

    it('a stored idempotency key reveals neither key, number nor text', async () => {
      const phone = newPhoneNumber();
      const key = 'order-of-4711';
      await admin.send({ type: 'bulk', receptor: [phone.e164], message: 'secret text' }, key).expect(202);
      const { rows } = await ramz.database.query('SELECT k::text AS row FROM idempotency_keys k');
      const text = rows.map(({ row }) => row as string).join('\n');
      for (const secret of [key, phone.e164.slice(1), phone.national, 'secret text'])
        expect(text).not.toContain(secret);
    });

    it('a repeat waits 35 seconds for a send in progress, and no longer', async () => {
      const { answer, tookMs } = await waiting.repeated;
      expect(problemFault(answer)).toBeUndefined();
      expect(answer.body).toMatchObject({ success: false, status: 409, code: 'idempotency_in_progress' });
      expect(answer.headers['retry-after']).toBe('5');
      expect(tookMs).toBeGreaterThan(34_900);
      expect(tookMs).toBeLessThan(60_000);
    }, 45_000);
  });

  it('a send that takes longer than 30 seconds is answered with 408 and its message id', async () => {
    const { answer, tookMs } = await waiting.unanswered;
    expect(problemFault(answer)).toBeUndefined();
    expect(answer.body).toMatchObject({
      success: false,
      status: 408,
      code: 'sms_timeout',
      message_id: expect.any(String),
    });
    expect(tookMs).toBeGreaterThan(29_900);
    expect(tookMs).toBeLessThan(60_000);
    expect(await rowsTo(unreachable)).toMatchObject([{ id: answer.body.message_id }]);
  }, 45_000);
});

async function timed(send: () => supertest.Test): Promise<Timed> {
  const startedAt = performance.now();
  const answer = await send();
  return { answer, tookMs: performance.now() - startedAt };
}

describe('admin route limits', () => {
  const ramz = withRamz(
    {
      ADMIN_API_KEYS,
      RATE_LIMITS: 'verify_ip=5/300',
      TRUST_PROXY: '1',
      SMS_ROUTES: 'IR=kavenegar',
      SMS_ALLOWED_COUNTRIES: 'IR,CO',
    },
    { roles: ['api'], providers: ['kavenegar'] },
  );

  it('a valid key is accepted whatever wrong keys its address has sent, and wrong keys are counted and logged', async () => {
    const look = (key: string, address: string) =>
      adminOf(ramz.url, key).get('/api/v1/sms/messages').set('X-Forwarded-For', address);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => look(`ramz_${i}`, '203.0.113.1:4711')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.detail).toBe('Too many wrong API keys. Please try again in 5 minutes.');
    for (let i = 0; i < 10; i += 1) await look(OTHER_ADMIN_KEY, '203.0.113.1').expect(200);
    await look('ramz_12', '203.0.113.1').expect(429);
    const logged = ramz.process.logs.filter(({ message }) => message === 'wrong admin key');
    expect(logged.map(({ address, count }) => `${String(address)} ${String(count)}`).toSorted()).toEqual(
      [1, 2, 3, 4, 5].map((count) => `203.0.113.1 ${count}`),
    );
    expect(ramz.process.output).not.toMatch(/ramz_\d/);
    // Nor do wrong keys keep the people behind that address from signing in.
    await supertest(ramz.url)
      .post('/api/v1/auth/otp/verify')
      .set('X-Forwarded-For', '203.0.113.1')
      .send({ phone_number: '09123456789', code: '123456' })
      .expect(404);
  });

  it('an administrator can send twenty messages in five minutes', async () => {
    const send = () => adminOf(ramz.url).send({ receptor: newPhoneNumber().e164, message: 'x', wait: false });
    const answers = await Promise.all(Array.from({ length: 25 }, send));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(20);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ code: 'rate_limited', success: false });
    expect(refused?.body.detail).toBe('Too many sends. Please try again in 5 minutes.');
    expect(refused?.headers['ratelimit']).toMatch(/"admin_send_ip";r=0/);
  });

  it('nothing is sent to a country without a provider', async () => {
    const sendTo = (receptor: string) =>
      adminOf(ramz.url).send({ receptor, message: 'x' }).set('X-Forwarded-For', '203.0.113.2');
    const nobody = await sendTo('+573001234567').expect(503);
    expect(nobody.body).toMatchObject({ code: 'sms_not_configured', success: false });
    const abroad = await sendTo('+12025550123').expect(403);
    expect(abroad.body).toMatchObject({ code: 'destination_not_allowed', success: false });
  });
});
