import { createRemoteJWKSet, jwtVerify } from 'jose';
import supertest from 'supertest';
import { newPhoneNumber, verifyCode } from '../support/clients.js';
import { isCompleteRun } from '../support/complete-run.js';
import { stores } from '../support/redis.js';
import { eventually } from '../support/eventually.js';
import { withRamz } from '../support/with-ramz.js';

const WHOLE = ['all'];
const SPLIT = ['api', 'worker'];
/** Outside the complete run each store and each split once. */
const SETTINGS = isCompleteRun
  ? stores.flatMap((store) => [WHOLE, SPLIT].map((roles) => ({ store, roles })))
  : [
      { store: stores[0]!, roles: WHOLE },
      { store: stores.at(-1)!, roles: SPLIT },
    ];

describe.each(SETTINGS)('main path on $store with processes $roles', ({ store, roles }) => {
  const ramz = withRamz({}, { store, roles, providers: ['kavenegar'] });

  it('a code is sent through Kavenegar, verified once, and signs the user in', async () => {
    const { e164, national } = newPhoneNumber();
    const asked = await supertest(ramz.url).post('/api/v1/usr/otp').send({ phone_number: national }).expect(200);
    expect(asked.body).toEqual({
      phone_number: e164,
      message: 'OTP sent successfully',
      expires_in: 300,
      resend_in: 30,
      challenge_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      channel: 'sms',
      code_length: 6,
    });

    await ramz.kavenegar.waitForMessage(e164);
    const [call] = ramz.kavenegar.requests.filter((request) => request.scope === 'verify/lookup');
    const code = ramz.kavenegar.lastCodeFor(e164) ?? '';
    expect(call?.form).toEqual({ receptor: national, template: 'verify', token: code });
    expect(code).toMatch(/^\d{6}$/);

    const verified = await supertest(ramz.url)
      .post('/api/v1/usr/otp/verify')
      .send({ phone_number: national, otp_code: code })
      .expect(200);
    expect(verified.body).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'Bearer',
      expires_in: 900,
      user: {
        id: expect.any(String),
        phone_number: e164,
        phone_verified: true,
        email: null,
        email_verified: false,
        role: 'user',
        created_at: expect.any(String),
      },
      is_new_user: true,
    });
    const jwks = createRemoteJWKSet(new URL(`${ramz.url}/.well-known/jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(verified.body.access_token, jwks, { algorithms: ['EdDSA'] });
    expect(payload.sub).toBe(verified.body.user.id);
    expect(protectedHeader.kid).toBe('t1');

    const again = await verifyCode(ramz.url, national, code).expect(400);
    expect(again.body.code).toBe('otp_used');
  });

  it('a returning user is recognised, by challenge and with Persian digits', async () => {
    const { e164, national } = newPhoneNumber();
    const signIn = async (selector: (challenge: string) => Record<string, string>, write: (code: string) => string) => {
      const asked = await supertest(ramz.url).post('/api/v1/auth/otp').send({ phone_number: e164 }).expect(200);
      await ramz.kavenegar.waitForMessage(e164);
      const code = ramz.kavenegar.lastCodeFor(e164) ?? '';
      const { body } = await supertest(ramz.url)
        .post('/api/v1/auth/otp/verify')
        .send({ ...selector(asked.body.challenge_id), code: write(code) })
        .expect(200);
      ramz.kavenegar.reset();
      return body;
    };
    const first = await signIn(
      () => ({ phone_number: national }),
      (code) => code,
    );
    const second = await signIn(
      (challenge) => ({ challenge_id: challenge }),
      (code) => code.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[Number(digit)] ?? digit),
    );
    expect(first.is_new_user).toBe(true);
    expect(second.is_new_user).toBe(false);
    expect(second.user.id).toBe(first.user.id);
  });

  it('every process is ready, and the API serves its description', async () => {
    for (const process of ramz.processes) {
      // Whether a worker runs is read every two seconds.
      await eventually(async () => {
        const ready = await supertest(process.url).get('/health/ready').expect(200);
        expect(ready.body).toEqual({ status: 'ok', checks: { database: 'ok', queue: 'ok' }, problems: [] });
      });
    }
    await supertest(ramz.url).get('/docs').expect(200);
    await supertest(ramz.url).get('/openapi.json').expect(200);
  });
});
