import supertest from 'supertest';
import { codeOf } from '../support/accounts.js';
import { askForCode, newPhoneNumber, WRONG_CODE } from '../support/clients.js';
import { withRamz } from '../support/with-ramz.js';

const HOUR = 3600;

/** The longer limits of a number are on, as by default. */
const ramz = withRamz({
  ROLE: 'api',
  RATE_LIMITS: 'otp_ip=off,password_reset_ip=off,verify_ip=30/300,otp_phone=off',
  TRUST_PROXY: '1',
});

beforeEach(() => ramz.database.query('TRUNCATE request_limits, rate_limits'));

let strangers = 0;
/** Another one for each call, so that no limit per address counts. */
const newAddress = () => `198.18.${(strangers += 1) >> 8}.${strangers & 255}`;

describe('lock-outs by a stranger who knows the number', () => {
  const verify = (body: object) =>
    supertest(ramz.url).post('/api/v1/auth/otp/verify').set('X-Forwarded-For', newAddress()).send(body);
  const guess = (number: string) => verify({ phone_number: number, code: WRONG_CODE });
  const askFrom = async (address: string, number: string) =>
    (await askForCode(ramz.url, number).set('X-Forwarded-For', address).expect(200)).body.challenge_id as string;
  const forgetWindow = async (name: string) => {
    for (const table of ['request_limits', 'rate_limits']) {
      await ramz.database.query(`DELETE FROM ${table} WHERE key LIKE $1`, [`${name}:%`]);
    }
  };
  const flood = (number: string, calls: number) => Promise.all(Array.from({ length: calls }, () => guess(number)));

  it('guesses by number exhaust at most two codes of the owner, who then still signs in by challenge', async () => {
    const { e164 } = newPhoneNumber();
    for (let code = 0; code < 2; code += 1) {
      await askForCode(ramz.url, e164).expect(200);
      await flood(e164, 40);
      // Guesses that are refused hold attempts while they run, so the flood may have left one.
      while ((await guess(e164)).body.code === 'otp_incorrect');
    }
    const { challenge_id } = (await askForCode(ramz.url, e164).expect(200)).body;
    const code = await codeOf(ramz.database, challenge_id);
    const answers = await flood(e164, 100);
    expect(answers.filter(({ body }) => !['rate_limited', 'otp_exhausted'].includes(body.code))).toEqual([]);
    expect((await verify({ challenge_id, code }).expect(200)).body.access_token).toEqual(expect.any(String));
  });

  it('a stranger can block verification by number alone for one hour at most', async () => {
    const { e164 } = newPhoneNumber();
    for (let code = 0; code < 3; code += 1) {
      await askForCode(ramz.url, e164).expect(200);
      await flood(e164, 20);
    }
    const { body } = await guess(e164);
    expect(body.code).toBe('rate_limited');
    expect(body.retry_after).toBeLessThanOrEqual(HOUR);
  });

  it('guesses never spend an attempt of the owner, not even briefly, once the hourly budget is almost used up', async () => {
    const trial = async () => {
      const { e164 } = newPhoneNumber();
      for (const guesses of [5, 4]) {
        await askForCode(ramz.url, e164).expect(200);
        for (let i = 0; i < guesses; i += 1) await guess(e164).expect(400);
      }
      // The four that were spent are gone with their code, which is exhausted by the next guess.
      await guess(e164);
      await ramz.database.query(`UPDATE rate_limits SET points = points - 1 WHERE key LIKE 'wrong_codes_hour:%'`);
      const { challenge_id } = (await askForCode(ramz.url, e164).expect(200)).body;
      const code = await codeOf(ramz.database, challenge_id);
      const [answer] = await Promise.all([verify({ challenge_id, code }), flood(e164, 30)]);
      return answer.status;
    };
    const statuses = [];
    for (let i = 0; i < 10; i += 1) statuses.push(await trial());
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('a stranger with challenges of their own cannot block the owner from signing in by challenge', async () => {
    const { e164 } = newPhoneNumber();
    for (let code = 0; code < 3; code += 1) {
      const challenge_id = await askFrom('203.0.113.66', e164);
      const guesses = Array.from({ length: 20 }, () => verify({ challenge_id, code: WRONG_CODE }));
      await Promise.all(guesses);
      await flood(e164, 20);
    }
    const refused = (await verify({ challenge_id: await askFrom('203.0.113.66', e164), code: WRONG_CODE })).body;
    expect(refused).toMatchObject({ code: 'rate_limited' });
    expect(refused.retry_after).toBeLessThanOrEqual(HOUR);
    const challenge_id = await askFrom('198.51.100.7', e164);
    await verify({ challenge_id, code: await codeOf(ramz.database, challenge_id) }).expect(200);
  });

  it('password resets that a stranger requests do not use up the sign-in codes of the number', async () => {
    const { e164 } = newPhoneNumber();
    const reset = () => askForCode(ramz.url, e164, { purpose: 'password_reset' });
    const asked = [];
    for (let hour = 0; hour < 3; hour += 1) {
      for (let i = 0; i < 5; i += 1) asked.push((await reset()).status);
      await askForCode(ramz.url, e164).expect(200);
      await forgetWindow('otp_phone_hour');
    }
    // Three fifths of the ten of a day.
    expect(asked.filter((status) => status === 200)).toHaveLength(6);
  });

  it('sign-ins that a stranger requests do not use up the password reset codes of the number', async () => {
    const { e164 } = newPhoneNumber();
    for (let i = 0; i < 3; i += 1) await askForCode(ramz.url, e164).expect(200);
    for (let i = 0; i < 2; i += 1) await askForCode(ramz.url, e164, { purpose: 'password_reset' }).expect(200);
    await askForCode(ramz.url, e164, { purpose: 'password_reset' }).expect(429);
  });

  it('a stranger gets three of the five codes of an hour for all purposes but sign-ins together', async () => {
    const { e164 } = newPhoneNumber();
    const purposes = ['password_reset', 'phone_verification', 'password_reset', 'phone_verification', 'password_reset'];
    const statuses = [];
    for (const purpose of purposes) statuses.push((await askForCode(ramz.url, e164, { purpose })).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    for (const purpose of ['registration', 'login']) await askForCode(ramz.url, e164, { purpose }).expect(200);
  });

  it('a stranger can block code requests for one day at most, by requesting ten codes', async () => {
    const { e164 } = newPhoneNumber();
    for (let hour = 0; hour < 2; hour += 1) {
      for (let i = 0; i < 5; i += 1) await askForCode(ramz.url, e164).expect(200);
      await forgetWindow('otp_phone_hour');
    }
    const refused = (await askForCode(ramz.url, e164).expect(429)).body;
    expect(refused.retry_after).toBeGreaterThan(HOUR);
    expect(refused.retry_after).toBeLessThanOrEqual(24 * HOUR);
  });

  it('a stranger can block code requests for one hour with five codes, but the owner signs in with one of them', async () => {
    const { e164 } = newPhoneNumber();
    const asked = await Promise.all(Array.from({ length: 5 }, () => askForCode(ramz.url, e164)));
    const refused = (await askForCode(ramz.url, e164).expect(429)).body;
    expect(refused.retry_after).toBeLessThanOrEqual(HOUR);
    const { rows } = await ramz.database.query(`SELECT id FROM otp_tokens WHERE recipient = $1 AND status = 'active'`, [
      e164,
    ]);
    expect(asked.map(({ body }) => body.challenge_id)).toContain(rows[0].id);
    await verify({ phone_number: e164, code: await codeOf(ramz.database, rows[0].id) }).expect(200);
  });

  it('a stranger has at most a hundred wrong guesses of any kind in a row until the owner enters a right code', async () => {
    const { e164 } = newPhoneNumber();
    await ramz.database.query(
      `INSERT INTO otp_tokens (id, purpose, channel, recipient, code_digest, pepper_id, max_attempts, locale, expires_at, resend_at)
       VALUES (gen_random_uuid(), 'login', 'sms', $1, 'none', 't1', 1000, 'en', now() + interval '1 hour', now())`,
      [e164],
    );
    let evaluated = 0;
    for (let round = 0; round < 12; round += 1) {
      const answers = await flood(e164, 20);
      evaluated += answers.filter(({ body }) => body.code === 'otp_incorrect').length;
      await forgetWindow('wrong_codes_hour');
    }
    expect(evaluated).toBe(100);
    const { body } = await guess(e164);
    expect(body).toMatchObject({ code: 'rate_limited' });
    expect(body.retry_after).toBeLessThanOrEqual(24 * HOUR);
  });
});

describe('lock-outs by a stranger at the same address as the owner', () => {
  const SHARED = '203.0.113.66';
  const askFrom = async (address: string, number: string) => {
    const { body } = await askForCode(ramz.url, number).set('X-Forwarded-For', address).expect(200);
    return { challenge_id: body.challenge_id as string, code: await codeOf(ramz.database, body.challenge_id) };
  };
  const verifyFrom = (address: string, body: object) =>
    supertest(ramz.url).post('/api/v1/auth/otp/verify').set('X-Forwarded-For', address).send(body);
  const useUpAddress = () =>
    Promise.all(
      Array.from({ length: 40 }, () => verifyFrom(SHARED, { phone_number: newPhoneNumber().e164, code: WRONG_CODE })),
    );
  const attemptsLeft = async (challengeId: string) =>
    (await supertest(ramz.url).get(`/api/v1/auth/otp/${challengeId}`).expect(200)).body.attempts_left;

  it('a stranger who uses up verify_ip does not block the owner from entering the code of their own challenge', async () => {
    const owned = await askFrom(SHARED, newPhoneNumber().e164);
    await useUpAddress();
    await verifyFrom(SHARED, { ...owned, code: WRONG_CODE }).expect(400);
    await verifyFrom(SHARED, owned).expect(200);
    expect((await verifyFrom(SHARED, owned).expect(429)).body.code).toBe('rate_limited');
  });

  it('a challenge requested at the address passes verify_ip once per attempt, and no other challenge does', async () => {
    const elsewhere = await askFrom('198.51.100.7', newPhoneNumber().e164);
    const owned = await askFrom(SHARED, newPhoneNumber().e164);
    await useUpAddress();
    await verifyFrom(SHARED, elsewhere).expect(429);
    for (const challenge_id of ['', 'nonsense', { $ne: 1 }, '0198c5e2-7b1a-7000-8000-123456789012']) {
      await verifyFrom(SHARED, { challenge_id, code: owned.code }).expect(429);
    }
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => verifyFrom(SHARED, { ...owned, code: WRONG_CODE })),
    );
    expect(answers.filter(({ status }) => status !== 429)).toHaveLength(5);
    await verifyFrom('198.51.100.7', elsewhere).expect(200);
  });

  it('text that can be no code does not use up the passes of a challenge requested at the address', async () => {
    const owned = await askFrom(SHARED, newPhoneNumber().e164);
    await useUpAddress();
    for (const code of ['', 'no code', '12345', '1234567', 123456, null]) {
      for (const field of ['code', 'otp_code']) {
        const body = { challenge_id: owned.challenge_id, [field]: code };
        expect((await verifyFrom(SHARED, body).expect(400)).body.code).toBe('validation_failed');
      }
    }
    expect(await attemptsLeft(owned.challenge_id)).toBe(5);
    await verifyFrom(SHARED, owned).expect(200);
  });

  it('an address without wrong codes left still allows the first guess at each challenge', async () => {
    const { e164 } = newPhoneNumber();
    for (let round = 0; round < 2; round += 1) {
      const { challenge_id } = await askFrom(SHARED, e164);
      for (let i = 0; i < 5; i += 1) await verifyFrom(SHARED, { challenge_id, code: WRONG_CODE }).expect(400);
    }
    await verifyFrom(SHARED, await askFrom(SHARED, e164)).expect(200);
  });

  it('an address without wrong codes left allows one guess per challenge, also of many concurrent ones', async () => {
    const { e164 } = newPhoneNumber();
    for (let round = 0; round < 2; round += 1) {
      const { challenge_id } = await askFrom(SHARED, e164);
      for (let i = 0; i < 5; i += 1) await verifyFrom(SHARED, { challenge_id, code: WRONG_CODE }).expect(400);
    }
    const fresh = await askFrom(SHARED, e164);
    const { challenge_id } = fresh;
    const answers = await Promise.all(
      Array.from({ length: 15 }, () => verifyFrom(SHARED, { challenge_id, code: WRONG_CODE })),
    );
    // While the guesses run, those that are refused still hold attempts.
    expect(answers.filter(({ body }) => !['rate_limited', 'otp_exhausted'].includes(body.code))).toEqual([]);
    expect(await attemptsLeft(challenge_id)).toBe(4);
    expect((await verifyFrom(SHARED, fresh).expect(429)).body.code).toBe('rate_limited');
    expect(await attemptsLeft(challenge_id)).toBe(4);
    await verifyFrom(SHARED, await askFrom(SHARED, e164)).expect(200);
  });
});
