import supertest from 'supertest';
import { codeOf, signIn } from '../support/accounts.js';
import { askForCode, newPhoneNumber, verifyCode, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { withRamz } from '../support/with-ramz.js';

/** Kavenegar refuses the receptor, for good. */
const REFUSED = 411;
const FIRST_LIMITS = 'otp_ip=off,registration_ip=off,password_reset_ip=off,verify_ip=off,otp_phone=off';

interface Asked {
  challenge_id: string;
  code: string;
}

describe('newer codes', () => {
  const ramz = withRamz(
    {
      RATE_LIMITS: FIRST_LIMITS,
      SMS_ROUTES: 'IR=kavenegar',
      // A message that has failed once waits for longer than a test takes.
      SMS_BACKOFF_MS: '60000',
    },
    { providers: ['kavenegar'] },
  );

  beforeEach(() => ramz.kavenegar.reset());

  const verify = (body: object) => supertest(ramz.url).post('/api/v1/auth/otp/verify').send(body);
  const show = async (challengeId: string) =>
    (await supertest(ramz.url).get(`/api/v1/auth/otp/${challengeId}`).expect(200)).body;

  async function ask(phone: string): Promise<string> {
    return (await askForCode(ramz.url, phone).expect(200)).body.challenge_id;
  }

  /** The message of a code and its calls, once it has this status. */
  async function ended(challengeId: string, status: string): Promise<void> {
    await eventually(async () => {
      const { rows } = await ramz.database.query('SELECT status FROM messages WHERE otp_token_id = $1', [challengeId]);
      expect(rows).toEqual([{ status }]);
    });
  }

  async function askAndReceive(phone: string): Promise<Asked> {
    const count = ramz.kavenegar.messagesFor(phone).length + 1;
    const challenge_id = await ask(phone);
    const { token } = await ramz.kavenegar.waitForMessage(phone, { count });
    await ended(challenge_id, 'accepted');
    return { challenge_id, code: token! };
  }

  it('a newer code ends the earlier one once a provider has accepted it', async () => {
    const { e164 } = newPhoneNumber();
    const older = await askAndReceive(e164);
    const newer = await askAndReceive(e164);
    expect((await show(older.challenge_id)).status).toBe('superseded');
    expect((await verify(older).expect(400)).body.code).toBe('otp_superseded');
    const { body } = await verifyCode(ramz.url, e164, older.code).expect(400);
    expect(body).toMatchObject({ code: 'otp_superseded', attempts_left: 4 });
    await verify(newer).expect(200);
  });

  it('a newer code ends the earlier one when its provider may have accepted it', async () => {
    const { e164 } = newPhoneNumber();
    const older = await askAndReceive(e164);
    ramz.kavenegar.failNext('close', { receptor: e164 });
    await ask(e164);
    await eventually(async () => expect((await show(older.challenge_id)).status).toBe('superseded'));
    expect((await verify(older).expect(400)).body.code).toBe('otp_superseded');
  });

  it('newer codes leave the earlier one valid while no provider accepts them, however many are requested', async () => {
    const { e164 } = newPhoneNumber();
    const owned = await askAndReceive(e164);
    ramz.kavenegar.respondWith(REFUSED, { receptor: e164 });
    for (let i = 0; i < 4; i += 1) await ended(await ask(e164), 'failed');
    expect(await show(owned.challenge_id)).toMatchObject({ status: 'active', delivery: 'sent', attempts_left: 5 });
    await verify(owned).expect(200);
    expect((await show(owned.challenge_id)).status).toBe('used');
  });

  it('a code that no provider accepts is refunded three times an hour, and no more', async () => {
    const { e164 } = newPhoneNumber();
    ramz.kavenegar.respondWith(REFUSED, { receptor: e164 });
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1) {
      const { status, body } = await askForCode(ramz.url, e164);
      statuses.push(status);
      if (status === 200) await ended(body.challenge_id, 'failed');
    }
    // Three that went back, and the five of the hour.
    expect(statuses.filter((status) => status === 200)).toHaveLength(8);
  });

  it('a code that no provider accepts neither ends the code of the owner nor adds guesses at it', async () => {
    const { e164 } = newPhoneNumber();
    const owned = await askAndReceive(e164);
    ramz.kavenegar.respondWith(REFUSED, { receptor: e164 });
    let compared = 0;
    for (let i = 0; i < 12; i += 1) {
      const { status, body } = await askForCode(ramz.url, e164);
      if (status !== 200) continue;
      await ended(body.challenge_id, 'failed');
      // As many as there are: each leaves the owner one attempt.
      const guess = await verify({ challenge_id: body.challenge_id, code: wrongCode(owned.code, i + 1) });
      if (guess.body.code === 'otp_incorrect') compared += 1;
      if (compared === 4) break;
    }
    expect(compared).toBe(4);
    expect((await show(owned.challenge_id)).attempts_left).toBe(1);
    await verify(owned).expect(200);
  });
});

