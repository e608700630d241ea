import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { codeOf } from '../support/accounts.js';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { newPhoneNumber, verifyCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { problemFault } from '../support/problem.js';
import { storesOfSlowTests } from '../support/redis.js';
import { withRamz } from '../support/with-ramz.js';

const ASK = '/api/v1/auth/otp';
const REPLAYED = 'idempotency-replayed';

describe.each(storesOfSlowTests)('code requests with an Idempotency-Key, to two processes on %s', (store) => {
  const ramz = withRamz(
    ({ environment }) => ({
      RATE_LIMITS: `${environment.variables['RATE_LIMITS']},otp_phone=1/600,otp_ip=1000/600,admin_send_ip=off`,
      EMAIL_OTP_ENABLED: 'true',
      TRUST_PROXY: '1',
      ADMIN_API_KEYS,
    }),
    { store, roles: ['all', 'api'] },
  );

  const ask = (
    key: string,
    body: object,
    { to = 0, path = ASK, from = '192.0.2.1' }: { to?: number; path?: string; from?: string } = {},
  ) =>
    supertest(ramz.processes[to]!.url).post(path).set({ 'Idempotency-Key': key, 'X-Forwarded-For': from }).send(body);
  const newBody = () => ({ phone_number: newPhoneNumber().e164 });
  /** The codes and messages for a number. */
  const written = async ({ phone_number }: { phone_number: string }) => {
    const { rows } = await ramz.database.query(
      `SELECT (SELECT count(*)::int FROM otp_tokens WHERE recipient = $1) AS codes,
         (SELECT count(*)::int FROM messages WHERE recipient = $1) AS messages`,
      [phone_number],
    );
    return rows[0];
  };
  const newest = `(SELECT id FROM idempotency_keys ORDER BY created_at DESC LIMIT 1)`;

  it('a repeated request returns the same challenge and sends nothing more', async () => {
    const [key, body] = [randomUUID(), newBody()];
    const first = await ask(key, body).expect(200);
    expect(first.headers).not.toHaveProperty(REPLAYED);
    await eventually(async () => {
      const { rows } = await ramz.database.query('SELECT status FROM messages WHERE recipient = $1', [
        body.phone_number,
      ]);
      expect(rows).toEqual([{ status: 'accepted' }]);
    });
    for (const options of [{}, { to: 1 }, { path: '/api/v1/usr/otp' }, { to: 1, from: '198.51.100.7' }]) {
      const again = await ask(key, body, options).expect(200).expect(REPLAYED, 'true');
      const { expires_in, resend_in, ...rest } = again.body;
      expect(first.body).toMatchObject(rest);
      expect(Object.keys(again.body)).toEqual(Object.keys(first.body));
      expect(expires_in).toBeGreaterThan(290);
      expect(resend_in).toBeGreaterThan(20);
    }
    expect(await written(body)).toEqual({ codes: 1, messages: 1 });
    const code = await codeOf(ramz.database, first.body.challenge_id);
    await verifyCode(ramz.processes[1]!.url, body.phone_number, code).expect(200);
  });

  it('concurrent repeats of a request create one code and send one text', async () => {
    for (let trial = 0; trial < 5; trial += 1) {
      const [key, body] = [randomUUID(), newBody()];
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => ask(key, body, { to: i % 2 }).expect(200)),
      );
      expect(new Set(answers.map((answer) => answer.body.challenge_id)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers[REPLAYED] === undefined)).toHaveLength(1);
      expect(await written(body)).toEqual({ codes: 1, messages: 1 });
    }
  });

  it('a repeat counts neither against the limits of its address nor against those of its number', async () => {
    const [key, body] = [randomUUID(), newBody()];
    const from = '203.0.113.5';
    const left = (answer: supertest.Response) => Number(/"otp_ip";r=(\d+)/.exec(answer.headers['ratelimit']!)?.[1]);
    const first = await ask(key, body, { from }).expect(200);
    for (let repeat = 1; repeat <= 3; repeat += 1) {
      // The header is set before the repeat gives its count back.
      expect(left(await ask(key, body, { from, to: repeat % 2 }).expect(200))).toBe(left(first) - 1);
    }
    // The number's one code is used up.
    const refused = await ask(randomUUID(), body, { from }).expect(429);
    expect(left(refused)).toBe(left(first) - 1);
    expect(refused.body.code).toBe('rate_limited');
  });

  it('a repeat with another body is refused, and reveals nothing of the first answer', async () => {
    const [key, body] = [randomUUID(), newBody()];
    const { challenge_id } = (await ask(key, body).expect(200)).body;
    const others = [
      newBody(),
      { ...body, purpose: 'registration' },
      { ...body, channel: 'email' },
      { ...body, locale: 'es' },
      { email: 'sara@example.com' },
    ];
    for (const other of others) {
      const refused = await ask(key, other, { to: 1 }).expect(422);
      expect(refused.body.code).toBe('idempotency_conflict');
      expect(problemFault(refused)).toBeUndefined();
      for (const content of [challenge_id, body.phone_number]) expect(refused.text).not.toContain(content);
    }
    expect((await ask(key, body).expect(200)).body.challenge_id).toBe(challenge_id);
    expect(await written(body)).toEqual({ codes: 1, messages: 1 });
  });

  it('a repeat may contain another captcha token, because that is not part of what is requested', async () => {
    const [key, body] = [randomUUID(), newBody()];
    const first = await ask(key, { ...body, captcha_token: 'one' }).expect(200);
    const again = await ask(key, { ...body, captcha_token: 'two' }).expect(200);
    expect(again.body.challenge_id).toBe(first.body.challenge_id);
  });

  it('a key belongs to a new request after ten minutes', async () => {
    const [key, body] = [randomUUID(), { email: `${randomUUID()}@example.com` }];
    const first = await ask(key, body).expect(200);
    const { rows } = await ramz.database.query(
      `SELECT extract(epoch FROM expires_at - created_at)::int AS seconds FROM idempotency_keys WHERE id = ${newest}`,
    );
    expect(rows).toEqual([{ seconds: 600 }]);
    await ramz.database.query(`UPDATE idempotency_keys SET expires_at = now() WHERE id = ${newest}`);
    expect((await ask(key, body).expect(429)).body.code).toBe('rate_limited');
    expect((await ask(key, { email: `${randomUUID()}@example.com` }).expect(200)).body).not.toMatchObject({
      challenge_id: first.body.challenge_id,
    });
  });

  it('a repeat returns the remaining time of the code at that moment', async () => {
    const [key, body] = [randomUUID(), newBody()];
    const { challenge_id } = (await ask(key, body).expect(200)).body;
    await ramz.database.query(
      `UPDATE otp_tokens SET expires_at = now() + interval '100 seconds', resend_at = now() WHERE id = $1`,
      [challenge_id],
    );
    const { expires_in, resend_in } = (await ask(key, body).expect(200)).body;
    expect(expires_in).toBeGreaterThan(90);
    expect(expires_in).toBeLessThanOrEqual(100);
    expect(resend_in).toBe(0);
    await ramz.database.query('UPDATE otp_tokens SET expires_at = now() WHERE id = $1', [challenge_id]);
    expect((await ask(key, body).expect(200)).body).toMatchObject({ challenge_id, expires_in: 0 });
  });

  it('a refused request does not use up its key, so that it can be corrected', async () => {
    const key = randomUUID();
    const body = newBody();
    await ask(key, { phone_number: '9123456789' }).expect(400);
    await ask(key, { phone_number: '+12025550123' }).expect(403);
    await ask(key, body).expect(200);
    const other = randomUUID();
    await ask(other, body).expect(429);
    await ask(other, newBody()).expect(200);
  });

  it('a repeat resumes a request whose process has died, whether or not the code was stored', async () => {
    const killed = (plan: string) =>
      ramz.database.query(
        `UPDATE idempotency_keys SET status = NULL, response = jsonb_build_object('plan', $1::text),
           created_at = now() - interval '61 seconds' WHERE id = ${newest}`,
        [plan],
      );
    const [key, body] = [randomUUID(), newBody()];
    const { challenge_id } = (await ask(key, body).expect(200)).body;
    await killed(challenge_id);
    const answers = await Promise.all([0, 1, 0].map((to) => ask(key, body, { to }).expect(200)));
    expect(answers.map((answer) => answer.body.challenge_id)).toEqual(Array(3).fill(challenge_id));
    expect(answers.filter(({ headers }) => headers[REPLAYED] === undefined)).toHaveLength(1);
    expect(await written(body)).toEqual({ codes: 1, messages: 1 });

    const [plan, otherKey, other] = [randomUUID(), randomUUID(), newBody()];
    const lost = (await ask(otherKey, other).expect(200)).body.challenge_id;
    await ramz.database.query('DELETE FROM otp_tokens WHERE id = $1', [lost]);
    const limits = `/api/v1/sms/rate-limits/${encodeURIComponent(other.phone_number)}`;
    await adminOf(ramz.url).delete(limits).expect(200);
    await killed(plan);
    expect((await ask(otherKey, other, { to: 1 }).expect(200)).body.challenge_id).toBe(plan);
  });

  describe('short, guessable keys', () => {
    it('a short key is known only at the address it came from', async () => {
      const [key, body] = ['double-click', newBody()];
      const first = await ask(key, body).expect(200);
      const again = await ask(key, body, { to: 1 }).expect(200);
      expect(again.body.challenge_id).toBe(first.body.challenge_id);
      await ask(key, newBody()).expect(422);
      // Elsewhere it is another key, so it neither blocks nor reveals anything.
      const elsewhere = await ask(key, newBody(), { from: '198.51.100.7' }).expect(200);
      expect(elsewhere.headers).not.toHaveProperty(REPLAYED);
      await ask(key, body, { from: '2001:db8::1' }).expect(429);
    });

    it('a short key is shared by the addresses of one IPv6 network', async () => {
      const [key, body] = ['x', newBody()];
      const first = await ask(key, body, { from: '2001:db8:1:2::1' }).expect(200);
      const again = await ask(key, body, { from: '2001:db8:1:2:ffff::9', to: 1 }).expect(200);
      expect(again.body.challenge_id).toBe(first.body.challenge_id);
    });
  });

  it.each([
    ['is empty', ''],
    ['has a space', 'a b'],
    ['has a letter outside ASCII', 'é'],
    ['has 256 characters', 'x'.repeat(256)],
  ])('a request is refused if its key %s', async (_, key) => {
    const { body } = await ask(key, newBody()).expect(400);
    expect(body.code).toBe('validation_failed');
  });

  it('a code request shares no key with the sends of administrators', async () => {
    const [key, body] = [randomUUID(), newBody()];
    await adminOf(ramz.url).send({ receptor: body.phone_number, message: 'x', wait: false }, key).expect(202);
    await ask(key, body).expect(200);
    const [otherKey, other] = [randomUUID(), newBody()];
    await ask(otherKey, other).expect(200);
    const send = { receptor: other.phone_number, message: 'x', wait: false };
    await adminOf(ramz.processes[1]!.url).send(send, otherKey).expect(202);
  });

  it('a stored idempotency key reveals neither key, number nor challenge', async () => {
    const [key, body] = [randomUUID(), newBody()];
    const { challenge_id } = (await ask(key, body).expect(200)).body;
    const { rows } = await ramz.database.query('SELECT k::text AS row FROM idempotency_keys k');
    const text = rows.map(({ row }) => row as string).join('\n');
    for (const secret of [key, body.phone_number.slice(1), challenge_id]) expect(text).not.toContain(secret);
  });

  it('a second request without the header counts as a new one', async () => {
    const body = { ...newBody(), channel: 'sms' };
    const post = () => supertest(ramz.url).post(ASK).set('X-Forwarded-For', '192.0.2.1').send(body);
    await post().expect(200);
    await post().expect(429);
  });
});
