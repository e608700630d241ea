import type pg from 'pg';
import supertest from 'supertest';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { askForCode, newPhoneNumber, verifyCode, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { problemFault } from '../support/problem.js';
import { storesOfSlowTests } from '../support/redis.js';
import { withRamz } from '../support/with-ramz.js';

type Admin = ReturnType<typeof adminOf>;

const MESSAGES = '/api/v1/sms/messages';
const RATE_LIMITS = '/api/v1/sms/rate-limits';

describe('messages for administrators', () => {
  const ramz = withRamz(
    ({ environment }) => ({
      ADMIN_API_KEYS,
      RATE_LIMITS: `${environment.variables['RATE_LIMITS']},admin_send_ip=off`,
    }),
    { providers: ['kavenegar'] },
  );
  let admin: Admin;
  const sent: Record<string, string> = {};
  const [first, second, third] = [newPhoneNumber(), newPhoneNumber(), newPhoneNumber()];

  beforeAll(async () => {
    admin = adminOf(ramz.url);
    sent['simple'] = (await admin.send({ receptor: first.national, message: 'x' }).expect(200)).body.message_id;
    ramz.kavenegar.failNext(424, { receptor: second.national });
    const template = { type: 'verify', receptor: second.national, token: '482913', message: 'Code 482913' };
    sent['template'] = (await admin.send(template).expect(200)).body.message_id;
    ramz.kavenegar.failNext(411, { receptor: third.national });
    sent['failed'] = (await admin.send({ receptor: third.national, message: 'x' }).expect(422)).body.message_id;
  });

  const idsOf = (body: { items: { id: string }[] }) => body.items.map(({ id }) => id);

  it('the message list shows full numbers and no texts, newest first', async () => {
    const { body } = await admin.get(MESSAGES).expect(200);
    expect(idsOf(body)).toEqual([sent['failed'], sent['template'], sent['simple']]);
    expect(body.next_cursor).toBeNull();
    expect(body.items[2]).toMatchObject({
      kind: 'simple',
      channel: 'sms',
      recipient: first.e164,
      status: 'accepted',
      provider: 'kavenegar',
      provider_message_id: expect.stringMatching(/^\d+$/),
      method: 'plain',
      requested_by: 'shop',
      cost: 120,
      currency: 'IRR',
      runs: 1,
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      batch_id: null,
      last_error: null,
    });
    expect(JSON.stringify(body)).not.toMatch(/payload|Code 482913/);
  });

  it.each([
    ['phone', () => ({ phone: first.national }), ['simple']],
    ['phone_number', () => ({ phone_number: first.national }), ['simple']],
    ['phone in another form', () => ({ phone: first.e164.replace('+', '00') }), ['simple']],
    ['status', () => ({ status: 'failed' }), ['failed']],
    ['provider', () => ({ provider: 'kavenegar', status: 'accepted' }), ['template', 'simple']],
    ['kind', () => ({ kind: 'template' }), ['template']],
    ['time', () => ({ from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z' }), []],
    ['time', () => ({ from: '2020-01-01' }), ['failed', 'template', 'simple']],
    ['batch', () => ({ batch_id: '0198c5e2-7b1a-7000-8000-123456789012' }), []],
  ] as const)('messages can be filtered by %s', async (_, query, wanted) => {
    const { body } = await admin.get(MESSAGES).query(query()).expect(200);
    expect(idsOf(body)).toEqual(wanted.map((name) => sent[name]));
  });

  it('a number whose plus sign has become a space still finds its messages', async () => {
    const { body } = await admin.get(`${MESSAGES}?phone=${second.e164}`).expect(200);
    expect(idsOf(body)).toEqual([sent['template']]);
  });

  it.each([
    ['status=gone', 'status'],
    ['kind=fax', 'kind'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=x', 'limit'],
    ['cursor=x', 'cursor'],
    ['from=yesterday', 'from'],
    ['batch_id=1', 'batch_id'],
    ['phone=1&phone=2', 'phone'],
    ['provider[x]=1&status=failed', 'provider[x]'],
    ['phone_number=1&phone_number=2', 'phone_number'],
    ['phone=09123456789&phone_number=09123456789', 'phone_number'],
    ['recipient=09123456789', 'recipient'],
    ['Status=failed', 'Status'],
    ['constructor=1', 'constructor'],
    ['toString=1', 'toString'],
    ['__proto__=1', '__proto__'],
    ['status=failed&=', ''],
  ])('a message list with ?%s is refused, and the error names the parameter', async (query, member) => {
    const answer = await admin.get(`${MESSAGES}?${query}`).expect(400);
    expect(problemFault(answer)).toBeUndefined();
    expect(Object.keys(answer.body.errors)).toEqual([member]);
  });

  it('a message is shown with every call to a provider', async () => {
    const { body } = await admin.get(`${MESSAGES}/${sent['template']}`).expect(200);
    expect(body).toMatchObject({ id: sent['template'], recipient: second.e164, status: 'accepted', method: 'plain' });
    expect(body.attempts).toEqual([
      {
        provider: 'kavenegar',
        method: 'lookup',
        outcome: 'misconfigured',
        raw_code: 424,
        meaning: expect.stringContaining('(424)'),
        latency_ms: expect.any(Number),
        cost: null,
        segments: null,
        provider_message_id: null,
        started_at: expect.any(String),
        finished_at: expect.any(String),
      },
      expect.objectContaining({ method: 'plain', outcome: 'accepted', raw_code: 200, cost: 120 }),
    ]);
  });

  it.each(['0198c5e2-7b1a-7000-8000-123456789012', 'x', "1'--"])(
    'a message id that does not exist is answered with not_found: %s',
    async (id) => {
      for (const answer of [
        await admin.get(`${MESSAGES}/${id}`),
        await admin.post(`${MESSAGES}/${id}/cancel`),
        await admin.post(`${MESSAGES}/${id}/retry`),
      ]) {
        expect(problemFault(answer)).toBeUndefined();
        expect(answer.body).toMatchObject({ code: 'not_found', detail: 'There is no message with this id.' });
      }
    },
  );

  it('a message that has ended can be neither cancelled nor retried, and the refusal says why', async () => {
    const cancel = await admin.post(`${MESSAGES}/${sent['failed']}/cancel`).expect(409);
    expect(cancel.body).toMatchObject({ code: 'message_not_cancellable', detail: expect.stringContaining('failed') });
    const retry = await admin.post(`${MESSAGES}/${sent['failed']}/retry`).expect(409);
    expect(retry.body).toMatchObject({ code: 'message_not_retryable', detail: expect.stringContaining('wiped') });
  });

  it('a message that a provider has accepted is cancelled there, if the provider allows it', async () => {
    const phone = newPhoneNumber();
    const { body } = await admin.send({ receptor: phone.national, message: 'x' }).expect(200);
    const cancelled = await admin.post(`${MESSAGES}/${body.message_id}/cancel`).expect(200);
    expect(cancelled.body.status).toBe('cancelled');
    expect(ramz.kavenegar.messagesFor(phone.e164)).toMatchObject([{ status: 13 }]);
    await admin.post(`${MESSAGES}/${body.message_id}/cancel`).expect(409);

    const left = await admin.send({ receptor: phone.national, message: 'x' }).expect(200);
    const message = ramz.kavenegar.messagesFor(phone.e164).at(-1)!;
    ramz.kavenegar.setStatus(message.messageid, 10);
    const refused = await admin.post(`${MESSAGES}/${left.body.message_id}/cancel`).expect(409);
    expect(refused.body.detail).toContain('kavenegar has accepted it and does not cancel it');
    const { body: after } = await admin.get(`${MESSAGES}/${left.body.message_id}`).expect(200);
    expect(after.status).toBe('accepted');
  });
});

describe.each(storesOfSlowTests)('queued messages with the queue on %s', (store) => {
  const ramz = withRamz(
    { ADMIN_API_KEYS, EMAIL_OTP_ENABLED: 'true', RATE_LIMITS: 'otp_ip=off,admin_send_ip=off,verify_ip=off' },
    { roles: ['api'], store, providers: ['kavenegar'] },
  );
  let admin: Admin;

  beforeAll(() => {
    admin = adminOf(ramz.url);
  });

  async function queue(phone = newPhoneNumber()) {
    const { body } = await admin.send({ receptor: phone.national, message: 'x', wait: false }).expect(202);
    return { phone, id: body.message_ids[0] as string };
  }

  it('pages have no gaps and no repeats, also when messages arrive in between or at the same moment', async () => {
    const list = Array.from({ length: 7 }, () => newPhoneNumber().e164);
    const { body } = await admin.send({ type: 'bulk', receptor: list, message: 'x' }).expect(202);
    const pages: string[][] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const answer = await admin
        .get(MESSAGES)
        .query({ limit: 3, batch_id: body.batch_id, ...(cursor && { cursor }) })
        .expect(200);
      pages.push(answer.body.items.map(({ recipient }: { recipient: string }) => recipient));
      cursor = answer.body.next_cursor;
      // Newer ones, in the same batch: they belong before the first page.
      await ramz.database.query(
        `INSERT INTO messages (id, channel, kind, recipient, status, batch_id, expires_at, created_at)
         SELECT gen_random_uuid(), 'sms', 'bulk', '+989990000000', 'failed', $1, now(), created_at + interval '1 s'
         FROM messages WHERE batch_id = $1 LIMIT 2`,
        [body.batch_id],
      );
    }
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(list.toReversed());
  });

  it('cancelling a queued code refunds its rate limits', async () => {
    const phone = newPhoneNumber();
    await askForCode(ramz.url, phone.national).expect(200);
    const used = async () => {
      const { body } = await admin.get(`/api/v1/sms/rate-limits/${phone.national}`).expect(200);
      return body.limits.map((limit: { used: number }) => limit.used);
    };
    expect((await used()).slice(0, 3)).toEqual([1, 1, 1]);
    const { body } = await admin.get(MESSAGES).query({ phone: phone.national, kind: 'otp' }).expect(200);
    await admin.post(`${MESSAGES}/${body.items[0].id}/cancel`).expect(200);
    expect((await used()).slice(0, 3)).toEqual([0, 0, 0]);
  });

  it('an administrator can see and clear every rate limit of a number', async () => {
    const phone = newPhoneNumber();
    for (let i = 0; i < 3; i += 1) await askForCode(ramz.url, phone.national).expect(200);
    await askForCode(ramz.url, phone.national).expect(429);
    for (let i = 0; i < 2; i += 1) await verifyCode(ramz.url, phone.national, wrongCode('000000', i + 1));
    const path = `/api/v1/sms/rate-limits/${phone.e164}`;
    const { body } = await admin.get(path).expect(200);
    expect(body.phone_number).toBe(phone.e164);
    expect(body.limits).toEqual([
      { name: 'otp_phone', limit: 3, used: 3, remaining: 0, resets_in: expect.any(Number) },
      { name: 'otp_phone_hour', limit: 5, used: 3, remaining: 2, resets_in: expect.any(Number) },
      { name: 'otp_phone_day', limit: 10, used: 3, remaining: 7, resets_in: expect.any(Number) },
      ...[
        ...['login', 'registration', 'phone_verification', 'email_verification', 'password_reset'].map((purpose) => ({
          purpose,
          by: 'recipient',
        })),
        // Of those who have asked for codes.
        { purpose: 'login', by: 'challenge' },
      ].map((guesses) => ({
        name: 'wrong_codes_hour',
        ...guesses,
        limit: 10,
        used: expect.any(Number),
        remaining: expect.any(Number),
        resets_in: expect.any(Number),
      })),
      {
        name: 'wrong_codes_in_a_row',
        limit: 100,
        used: expect.any(Number),
        remaining: expect.any(Number),
        resets_in: expect.any(Number),
      },
    ]);
    // Of the number alone, with the purpose login, and in a row.
    const used = body.limits.slice(3).map((limit: { used: number }) => limit.used);
    expect(used.map((count: number) => count > 0)).toEqual(
      used.map((_: number, index: number) => [0, 6].includes(index)),
    );
    expect(body.limits[0].resets_in).toBeGreaterThan(60);
    const cleared = await admin.delete(path).expect(200);
    for (const limit of cleared.body.limits) expect(limit).toMatchObject({ used: 0, resets_in: 0 });
    await askForCode(ramz.url, phone.national).expect(200);
    const bad = await admin.get('/api/v1/sms/rate-limits/912').expect(400);
    expect(bad.body.code).toBe('phone_number_invalid');
  });

  it('an administrator can see and clear the rate limits of an e-mail address, in any letter case', async () => {
    const [written, email] = ['Sam@Example.com', 'sam@example.com'];
    await supertest(ramz.url).post('/api/v1/auth/otp').send({ email }).expect(200);
    const { body: shown } = await admin.get(`${RATE_LIMITS}/${written}`).expect(200);
    expect(shown).toMatchObject({ email, limits: expect.arrayContaining([expect.objectContaining({ used: 1 })]) });
    expect(shown).not.toHaveProperty('phone_number');
    const { body: listed } = await admin.get(MESSAGES).query({ phone: written }).expect(200);
    expect(listed.items).toMatchObject([{ channel: 'email', recipient: email, status: 'queued' }]);
    const { body: cleared } = await admin.delete(`${RATE_LIMITS}/${written}`).expect(200);
    expect(cleared.email).toBe(email);
    for (const limit of cleared.limits) expect(limit).toMatchObject({ used: 0, resets_in: 0 });
  });

  it.each([`${RATE_LIMITS}/sam@`, `${MESSAGES}?phone=sam@`])(
    'a request with half an e-mail address is refused: %s',
    async (path) => {
      const refused = await admin.get(path).expect(400);
      expect(problemFault(refused)).toBeUndefined();
      expect(refused.body.code).toBe('email_invalid');
      expect(Object.keys(refused.body.errors)).toEqual(['phone']);
    },
  );

  describe('once a worker runs', () => {
    let lost: Awaited<ReturnType<typeof queue>>;

    beforeAll(async () => {
      lost = await queue();
      await (store === 'redis' ? forgetRedisJobs(ramz.environment.redisUrl!) : forgetPostgresJobs(ramz.database));
      const { body } = await admin.post(`${MESSAGES}/${lost.id}/retry`).expect(200);
      expect(body.status).toBe('queued');
    });

    it('only one of many concurrent cancels succeeds, and the message is wiped and never sent', async () => {
      const { phone, id } = await queue();
      const answers = await Promise.all(Array.from({ length: 8 }, () => admin.post(`${MESSAGES}/${id}/cancel`)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(7);
      const { rows } = await ramz.database.query('SELECT status, payload FROM messages WHERE id = $1', [id]);
      expect(rows).toEqual([{ status: 'cancelled', payload: null }]);
      const later = await queue();
      await ramz.addProcess({ ROLE: 'worker' });
      await ramz.kavenegar.waitForMessage(later.phone.e164);
      expect(ramz.kavenegar.messagesFor(phone.e164)).toEqual([]);
    });

    it('a retry queues a message again that the queue has lost', async () => {
      await ramz.kavenegar.waitForMessage(lost.phone.e164);
      await eventually(async () => {
        const { body: after } = await admin.get(`${MESSAGES}/${lost.id}`).expect(200);
        expect(after.status).toBe('accepted');
      });
    });
  });
});

async function forgetRedisJobs(url: string): Promise<void> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url);
  const keys = await redis.keys('bull:*');
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
}

/** Whatever the tables of BullMQ are called. */
async function forgetPostgresJobs(database: pg.Pool): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'",
  );
  await database.query(`TRUNCATE ${rows.map(({ name }) => name).join(', ')}`);
}
