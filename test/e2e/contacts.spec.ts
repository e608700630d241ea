import supertest from 'supertest';
import { codeOf, signIn } from '../support/accounts.js';
import { newPhoneNumber, WRONG_CODE } from '../support/clients.js';
import { withRamz } from '../support/with-ramz.js';

describe('contacts of a signed-in user', () => {
  const ramz = withRamz({ EMAIL_OTP_ENABLED: 'true' });
  let addresses = 0;

  const newAddress = () => `user${(addresses += 1)}@example.com`;

  /** A user by their token. */
  function as(token: string) {
    const api = supertest(ramz.url);
    const with_ = (request: supertest.Test) => request.set('Authorization', `Bearer ${token}`);
    return {
      me: () => with_(api.get('/api/v1/auth/me')),
      change: (body: object) => with_(api.patch('/api/v1/auth/me')).send(body),
      post: (path: string, body: object) => with_(api.post(`/api/v1/auth/${path}`)).send(body),
    };
  }

  async function newUser() {
    const { e164 } = newPhoneNumber();
    return { number: e164, ...as((await signIn(ramz.url, ramz.database, { phone_number: e164 })).access_token) };
  }

  async function addEmail(user: Awaited<ReturnType<typeof newUser>>, email = newAddress()): Promise<string> {
    const { body } = await user.change({ email }).expect(200);
    await user.post('verify-email-otp', { otp_code: await codeOf(ramz.database, body.code.challenge_id) }).expect(200);
    return email;
  }

  const messagesTo = async (recipient: string) =>
    (await ramz.database.query('SELECT channel, kind FROM messages WHERE recipient = $1', [recipient])).rows;

  it('a contact is verified with a code that is sent to it', async () => {
    const user = await newUser();
    await ramz.database.query('UPDATE users SET phone_verified_at = NULL WHERE phone = $1', [user.number]);
    expect((await user.me().expect(200)).body.phone_verified).toBe(false);
    const sent = await user.post('send-verification-sms', { otp_type: 'SMS' }).expect(200);
    expect(sent.body).toMatchObject({ phone_number: user.number, channel: 'sms', message: 'OTP sent successfully' });
    await user.post('verify-phone-otp', { otp_code: WRONG_CODE }).expect(400);
    const code = await codeOf(ramz.database, sent.body.challenge_id);
    const { body } = await user.post('verify-phone-otp', { otp_code: code }).expect(200);
    expect(body.user).toMatchObject({ phone_number: user.number, phone_verified: true });
    expect((await user.post('verify-phone-otp', { otp_code: code }).expect(400)).body.code).toBe('otp_used');
  });

  it('a number changes once the code sent to the new one is entered, and the old number is notified', async () => {
    const user = await newUser();
    const { e164, national } = newPhoneNumber();
    const { body: changed } = await user.change({ phone_number: national }).expect(200);
    expect(changed).toMatchObject({ phone_number: user.number, pending_phone_number: e164 });
    // Asked for again, it goes to the new one.
    const resent = await user.post('send-verification-sms', { otp_type: 'SMS' }).expect(200);
    expect(resent.body.phone_number).toBe(e164);
    const code = await codeOf(ramz.database, resent.body.challenge_id);
    const { body } = await user.post('verify-phone-otp', { otp_code: code }).expect(200);
    expect(body.user).toMatchObject({ phone_number: e164, phone_verified: true, pending_phone_number: null });
    expect(await messagesTo(user.number)).toContainEqual({ channel: 'sms', kind: 'simple' });
    await ramz.process.waitForOutput(`${e164.slice(0, 6)}*****${e164.slice(-2)}`);
    expect(await signIn(ramz.url, ramz.database, { phone_number: e164 })).toMatchObject({ is_new_user: false });
  });

  it('an address changes once the code sent to the new one is entered, and the old address is notified', async () => {
    const user = await newUser();
    const first = await addEmail(user);
    expect(await messagesTo(first)).toEqual([{ channel: 'email', kind: 'otp' }]);
    const second = await addEmail(user);
    expect((await user.me()).body).toMatchObject({ email: second, email_verified: true, pending_email: null });
    expect(await messagesTo(first)).toContainEqual({ channel: 'email', kind: 'simple' });
    const { body } = await user.post('send-verification-email', { otp_type: 'EMAIL' }).expect(200);
    expect(body).toMatchObject({ email: second, channel: 'email' });
  });

  it('a contact of another account is refused, but only after its code has been entered', async () => {
    const [owner, other] = [await newUser(), await newUser()];
    const { body } = await other.change({ phone_number: owner.number }).expect(200);
    expect(body.pending_phone_number).toBe(owner.number);
    const code = await codeOf(ramz.database, body.code.challenge_id);
    const refused = await other.post('verify-phone-otp', { otp_code: code }).expect(409);
    expect(refused.body.code).toBe('contact_in_use');
    expect((await owner.me()).body.phone_number).toBe(owner.number);
    expect((await other.me()).body.phone_number).toBe(other.number);
  });

  it('only one of two accounts that verify the same number gets it', async () => {
    const users = [await newUser(), await newUser()];
    const { e164 } = newPhoneNumber();
    for (const user of users) await user.change({ phone_number: e164 }).expect(200);
    const { rows } = await ramz.database.query(
      `SELECT id FROM otp_tokens WHERE recipient = $1 AND status = 'active' AND purpose = 'phone_verification'`,
      [e164],
    );
    const code = await codeOf(ramz.database, rows[0].id);
    // Twice each: both of the winner's may find the code there, and one takes it.
    const answers = await Promise.all(
      [...users, ...users].map((user) => user.post('verify-phone-otp', { otp_code: code })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('a right code spends no attempt while another account has the contact', async () => {
    const owner = await newUser();
    const user = await newUser();
    const { body } = await user.change({ phone_number: owner.number }).expect(200);
    const otp_code = await codeOf(ramz.database, body.code.challenge_id);
    for (let i = 0; i < 6; i += 1) {
      expect((await user.post('verify-phone-otp', { otp_code }).expect(409)).body.code).toBe('contact_in_use');
    }
    // The owner moves to another number, and the code is as it was.
    const moved = (await owner.change({ phone_number: newPhoneNumber().e164 }).expect(200)).body.code;
    await owner.post('verify-phone-otp', { otp_code: await codeOf(ramz.database, moved.challenge_id) }).expect(200);
    await user.post('verify-phone-otp', { otp_code }).expect(200);
  });

  it('a code request by a stranger does not supersede the code of a contact change', async () => {
    const user = await newUser();
    const { e164 } = newPhoneNumber();
    const { body } = await user.change({ phone_number: e164 }).expect(200);
    const stranger = { phone_number: e164, purpose: 'phone_verification' };
    await supertest(ramz.url).post('/api/v1/auth/otp').send(stranger).expect(200);
    await user.post('verify-phone-otp', { otp_code: await codeOf(ramz.database, body.code.challenge_id) }).expect(200);
  });

  it('changing a contact supersedes the codes that were sent to the old one', async () => {
    const user = await newUser();
    const email = await addEmail(user);
    const ask = (body: object) => supertest(ramz.url).post('/api/v1/auth/otp').send(body).expect(200);
    const byNumber = (await ask({ phone_number: user.number })).body.challenge_id;
    const change = async (body: object, verify: string) => {
      const { code } = (await user.change(body).expect(200)).body;
      await user.post(verify, { otp_code: await codeOf(ramz.database, code.challenge_id) }).expect(200);
    };
    const enter = async (challenge_id: string, code: string) =>
      (await supertest(ramz.url).post('/api/v1/auth/otp/verify').send({ challenge_id, code }).expect(400)).body.code;
    const code = await codeOf(ramz.database, byNumber);
    const { e164 } = newPhoneNumber();
    await change({ phone_number: e164 }, 'verify-phone-otp');
    expect(await enter(byNumber, code)).toBe('otp_superseded');
    // For the number, but sent to the address.
    const byEmail = (await ask({ phone_number: e164, channel: 'email' })).body.challenge_id;
    expect(await messagesTo(email)).toContainEqual({ channel: 'email', kind: 'otp' });
    const mailed = await codeOf(ramz.database, byEmail);
    await change({ email: newAddress() }, 'verify-email-otp');
    expect(await enter(byEmail, mailed)).toBe('otp_superseded');
  });

  it('a code that somebody else has requested does not verify a contact', async () => {
    const user = await newUser();
    const asked = await supertest(ramz.url)
      .post('/api/v1/auth/otp')
      .send({ phone_number: user.number, purpose: 'phone_verification' })
      .expect(200);
    const code = await codeOf(ramz.database, asked.body.challenge_id);
    const { body } = await user.post('verify-phone-otp', { otp_code: code }).expect(404);
    expect(body.code).toBe('otp_not_found');
  });

  it('changing back to the current contact cancels a pending change', async () => {
    const user = await newUser();
    await user.change({ phone_number: newPhoneNumber().e164 }).expect(200);
    const { body } = await user.change({ phone_number: user.number }).expect(200);
    expect(body).toMatchObject({ phone_number: user.number, pending_phone_number: null });
    expect(body.code).toBeUndefined();
  });

  it.each([
    [{}, 400],
    [{ phone_number: '09121234567', email: 'sara@example.com' }, 400],
    [{ phone_number: '123' }, 400],
    [{ email: 'sara' }, 400],
    [{ email: 'sara@example.com', channel: 'sms' }, 400],
  ])('an invalid contact change is refused: %j', async (body, status) => {
    await (await newUser()).change(body).expect(status);
  });

  it('every contact route requires a session', async () => {
    for (const path of ['send-verification-sms', 'verify-phone-otp', 'send-verification-email', 'verify-email-otp']) {
      await supertest(ramz.url).post(`/api/v1/auth/${path}`).send({}).expect(401);
    }
    await supertest(ramz.url).patch('/api/v1/auth/me').send({}).expect(401);
  });

  it('a verification of a missing address is refused, and the error says how to add one', async () => {
    const { body } = await (await newUser()).post('send-verification-email', { otp_type: 'EMAIL' }).expect(400);
    expect(body.detail).toContain('PATCH /api/v1/auth/me');
  });

  describe('e-mail as a second channel', () => {
    const askByEmail = (number: string) =>
      supertest(ramz.url).post('/api/v1/auth/otp').send({ phone_number: number, channel: 'email' });

    it('a verified address gets the code for the number, and the answer does not reveal it', async () => {
      const user = await newUser();
      const email = await addEmail(user);
      const stranger = newPhoneNumber().e164;
      const [known, unknown] = [await askByEmail(user.number).expect(200), await askByEmail(stranger).expect(200)];
      const shape = ({ body }: supertest.Response) => ({ ...body, phone_number: '', challenge_id: '' });
      expect(shape(known)).toEqual(shape(unknown));
      expect(known.body.channel).toBe('email');
      expect(await messagesTo(email)).toHaveLength(2);
      // Without an address it goes to the number.
      expect(await messagesTo(stranger)).toEqual([{ channel: 'sms', kind: 'otp' }]);
      const { challenge_id } = known.body;
      const code = await codeOf(ramz.database, challenge_id);
      const { body } = await supertest(ramz.url)
        .post('/api/v1/auth/otp/verify')
        .send({ challenge_id, code })
        .expect(200);
      expect(body).toMatchObject({ is_new_user: false, user: { phone_number: user.number, email } });
    });

    it('a code that was sent to the address does not verify the number', async () => {
      const user = await newUser();
      await addEmail(user);
      await ramz.database.query('UPDATE users SET phone_verified_at = NULL WHERE phone = $1', [user.number]);
      const { challenge_id } = (await askByEmail(user.number).expect(200)).body;
      const code = await codeOf(ramz.database, challenge_id);
      const verify = supertest(ramz.url).post('/api/v1/auth/otp/verify').send({ challenge_id, code });
      expect((await verify.expect(200)).body.user).toMatchObject({ email_verified: true, phone_verified: false });
    });
  });
});