describe('codes whose successor no provider has accepted yet', () => {
  // Without a worker no message is sent.
  const ramz = withRamz({
    ROLE: 'api',
    EMAIL_OTP_ENABLED: 'true',
    OTP_TEST_NUMBERS: '+989125550001:246810@2099-12-31',
  });
  let addresses = 0;

  const post = (path: string, body: object) => supertest(ramz.url).post(`/api/v1/auth/${path}`).send(body);
  const verify = (body: object) => post('otp/verify', body);
  const show = async (challengeId: string) =>
    (await supertest(ramz.url).get(`/api/v1/auth/otp/${challengeId}`).expect(200)).body;

  async function ask(body: object): Promise<Asked> {
    const { challenge_id } = (await post('otp', body).expect(200)).body;
    return { challenge_id, code: await codeOf(ramz.database, challenge_id) };
  }

  async function askTwice(body: object): Promise<[older: Asked, newer: Asked]> {
    return [await ask(body), await ask(body)];
  }

  it('an earlier code signs in by its number and by either challenge, and ends the other code', async () => {
    const guesses: ((phone_number: string, older: Asked, newer: Asked) => object)[] = [
      (phone_number, { code }) => ({ phone_number, code }),
      (_, older) => older,
      (_, { code }, { challenge_id }) => ({ challenge_id, code }),
      (_, { challenge_id }, { code }) => ({ challenge_id, code }),
    ];
    for (const guess of guesses) {
      const { e164 } = newPhoneNumber();
      const [older, newer] = await askTwice({ phone_number: e164 });
      const entered = guess(e164, older, newer) as { code: string };
      await verify(entered).expect(200);
      const [used, ended] = entered.code === older.code ? [older, newer] : [newer, older];
      expect((await verify(used).expect(400)).body.code).toBe('otp_used');
      expect((await verify(ended).expect(400)).body.code).toBe('otp_superseded');
      await verify({ phone_number: e164, code: ended.code }).expect(ended === newer ? 400 : 404);
    }
  });

  it('an earlier code shares its attempts with its successor', async () => {
    const { e164 } = newPhoneNumber();
    const first = await ask({ phone_number: e164 });
    await verify({ ...first, code: wrongCode(first.code) }).expect(400);
    const second = await ask({ phone_number: e164 });
    const other = [1, 2, 3].map((step) => wrongCode(first.code, step)).filter((code) => code !== second.code);
    const left = [];
    for (const { challenge_id } of [first, second]) {
      left.push((await verify({ challenge_id, code: other[0] }).expect(400)).body.attempts_left);
    }
    left.push((await verify({ phone_number: e164, code: other[0] }).expect(400)).body.attempts_left);
    expect(left).toEqual([3, 2, 1]);
    expect(await show(first.challenge_id)).toMatchObject({ status: 'active', attempts_left: 1 });
    expect(await show(second.challenge_id)).toMatchObject({ status: 'active', attempts_left: 1 });
    await verify({ phone_number: e164, code: other[0] }).expect(400);
    for (const { challenge_id } of [first, second]) {
      expect(await show(challenge_id)).toMatchObject({ status: 'exhausted', attempts_left: 0, expires_in: 0 });
    }
  });

  it('an earlier code ends when it expires, although its successor has not expired', async () => {
    const { e164 } = newPhoneNumber();
    const [older, newer] = await askTwice({ phone_number: e164 });
    await ramz.database.query('UPDATE otp_tokens SET expires_at = now() WHERE id = $1', [older.challenge_id]);
    expect((await show(older.challenge_id)).status).toBe('expired');
    expect((await verify(older).expect(400)).body.code).toBe('otp_expired');
    const { body } = await verify({ phone_number: e164, code: older.code }).expect(400);
    expect(body.code).toBe('otp_expired');
    await verify(newer).expect(200);
  });

  it('a third code ends the first one, and the second one stays valid', async () => {
    const { e164 } = newPhoneNumber();
    const first = await ask({ phone_number: e164 });
    const [second, third] = await askTwice({ phone_number: e164 });
    expect((await verify(first).expect(400)).body.code).toBe('otp_superseded');
    expect((await show(third.challenge_id)).status).toBe('active');
    await verify(second).expect(200);
  });

  it('an earlier code ends with its exhausted successor, and the next code has all its attempts', async () => {
    const { e164 } = newPhoneNumber();
    const [older, newer] = await askTwice({ phone_number: e164 });
    await ramz.database.query('UPDATE otp_tokens SET attempts = max_attempts WHERE id = $1', [newer.challenge_id]);
    const fresh = await ask({ phone_number: e164 });
    expect(await show(fresh.challenge_id)).toMatchObject({ status: 'active', attempts_left: 5 });
    for (const ended of [older, newer]) expect((await verify(ended).expect(400)).body.code).toBe('otp_superseded');
    await verify(fresh).expect(200);
  });

  it('a newer code ends the earlier one at once where nothing is sent, as for a test number', async () => {
    const { challenge_id } = (await post('otp', { phone_number: '+989125550001' }).expect(200)).body;
    await post('otp', { phone_number: '+989125550001' }).expect(200);
    expect((await show(challenge_id)).status).toBe('superseded');
  });

  it('an earlier code earns a verification token, and its successor then earns none', async () => {
    const purpose = 'password_reset';
    const [older, newer] = await askTwice({ phone_number: newPhoneNumber().e164, purpose });
    const { body } = await verify({ ...older, purpose }).expect(200);
    await post('verification-tokens/consume', { verification_token: body.verification_token }).expect(200);
    expect((await verify({ ...newer, purpose }).expect(400)).body.code).toBe('otp_superseded');
  });

  it('an earlier code confirms a contact, and its successor then confirms nothing', async () => {
    const { access_token } = await signIn(ramz.url, ramz.database, { phone_number: newPhoneNumber().e164 });
    const as = (request: supertest.Test) => request.set('Authorization', `Bearer ${access_token}`);
    const email = `owner${(addresses += 1)}@example.com`;
    const { body: changed } = await as(supertest(ramz.url).patch('/api/v1/auth/me')).send({ email }).expect(200);
    const older = await codeOf(ramz.database, changed.code.challenge_id);
    const { body: resent } = await as(post('send-verification-email', { otp_type: 'EMAIL' })).expect(200);
    const newer = await codeOf(ramz.database, resent.challenge_id);
    const { body } = await as(post('verify-email-otp', { otp_code: older })).expect(200);
    expect(body.user).toMatchObject({ email, email_verified: true });
    expect((await as(post('verify-email-otp', { otp_code: newer })).expect(400)).body.code).toBe('otp_superseded');
  });

  it('an earlier code and its successor are superseded when the user changes the contact they were sent to', async () => {
    const number = newPhoneNumber().e164;
    const { access_token } = await signIn(ramz.url, ramz.database, { phone_number: number });
    const as = (request: supertest.Test) => request.set('Authorization', `Bearer ${access_token}`);
    const change = { phone_number: newPhoneNumber().e164 };
    const codes = await askTwice({ phone_number: number });
    const { body } = await as(supertest(ramz.url).patch('/api/v1/auth/me')).send(change).expect(200);
    const otp_code = await codeOf(ramz.database, body.code.challenge_id);
    await as(post('verify-phone-otp', { otp_code })).expect(200);
    for (const ended of codes) expect((await verify(ended).expect(400)).body.code).toBe('otp_superseded');
  });
});
