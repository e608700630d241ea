import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { ERROR_CODES, type ErrorCode } from '../../src/common/error-codes.js';
import { codeOf, signIn } from '../support/accounts.js';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { askForCode, newPhoneNumber, verifyCode, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { startFakeCaptcha } from '../support/fake-captcha.mjs';
import { problemFault } from '../support/problem.js';
import type { RamzProcess } from '../support/ramz-process.js';
import { withRamz } from '../support/with-ramz.js';

/** They take half a minute: `admin-send.spec.ts` has them. */
type Slow = 'sms_timeout' | 'idempotency_in_progress';
/** In simulation every send to such a number is refused, or fails, for good. */
const REFUSED = '+989120009991';
const FAILING = '+989120009992';

describe('error codes', () => {
  let captcha: Awaited<ReturnType<typeof startFakeCaptcha>>;
  /** With everything on. */
  const open = withRamz(({ environment }) => ({
    RATE_LIMITS: `${environment.variables['RATE_LIMITS']},otp_phone=1/60`,
    ADMIN_API_KEYS,
    EMAIL_OTP_ENABLED: 'true',
    SMS_ATTEMPTS: '1',
  }));
  /** With everything off or demanded. */
  let strict: RamzProcess;

  beforeAll(async () => {
    captcha = await startFakeCaptcha();
    strict = await open.addProcess({
      ROLE: 'api',
      RATE_LIMITS: open.environment.variables['RATE_LIMITS']!,
      ADMIN_API_KEYS: '',
      EMAIL_OTP_ENABLED: '',
      OTP_REQUIRE_CHALLENGE: 'true',
      CAPTCHA_PROVIDER: 'turnstile',
      CAPTCHA_SECRET: captcha.secret,
      CAPTCHA_DEMAND: 'always',
      CAPTCHA_VERIFY_URL: captcha.verifyUrls.turnstile,
      KAVENEGAR_API_KEY: 'unused',
      SMS_ROUTES: 'IR=kavenegar',
      SMS_ALLOWED_COUNTRIES: 'IR,CO',
    });
  });

  afterAll(() => captcha.close());

  const post = (path: string, body: object) => supertest(open.url).post(`/api/v1/auth/${path}`).send(body);
  const ask = async (members: Record<string, unknown> = {}) => {
    const { e164 } = newPhoneNumber();
    const { body } = await askForCode(open.url, e164, members).expect(200);
    return { e164, challengeId: String(body.challenge_id), code: await codeOf(open.database, body.challenge_id) };
  };
  const askStrictly = (phoneNumber: string, members: object = {}) =>
    askForCode(strict.url, phoneNumber, { ...members });
  const verificationToken = async () => {
    const { e164, code } = await ask({ purpose: 'password_reset' });
    const { body } = await verifyCode(open.url, e164, code, { purpose: 'password_reset' }).expect(200);
    return { verification_token: body.verification_token as string };
  };
  const queuedMessage = async () => {
    const { e164, challengeId } = await ask();
    await eventually(async () => {
      const { rows } = await open.database.query(`SELECT status FROM messages WHERE otp_token_id = $1`, [challengeId]);
      expect(rows).toEqual([{ status: 'accepted' }]);
    });
    const { body } = await adminOf(open.url).get(`/api/v1/sms/messages?phone=${encodeURIComponent(e164)}`);
    return String(body.items[0].id);
  };

  /** One way to each of them. A code that has none here does not compile. */
  const methods: Record<Exclude<ErrorCode, Slow>, () => Promise<supertest.Response>> = {
    validation_failed: async () => post('otp', {}),
    phone_number_invalid: async () => post('otp', { phone_number: '9123456789' }),
    email_invalid: async () => post('otp', { email: 'sara at example.com' }),
    email_disabled: async () => supertest(strict.url).post('/api/v1/auth/otp').send({ email: 'sara@example.com' }),
    channel_unavailable: async () => post('otp', { phone_number: newPhoneNumber().e164, channel: 'call' }),
    contact_in_use: async () => {
      const taken = newPhoneNumber().e164;
      await open.database.query('INSERT INTO users (id, phone) VALUES (gen_random_uuid(), $1)', [taken]);
      const { access_token } = await signIn(open.url, open.database, { phone_number: newPhoneNumber().e164 });
      const bearer = { Authorization: `Bearer ${access_token}` };
      const { body } = await supertest(open.url).patch('/api/v1/auth/me').set(bearer).send({ phone_number: taken });
      const otp_code = await codeOf(open.database, body.code.challenge_id);
      return post('verify-phone-otp', { otp_code }).set(bearer);
    },
    captcha_required: async () => askStrictly(newPhoneNumber().e164),
    captcha_invalid: async () => askStrictly(newPhoneNumber().e164, { captcha_token: 'made-up' }),
    destination_not_allowed: async () => post('otp', { phone_number: '+12025550123' }),
    destination_suspended: async () => {
      const { e164 } = newPhoneNumber();
      await adminOf(open.url).post('/api/v1/fraud/lists/block', { entry: e164 }).expect(200);
      return eventually(async () => {
        const answer = await post('otp', { phone_number: e164 });
        expect(answer.body.code).toBe('destination_suspended');
        return answer;
      });
    },
    rate_limited: async () => askForCode(open.url, (await ask()).e164),
    otp_incorrect: async () => {
      const { e164, code } = await ask();
      return verifyCode(open.url, e164, wrongCode(code));
    },
    otp_expired: async () => {
      const { e164, code, challengeId } = await ask();
      await open.database.query('UPDATE otp_tokens SET expires_at = now() WHERE id = $1', [challengeId]);
      return verifyCode(open.url, e164, code);
    },
    otp_used: async () => {
      const { e164, code } = await ask();
      await verifyCode(open.url, e164, code).expect(200);
      return verifyCode(open.url, e164, code);
    },
    otp_superseded: async () => {
      const { code, challengeId } = await ask();
      await open.database.query(`UPDATE otp_tokens SET status = 'superseded' WHERE id = $1`, [challengeId]);
      return post('otp/verify', { challenge_id: challengeId, code });
    },
    otp_exhausted: async () => {
      const { e164, code } = await ask();
      for (let step = 1; step <= 5; step += 1) await verifyCode(open.url, e164, wrongCode(code, step)).expect(400);
      return verifyCode(open.url, e164, code);
    },
    otp_not_found: async () => verifyCode(open.url, newPhoneNumber().e164, '123456'),
    challenge_required: async () => verifyCode(strict.url, newPhoneNumber().e164, '123456'),
    verification_token_invalid: async () => post('verification-tokens/consume', { verification_token: 'made-up' }),
    verification_token_used: async () => {
      const token = await verificationToken();
      await post('verification-tokens/consume', token).expect(200);
      return post('verification-tokens/consume', token);
    },
    unauthorized: async () => supertest(open.url).get('/api/v1/auth/me'),
    forbidden: async () => {
      const { access_token } = await signIn(open.url, open.database, { phone_number: newPhoneNumber().e164 });
      return supertest(open.url).get('/api/v1/sms/status').set('Authorization', `Bearer ${access_token}`);
    },
    reauthentication_required: async () => {
      const { access_token, user } = await signIn(open.url, open.database, { phone_number: newPhoneNumber().e164 });
      await open.database.query(`UPDATE sessions SET auth_time = now() - interval '10 minutes' WHERE user_id = $1`, [
        user.id,
      ]);
      const change = supertest(open.url).patch('/api/v1/auth/me').send({ phone_number: newPhoneNumber().e164 });
      return change.set('Authorization', `Bearer ${access_token}`);
    },
    token_reused: async () => {
      const { refresh_token } = await signIn(open.url, open.database, { phone_number: newPhoneNumber().e164 });
      const { body } = await post('token/refresh', { refresh_token }).expect(200);
      await post('token/refresh', { refresh_token: body.refresh_token }).expect(200);
      return post('token/refresh', { refresh_token });
    },
    sms_disabled: async () => {
      const disabled = await open.addProcess({ ROLE: 'api', SMS_ENABLED: 'false' });
      return askForCode(disabled.url, newPhoneNumber().e164);
    },
    sms_not_configured: async () => askStrictly('+573001234567', { captcha_token: 'pass-1' }),
    sms_unavailable: async () => adminOf(open.url).send({ receptor: FAILING, message: 'x' }),
    sms_rejected: async () => adminOf(open.url).send({ receptor: REFUSED, message: 'x' }),
    message_not_cancellable: async () => adminOf(open.url).post(`/api/v1/sms/messages/${await queuedMessage()}/cancel`),
    message_not_retryable: async () => adminOf(open.url).post(`/api/v1/sms/messages/${await queuedMessage()}/retry`),
    idempotency_conflict: async () => {
      const key = randomUUID();
      const receptor = newPhoneNumber().e164;
      await adminOf(open.url).send({ receptor, message: 'x' }, key).expect(200);
      return adminOf(open.url).send({ receptor, message: 'y' }, key);
    },
    payload_too_large: async () => post('otp', { phone_number: '0'.repeat(70_000) }),
    unsupported_media_type: async () => post('otp', {}).type('form'),
    not_found: async () => supertest(open.url).get('/nowhere'),
    service_unavailable: async () => {
      captcha.failNext(500);
      return askStrictly(newPhoneNumber().e164, { captcha_token: 'pass-2' });
    },
    internal: async () => {
      await open.database.query('ALTER TABLE users RENAME TO renamed');
      const { e164, code } = await ask();
      const refused = await verifyCode(open.url, e164, code);
      await open.database.query('ALTER TABLE renamed RENAME TO users');
      // The code was not used up by a sign-in that failed.
      await verifyCode(open.url, e164, code).expect(200);
      return refused;
    },
  };

  it.each(Object.keys(methods) as (keyof typeof methods)[])(
    'the error %s is returned as a problem document that matches the catalogue',
    async (code) => {
      const answer = await methods[code]();
      expect(answer.body.code).toBe(code);
      expect(problemFault(answer)).toBeUndefined();
      expect(answer.body).toMatchObject({ status: ERROR_CODES[code].status, title: ERROR_CODES[code].title });
    },
  );
});
