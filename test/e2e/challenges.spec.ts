import supertest from 'supertest';
import { codeOf, signIn } from '../support/accounts.js';
import { askForCode, newPhoneNumber, verifyCode, WRONG_CODE, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { withRamz } from '../support/with-ramz.js';

/** In simulation every send to such a number is refused for good. */
const REFUSED = '+989120009991';

describe('challenge status', () => {
  const ramz = withRamz({
    OTP_ENFORCE_COOLDOWN: 'true',
    EMAIL_OTP_ENABLED: 'true',
    OTP_TEST_NUMBERS: '+989125550001:246810@2099-12-31,+989125550002:135791@2020-01-01',
  });

  const show = (challengeId: string) => supertest(ramz.url).get(`/api/v1/auth/otp/${challengeId}`);
  const ask = async (number: string) => (await askForCode(ramz.url, number).expect(200)).body;

  it('the status shows that the code was sent, and how much time and how many attempts are left', async () => {
    const { e164 } = newPhoneNumber();
    const { challenge_id } = await ask(e164);
    await eventually(async () => expect((await show(challenge_id).expect(200)).body.delivery).toBe('sent'));
    await verifyCode(ramz.url, e164, wrongCode(await codeOf(ramz.database, challenge_id)));
    const { body } = await show(challenge_id).expect(200);
    expect(body).toEqual({
      status: 'active',
      delivery: 'sent',
      expires_in: expect.any(Number),
      resend_in: expect.any(Number),
      attempts_left: 4,
    });
    expect(body.expires_in).toBeGreaterThan(280);
    expect(body.resend_in).toBeGreaterThan(20);
  });

  it('the status reports a failed delivery in a sentence for the user, who may resend at once', async () => {
    const { challenge_id } = await ask(REFUSED);
    const failed = await eventually(async () => {
      const { body } = await show(challenge_id).expect(200);
      expect(body.delivery).toBe('failed');
      return body;
    });
    expect(failed).toMatchObject({
      status: 'active',
      resend_in: 0,
      detail: expect.stringContaining('request a new code'),
    });
    // Although the cooldown is enforced.
    await askForCode(ramz.url, REFUSED).expect(200);
  });

  it('the status does not reveal what became of a code for a number that was requested by e-mail', async () => {
    // Of its own: whether the codes of the other one have failed by now is not known.
    const refused = '+989120019991';
    const { challenge_id } = (await askForCode(ramz.url, refused, { channel: 'email' }).expect(200)).body;
    await eventually(async () => {
      const { rows } = await ramz.database.query('SELECT status FROM messages WHERE otp_token_id = $1', [challenge_id]);
      expect(rows).toEqual([{ status: 'failed' }]);
    });
    const { body } = await show(challenge_id).expect(200);
    expect(body).toMatchObject({ status: 'active', delivery: expect.stringMatching(/^(queued|sent)$/) });
    expect(body).not.toHaveProperty('detail');
    expect(body.resend_in).toBeGreaterThan(20);
    await askForCode(ramz.url, refused).expect(429);
  });

  it('the delivery of a code for a number requested by e-mail depends only on the time since the request', async () => {
    const { e164 } = newPhoneNumber();
    const { challenge_id } = (await askForCode(ramz.url, e164, { channel: 'email' }).expect(200)).body;
    await eventually(async () => {
      const { rows } = await ramz.database.query('SELECT status FROM messages WHERE otp_token_id = $1', [challenge_id]);
      expect(rows).toEqual([{ status: 'accepted' }]);
    });
    const deliveryAfter = async (seconds: number) => {
      const change = `UPDATE otp_tokens SET created_at = now() - $2 * interval '1 second' WHERE id = $1`;
      await ramz.database.query(change, [challenge_id, seconds]);
      return (await show(challenge_id).expect(200)).body.delivery;
    };
    expect(await deliveryAfter(-60)).toBe('queued');
    expect(await deliveryAfter(60)).toBe('sent');
    for (const status of ['queued', 'delivered', 'cancelled']) {
      await ramz.database.query('UPDATE messages SET status = $2 WHERE otp_token_id = $1', [challenge_id, status]);
      expect(await deliveryAfter(-60)).toBe('queued');
      expect(await deliveryAfter(60)).toBe('sent');
    }
  });

  it.each([
    ['has an account with a verified address', true],
    ['has none', false],
  ])('a live code stays active when a newer one is requested by e-mail for a number that %s', async (_, hasAccount) => {
    const { e164 } = newPhoneNumber();
    if (hasAccount) {
      await ramz.database.query(
        `INSERT INTO users (id, phone, phone_verified_at, email, email_verified_at)
         VALUES (gen_random_uuid(), $1, now(), 'owner@example.com', now())`,
        [e164],
      );
    }
    const first = await ask(e164);
    await eventually(async () => expect((await show(first.challenge_id).expect(200)).body.delivery).toBe('sent'));
    await ramz.database.query('UPDATE otp_tokens SET resend_at = now() WHERE id = $1', [first.challenge_id]);
    const { body } = await askForCode(ramz.url, e164, { channel: 'email' }).expect(200);
    await eventually(async () => {
      const { rows } = await ramz.database.query('SELECT status FROM messages WHERE otp_token_id = $1', [
        body.challenge_id,
      ]);
      expect(rows).toEqual([{ status: 'accepted' }]);
    });
    expect((await show(first.challenge_id).expect(200)).body.status).toBe('active');
    await verifyCode(ramz.url, e164, await codeOf(ramz.database, first.challenge_id)).expect(200);
  });

  it('the detail of an undelivered code says nothing about a newer one that was requested by e-mail for its number', async () => {
    const { e164 } = newPhoneNumber();
    const first = await ask(e164);
    await eventually(async () => expect((await show(first.challenge_id).expect(200)).body.delivery).toBe('sent'));
    await ramz.database.query('UPDATE otp_tokens SET resend_at = now() WHERE id = $1', [first.challenge_id]);
    const { challenge_id } = (await askForCode(ramz.url, e164, { channel: 'email' }).expect(200)).body;
    await eventually(async () => {
      const { rows } = await ramz.database.query('SELECT status FROM messages WHERE otp_token_id = $1', [challenge_id]);
      expect(rows).toEqual([{ status: 'accepted' }]);
    });
    const fail = `UPDATE messages SET status = 'failed', recipient_at_fault = $2 WHERE otp_token_id = $1`;
    await ramz.database.query(fail, [first.challenge_id, false]);
    await ramz.database.query(fail, [challenge_id, true]);
    const { body } = await show(first.challenge_id).expect(200);
    expect(body.detail).toContain('The number is not the reason.');
  });

  it('an exhausted code can be resent at once, although the cooldown is enforced', async () => {
    const { e164 } = newPhoneNumber();
    const { challenge_id } = await ask(e164);
    await askForCode(ramz.url, e164).expect(429);
    for (let i = 0; i < 5; i += 1) await verifyCode(ramz.url, e164, WRONG_CODE).expect(400);
    expect((await show(challenge_id)).body).toMatchObject({ status: 'exhausted', resend_in: 0 });
    await askForCode(ramz.url, e164).expect(200);
  });

  it('a verification by number reports an expired code for one hour only, and one by challenge for longer', async () => {
    const { e164 } = newPhoneNumber();
    const { challenge_id } = await ask(e164);
    const code = await codeOf(ramz.database, challenge_id);
    const age = (minutes: number) =>
      ramz.database.query(
        `UPDATE otp_tokens SET created_at = now() - $2 * interval '1 minute',
           expires_at = now() - ($2 - 5) * interval '1 minute' WHERE id = $1`,
        [challenge_id, minutes],
      );
    await age(59);
    expect((await verifyCode(ramz.url, e164, code).expect(400)).body.code).toBe('otp_expired');
    await age(61);
    expect((await verifyCode(ramz.url, e164, code).expect(404)).body.code).toBe('otp_not_found');
    // Who holds the challenge has asked.
    const held = supertest(ramz.url).post('/api/v1/auth/otp/verify').send({ challenge_id, code });
    expect((await held.expect(400)).body.code).toBe('otp_expired');
  });

  it('the status shows how a code has ended', async () => {
    const { e164 } = newPhoneNumber();
    const first = await ask(e164);
    await ramz.database.query(`UPDATE otp_tokens SET resend_at = now() WHERE id = $1`, [first.challenge_id]);
    const second = await ask(e164);
    await eventually(async () =>
      expect((await show(first.challenge_id)).body).toMatchObject({
        status: 'superseded',
        expires_in: 0,
        resend_in: 0,
        attempts_left: 0,
        detail: 'A newer code has been sent. Please enter the code from the latest message.',
      }),
    );
    await verifyCode(ramz.url, e164, await codeOf(ramz.database, second.challenge_id)).expect(200);
    expect((await show(second.challenge_id)).body.status).toBe('used');
    const third = await ask(e164);
    for (let i = 0; i < 5; i += 1) await verifyCode(ramz.url, e164, WRONG_CODE).expect(400);
    expect((await show(third.challenge_id)).body).toMatchObject({ status: 'exhausted', attempts_left: 0 });
    await ramz.database.query(`UPDATE otp_tokens SET attempts = 0, expires_at = now() WHERE id = $1`, [
      third.challenge_id,
    ]);
    expect((await show(third.challenge_id)).body).toMatchObject({ status: 'expired', expires_in: 0 });
  });

  it.each([
    ['0198c5e2-7b1a-7000-8000-123456789012', 'otp_not_found'],
    ['nonsense', 'not_found'],
    ['%00', 'not_found'],
  ])('the status of an unknown challenge is answered with 404: %s', async (id, code) => {
    expect((await show(id).expect(404)).body.code).toBe(code);
  });

  describe('test numbers', () => {
    it('a test number accepts its fixed code until its last day, gets no message, and is marked in its row', async () => {
      const { challenge_id } = await ask('+989125550001');
      expect((await show(challenge_id)).body).toMatchObject({ status: 'active', delivery: 'delivered' });
      const { rows } = await ramz.database.query(
        `SELECT is_test_number, debug_code, code_digest, (SELECT count(*)::int FROM messages WHERE otp_token_id = t.id)
         AS messages FROM otp_tokens t WHERE id = $1`,
        [challenge_id],
      );
      expect(rows).toEqual([
        { is_test_number: true, debug_code: null, messages: 0, code_digest: expect.not.stringContaining('246810') },
      ]);
      await verifyCode(ramz.url, '+989125550001', '246811').expect(400);
      await verifyCode(ramz.url, '+989125550001', '246810').expect(200);
      expect((await verifyCode(ramz.url, '+989125550001', '246810').expect(400)).body.code).toBe('otp_used');
    });

    it('an expired test number behaves like any other number', async () => {
      const { challenge_id } = await ask('+989125550002');
      const { rows } = await ramz.database.query(`SELECT is_test_number FROM otp_tokens WHERE id = $1`, [challenge_id]);
      expect(rows).toEqual([{ is_test_number: false }]);
      await verifyCode(ramz.url, '+989125550002', '135791').expect(400);
    });
  });
});

describe('challenges of processes with other settings', () => {
  const CALL = { channel: 'call' };
  // E-mail is off.
  const ramz = withRamz({ ROLE: 'api', OTP_REQUIRE_CHALLENGE: 'true' });

  it('with OTP_REQUIRE_CHALLENGE, a code signs in only by its challenge', async () => {
    const { e164 } = newPhoneNumber();
    const { challenge_id } = (await askForCode(ramz.url, e164).expect(200)).body;
    const code = await codeOf(ramz.database, challenge_id);
    expect((await verifyCode(ramz.url, e164, code).expect(400)).body.code).toBe('challenge_required');
    await supertest(ramz.url).post('/api/v1/auth/otp/verify').send({ challenge_id, code }).expect(200);
  });

  it('codes by e-mail are refused unless e-mail is switched on', async () => {
    const ask = (body: object) => supertest(ramz.url).post('/api/v1/auth/otp').send(body);
    for (const body of [{ email: 'sara@example.com' }, { phone_number: '09121234567', channel: 'email' }]) {
      expect((await ask(body).expect(503)).body.code).toBe('email_disabled');
    }
  });

  it('calls are refused unless OTP_CHANNELS names them, also for signed-in users', async () => {
    const { e164 } = newPhoneNumber();
    const refused = await askForCode(ramz.url, e164, CALL).expect(400);
    expect(refused.body).toMatchObject({ code: 'channel_unavailable', detail: expect.stringContaining('sms') });
    const { access_token } = await signIn(ramz.url, ramz.database, { phone_number: e164 });
    const bearer = { Authorization: `Bearer ${access_token}` };
    const sent = supertest(ramz.url).post('/api/v1/auth/send-verification-sms').set(bearer);
    expect((await sent.send({ otp_type: 'SMS', ...CALL }).expect(400)).body.code).toBe('channel_unavailable');
    const changed = supertest(ramz.url).patch('/api/v1/auth/me').set(bearer);
    const change = { phone_number: newPhoneNumber().e164, ...CALL };
    expect((await changed.send(change).expect(400)).body.code).toBe('channel_unavailable');
  });

  it('a client can choose only the channels of OTP_CHANNELS', async () => {
    const { url } = await ramz.addProcess({ OTP_CHANNELS: 'call', EMAIL_OTP_ENABLED: 'true' });
    const { e164 } = newPhoneNumber();
    await askForCode(url, e164, CALL).expect(200);
    expect((await askForCode(url, e164).expect(400)).body.code).toBe('channel_unavailable');
    const refused = await supertest(url).post('/api/v1/auth/otp').send({ email: 'sara@example.com' }).expect(400);
    expect(refused.body.code).toBe('channel_unavailable');
  });

  it('production stores no readable code, although nothing is sent', async () => {
    const { url } = await ramz.addProcess({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://otp.example.com',
      SMS_ENABLED: 'false',
      EMAIL_OTP_ENABLED: 'true',
      SMTP_URL: 'smtp://127.0.0.1:1',
      EMAIL_FROM: 'codes@example.com',
    });
    const { e164 } = newPhoneNumber();
    const { challenge_id } = (await askForCode(url, e164, { channel: 'email' }).expect(200)).body;
    expect(await codeOf(ramz.database, challenge_id)).toBeNull();
  });
});
