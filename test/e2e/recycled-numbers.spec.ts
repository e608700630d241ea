import supertest from 'supertest';
import { codeOf, signIn, type SignedIn } from '../support/accounts.js';
import { newPhoneNumber } from '../support/clients.js';
import { withRamz } from '../support/with-ramz.js';

describe('numbers that sign in after 180 days without use', () => {
  const ramz = withRamz({ ROLE: 'api', EMAIL_OTP_ENABLED: 'true' });
  let addresses = 0;

  /** A user by their token. */
  function as({ access_token }: SignedIn) {
    const bearer = { Authorization: `Bearer ${access_token}` };
    const api = supertest(ramz.url);
    return {
      me: () => api.get('/api/v1/auth/me').set(bearer),
      change: (body: object) => api.patch('/api/v1/auth/me').set(bearer).send(body),
      post: (path: string, body: object) => api.post(`/api/v1/auth/${path}`).set(bearer).send(body),
    };
  }

  const ask = async (body: object) => (await supertest(ramz.url).post('/api/v1/auth/otp').send(body).expect(200)).body;
  const messagesFor = async (challengeId: string) =>
    (await ramz.database.query('SELECT channel, recipient FROM messages WHERE otp_token_id = $1', [challengeId])).rows;

  /** An account with a number and an address: the session from before, and the one of the number's return. */
  async function returned() {
    const number = { phone_number: newPhoneNumber().e164 };
    const email = `owner${(addresses += 1)}@example.com`;
    const before = await signIn(ramz.url, ramz.database, number);
    const { body } = await as(before).change({ email }).expect(200);
    const otp_code = await codeOf(ramz.database, body.code.challenge_id);
    await as(before).post('verify-email-otp', { otp_code }).expect(200);
    await as(before).change({ email: 'elsewhere@example.com' }).expect(200);
    await ramz.database.query(
      `UPDATE users SET last_login_at = now() - interval '181 days', role = 'admin' WHERE id = $1`,
      [before.user.id],
    );
    const after = await signIn(ramz.url, ramz.database, number);
    expect(after).toMatchObject({ is_new_user: false, user: { id: before.user.id } });
    return { number, email, id: before.user.id, before, after };
  }

  it('a returned number ends the earlier sessions', async () => {
    const { before, after } = await returned();
    await as(before).me().expect(401);
    const { refresh_token } = before;
    await supertest(ramz.url).post('/api/v1/auth/token/refresh').send({ refresh_token }).expect(401);
    await as(after).me().expect(200);
  });

  it('a returned number reveals nothing of the address, and has no role', async () => {
    const { email, after } = await returned();
    const { body } = await as(after).me().expect(200);
    expect(body).toMatchObject({ email: null, email_verified: false, pending_email: null, role: 'user' });
    const sent = await as(after).post('send-verification-email', { otp_type: 'EMAIL' }).expect(200);
    expect(sent.body.email).toBe(`o***@${email.split('@')[1]}`);
    for (const text of [JSON.stringify(after), JSON.stringify(body), sent.text]) expect(text).not.toContain(email);
    const status = supertest(ramz.url).get('/api/v1/sms/status');
    await status.set('Authorization', `Bearer ${after.access_token}`).expect(403);
  });

  it('a returned number gets its codes itself, and not at the address', async () => {
    const { number } = await returned();
    for (const purpose of ['login', 'password_reset']) {
      const { challenge_id } = await ask({ ...number, channel: 'email', purpose });
      expect(await messagesFor(challenge_id)).toEqual([{ channel: 'sms', recipient: number.phone_number }]);
    }
  });

  it('the owner of the mailbox gets an account of their own after the number has returned', async () => {
    const { number, email, id, after } = await returned();
    const mailbox = await signIn(ramz.url, ramz.database, { email });
    expect(mailbox).toMatchObject({ is_new_user: true, user: { email, phone_number: null } });
    expect(mailbox.user.id).not.toBe(id);
    expect((await as(after).me().expect(200)).body).toMatchObject({ ...number, email: null });
    // The address is theirs now.
    const { body } = await as(after).change({ email }).expect(200);
    const otp_code = await codeOf(ramz.database, body.code.challenge_id);
    expect((await as(after).post('verify-email-otp', { otp_code }).expect(409)).body.code).toBe('contact_in_use');
  });

  it('another account can take the address by proving it after the number has returned', async () => {
    const { email, after } = await returned();
    const other = await signIn(ramz.url, ramz.database, { phone_number: newPhoneNumber().e164 });
    const { body } = await as(other).change({ email }).expect(200);
    const otp_code = await codeOf(ramz.database, body.code.challenge_id);
    const { body: verified } = await as(other).post('verify-email-otp', { otp_code }).expect(200);
    expect(verified.user).toMatchObject({ email, email_verified: true });
    expect((await as(after).me().expect(200)).body).toMatchObject({ email: null });
  });

  it.each(['the code of send-verification-email', 'the same address again'])(
    'a returned user keeps the address by proving it again with %s',
    async (method) => {
      const { email, id, after } = await returned();
      const user = as(after);
      const { challenge_id } = method.startsWith('the code')
        ? (await user.post('send-verification-email', { otp_type: 'EMAIL' }).expect(200)).body
        : (await user.change({ email }).expect(200)).body.code;
      expect(await messagesFor(challenge_id)).toEqual([{ channel: 'email', recipient: email }]);
      const otp_code = await codeOf(ramz.database, challenge_id);
      const { body } = await user.post('verify-email-otp', { otp_code }).expect(200);
      expect(body.user).toMatchObject({ email, email_verified: true });
      expect(await signIn(ramz.url, ramz.database, { email })).toMatchObject({ is_new_user: false, user: { id } });
    },
  );
});
