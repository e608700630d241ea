import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import supertest from 'supertest';
import { codeOf, signIn } from '../support/accounts.js';
import { newPhoneNumber, WRONG_CODE, wrongCode } from '../support/clients.js';
import { withRamz } from '../support/with-ramz.js';

const PURPOSES = ['login', 'registration', 'phone_verification', 'email_verification', 'password_reset'];

describe('purposes', () => {
  const ramz = withRamz({ ROLE: 'api', EMAIL_OTP_ENABLED: 'true' });
  let addresses = 0;

  const post = (path: string, body: object) => supertest(ramz.url).post(`/api/v1/auth/${path}`).send(body);
  const newAddress = () => ({ email: `user${(addresses += 1)}@example.com` });
  const newNumber = () => ({ phone_number: newPhoneNumber().e164 });
  const recipientFor = (purpose: string) => (purpose === 'email_verification' ? newAddress() : newNumber());

  async function askAndRead(body: object) {
    const { challenge_id } = (await post('otp', body).expect(200)).body;
    return { challenge_id, code: await codeOf(ramz.database, challenge_id) };
  }

  async function earnToken(body: { purpose: string; [field: string]: string }): Promise<string> {
    const { purpose } = body;
    const { body: verified } = await post('otp/verify', { ...(await askAndRead(body)), purpose }).expect(200);
    return verified.verification_token;
  }

  it.each(PURPOSES)('a code for %s is valid for no other purpose', async (purpose) => {
    const recipient = recipientFor(purpose);
    const { challenge_id, code } = await askAndRead({ ...recipient, purpose });
    for (const other of PURPOSES.filter((candidate) => candidate !== purpose)) {
      const { body } = await post('otp/verify', { challenge_id, code, purpose: other }).expect(404);
      expect(body.code).toBe('otp_not_found');
    }
    await post('otp/verify', { ...recipient, code, purpose }).expect(200);
  });

  it.each(PURPOSES)('a verification without a purpose uses the one of its challenge: %s', async (purpose) => {
    const { challenge_id, code } = await askAndRead({ ...recipientFor(purpose), purpose });
    const wrong = await post('otp/verify', { challenge_id, code: wrongCode(code) }).expect(400);
    expect(wrong.body).toMatchObject({ code: 'otp_incorrect', attempts_left: 4 });
    const { body } = await post('otp/verify', { challenge_id, code, purpose: null }).expect(200);
    const signsIn = purpose === 'login' || purpose === 'registration';
    expect(body).toHaveProperty(signsIn ? 'refresh_token' : 'verification_token');
    expect((await post('otp/verify', { challenge_id, code }).expect(400)).body.code).toBe('otp_used');
  });

  it('a challenge is not verified together with a number that it was not requested for, and keeps its attempts', async () => {
    const recipient = recipientFor('login');
    const { challenge_id, code } = await askAndRead({ ...recipient, purpose: 'login' });
    const other = { phone_number: newPhoneNumber().national };
    expect((await post('otp/verify', { ...other, challenge_id, code }).expect(404)).body.code).toBe('otp_not_found');
    await post('otp/verify', { ...recipient, challenge_id, code }).expect(200);
  });

  it('a verification token has the purpose of its challenge if the verification names none', async () => {
    const purpose = 'password_reset';
    const recipient = recipientFor(purpose);
    const { challenge_id, code } = await askAndRead({ ...recipient, purpose });
    const { verification_token } = (await post('otp/verify', { challenge_id, code }).expect(200)).body;
    const consumed = await post('verification-tokens/consume', { verification_token, purpose }).expect(200);
    expect(consumed.body).toMatchObject({ purpose, ...recipient, challenge_id });
  });

  it('a verification without a purpose finds no challenge of a signed-in user, and no unknown one', async () => {
    const { access_token } = await signIn(ramz.url, ramz.database, newNumber());
    const bearer = { Authorization: `Bearer ${access_token}` };
    const { body } = await post('send-verification-sms', { otp_type: 'SMS' }).set(bearer).expect(200);
    const code = await codeOf(ramz.database, body.challenge_id);
    for (const challenge_id of [body.challenge_id, '0198c5e2-7b1a-7000-8000-123456789012']) {
      expect((await post('otp/verify', { challenge_id, code }).expect(404)).body.code).toBe('otp_not_found');
    }
    await post('verify-phone-otp', { code }).set(bearer).expect(200);
  });

  it('a verification with neither purpose nor challenge is for login', async () => {
    const number = newNumber();
    const reset = await askAndRead({ ...number, purpose: 'password_reset' });
    expect((await post('otp/verify', { ...number, code: reset.code }).expect(404)).body.code).toBe('otp_not_found');
  });

  it('each purpose has its own budget of attempts', async () => {
    const number = newNumber();
    const login = await askAndRead(number);
    const reset = await askAndRead({ ...number, purpose: 'password_reset' });
    for (let i = 0; i < 5; i += 1)
      await post('otp/verify', { ...number, code: WRONG_CODE, purpose: 'login' }).expect(400);
    expect((await post('otp/verify', { ...number, code: login.code }).expect(400)).body.code).toBe('otp_exhausted');
    await post('otp/verify', { ...number, code: reset.code, purpose: 'password_reset' }).expect(200);
  });

  it.each(['12345x', '__proto__', '123', '12345', '1234567', '12345678901', '', ' '])(
    'a malformed code spends no attempt: %j',
    async (code) => {
      const number = newNumber();
      const asked = await askAndRead(number);
      const { body } = await post('otp/verify', { ...number, code }).expect(400);
      expect(body).toMatchObject({ code: 'validation_failed', errors: { code: [expect.stringContaining('digits')] } });
      const { challenge_id } = asked;
      expect((await supertest(ramz.url).get(`/api/v1/auth/otp/${challenge_id}`)).body.attempts_left).toBe(5);
    },
  );

  it('registration of a known number and login of an unknown one are answered alike, up to is_new_user', async () => {
    const [known, unknown] = [newNumber(), newNumber()];
    await signIn(ramz.url, ramz.database, known);
    const answers = await Promise.all([
      post('otp', { ...known, purpose: 'registration' }).expect(200),
      post('otp', { ...unknown, purpose: 'login' }).expect(200),
    ]);
    const [first, second] = answers.map(({ body }) => ({ ...body, phone_number: '', challenge_id: '' }));
    expect(first).toEqual(second);
    const verify = async (index: number, purpose: string) => {
      const { challenge_id } = answers[index]!.body;
      const code = await codeOf(ramz.database, challenge_id);
      return (await post('otp/verify', { challenge_id, code, purpose }).expect(200)).body;
    };
    expect(await verify(0, 'registration')).toMatchObject({ is_new_user: false, user: known });
    expect(await verify(1, 'login')).toMatchObject({ is_new_user: true, user: unknown });
  });

  it('a user signs in by e-mail, however the address is written', async () => {
    const { email } = newAddress();
    const first = await signIn(ramz.url, ramz.database, { email: ` ${email.toUpperCase()}` });
    expect(first).toMatchObject({ is_new_user: true, user: { email, email_verified: true, phone_number: null } });
    const second = await signIn(ramz.url, ramz.database, { email });
    expect(second).toMatchObject({ is_new_user: false, user: { id: first.user.id } });
  });

  it.each([
    [{ email: 'sara@example.com', purpose: 'phone_verification' }, 'phone_verification needs a phone_number'],
    [{ phone_number: '09121234567', purpose: 'email_verification' }, 'email_verification needs an email'],
    [{ phone_number: '09121234567', email: 'sara@example.com' }, 'not both'],
    [{ email: 'sara@example.com', channel: 'sms' }, 'channel must be email'],
    [
      { phone_number: '09121234567', purpose: 'phone_verification', channel: 'email' },
      'does not verify a phone number',
    ],
    [{ email: 'sara@example.com\r\nBcc: omid@example.com' }, 'valid e-mail address'],
    [{}, 'send phone_number'],
  ])('an invalid request is refused: %j', async (body, sentence) => {
    expect((await post('otp', body).expect(400)).body.detail).toContain(sentence);
  });

  describe('purposes with a verification token', () => {
    it.each(['phone_verification', 'email_verification', 'password_reset'])(
      '%s is proven by a token that other services can verify, for ten minutes',
      async (purpose) => {
        const recipient = recipientFor(purpose);
        const { challenge_id, code } = await askAndRead({ ...recipient, purpose });
        const { body } = await post('otp/verify', { challenge_id, code, purpose }).expect(200);
        expect(body).toEqual({ verification_token: expect.any(String), expires_in: 600 });
        const jwks = createRemoteJWKSet(new URL(`${ramz.url}/.well-known/jwks.json`));
        const { payload, protectedHeader } = await jwtVerify(body.verification_token, jwks);
        expect(protectedHeader.typ).toBe('verification+jwt');
        expect(payload).toMatchObject({ sub: Object.values(recipient)[0], purpose, jti: challenge_id });
        expect(payload.exp! - payload.iat!).toBe(600);

        const token = { verification_token: body.verification_token };
        const consumed = await post('verification-tokens/consume', token).expect(200);
        expect(consumed.body).toMatchObject({ ...recipient, purpose, challenge_id, verified_at: expect.any(String) });
      },
    );

    describe('codes by e-mail for a number', () => {
      const reset = async (number: { phone_number: string }) => {
        const asked = { ...number, purpose: 'password_reset', channel: 'email' };
        const { challenge_id, code } = await askAndRead(asked);
        const { body } = await post('otp/verify', { challenge_id, code, purpose: 'password_reset' }).expect(200);
        const consumed = await post('verification-tokens/consume', { verification_token: body.verification_token });
        return { claims: decodeJwt(body.verification_token), consumed: consumed.body };
      };

      it('a code sent to the verified address of the number proves the address, and names its user', async () => {
        const [number, { email }] = [newNumber(), newAddress()];
        const { user } = await signIn(ramz.url, ramz.database, number);
        await ramz.database.query('UPDATE users SET email = $2, email_verified_at = now() WHERE id = $1', [
          user.id,
          email,
        ]);
        const { claims, consumed } = await reset(number);
        expect(claims).toMatchObject({ sub: email, channel: 'email' });
        expect(consumed).toMatchObject({ email, channel: 'email', user_id: user.id });
        expect(consumed).not.toHaveProperty('phone_number');
      });

      it('a code for a number whose owner has no verified address is sent to the number, and proves the number', async () => {
        const number = newNumber();
        const { user } = await signIn(ramz.url, ramz.database, number);
        await ramz.database.query('UPDATE users SET email = $2 WHERE id = $1', [user.id, newAddress().email]);
        const { claims, consumed } = await reset(number);
        expect(claims).toMatchObject({ sub: number.phone_number, channel: 'sms' });
        expect(consumed).toMatchObject({ ...number, channel: 'sms', user_id: user.id });
        expect(consumed).not.toHaveProperty('email');
      });
    });

    it('consuming a verification token returns the user who has the proven contact at that time', async () => {
      for (const recipient of [newNumber(), newAddress()]) {
        const consume = async () => {
          const verification_token = await earnToken({ ...recipient, purpose: 'password_reset' });
          return (await post('verification-tokens/consume', { verification_token }).expect(200)).body;
        };
        expect(await consume()).not.toHaveProperty('user_id');
        const { user } = await signIn(ramz.url, ramz.database, recipient);
        expect(await consume()).toMatchObject({ ...recipient, user_id: user.id });
      }
    });

    it('consuming a verification token returns no user for an unverified address', async () => {
      const [number, { email }] = [newNumber(), newAddress()];
      const { user } = await signIn(ramz.url, ramz.database, number);
      await ramz.database.query('UPDATE users SET email = $2 WHERE id = $1', [user.id, email]);
      const verification_token = await earnToken({ email, purpose: 'password_reset' });
      const { body } = await post('verification-tokens/consume', { verification_token }).expect(200);
      expect(body).toMatchObject({ email });
      expect(body).not.toHaveProperty('user_id');
    });

    it('only one of twenty concurrent calls consumes a verification token', async () => {
      const token = { verification_token: await earnToken({ ...newNumber(), purpose: 'password_reset' }) };
      const answers = await Promise.all(Array.from({ length: 20 }, () => post('verification-tokens/consume', token)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const refused = answers.filter(({ status }) => status !== 200).map(({ body }) => body.code);
      expect(new Set(refused)).toEqual(new Set(['verification_token_used']));
    });

    it('a verification token stays valid after a call that expects another purpose', async () => {
      const verification_token = await earnToken({ ...newNumber(), purpose: 'password_reset' });
      const consume = (purpose: string) => post('verification-tokens/consume', { verification_token, purpose });
      expect((await consume('phone_verification').expect(400)).body).toMatchObject({
        code: 'verification_token_invalid',
        detail: 'The verification token is for password_reset, and not for phone_verification.',
      });
      await consume('password_reset').expect(200);
    });

    it('access tokens and verification tokens are not interchangeable', async () => {
      const { access_token } = await signIn(ramz.url, ramz.database, newNumber());
      const verification_token = await earnToken({ ...newNumber(), purpose: 'password_reset' });
      await post('verification-tokens/consume', { verification_token: access_token }).expect(400);
      const tampered = `${verification_token.slice(0, -4)}AAAA`;
      await post('verification-tokens/consume', { verification_token: tampered }).expect(400);
      await supertest(ramz.url).get('/api/v1/auth/me').set('Authorization', `Bearer ${verification_token}`).expect(401);
    });
  });
});
