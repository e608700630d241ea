import { decodeJwt } from 'jose';
import supertest from 'supertest';
import { codeOf, signIn } from '../support/accounts.js';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { newPhoneNumber, WRONG_CODE } from '../support/clients.js';
import { problemFault } from '../support/problem.js';
import type { RamzProcess } from '../support/ramz-process.js';
import { behindLock } from '../support/row-lock.js';
import { withRamz } from '../support/with-ramz.js';

const ramz = withRamz(
  { ROLE: 'api', LOG_LEVEL: 'error', EMAIL_OTP_ENABLED: 'true', ADMIN_API_KEYS },
  { connections: 4 },
);
/** Another process of the same installation, with e-mail off. */
let withoutEmail: RamzProcess;
let addresses = 0;

beforeAll(async () => {
  withoutEmail = await ramz.addProcess({ EMAIL_OTP_ENABLED: '' });
});

const newAddress = () => `owner${(addresses += 1)}@example.com`;

/** A signed-in device. */
function device(token: string, { url }: { url: string } = ramz) {
  const api = supertest(url);
  const bearer = { Authorization: `Bearer ${token}` };
  const sessionId = decodeJwt(token)['sid'] as string;
  return {
    token,
    sessionId,
    me: () => api.get('/api/v1/auth/me').set(bearer),
    change: (body: object) => api.patch('/api/v1/auth/me').set(bearer).send(body),
    post: (path: string, body: object) => api.post(`/api/v1/auth/${path}`).set(bearer).send(body),
    /** Moves the last proof of the session into the past. */
    age: (minutes: number) =>
      ramz.database.query(`UPDATE sessions SET auth_time = auth_time - $2 * interval '1 minute' WHERE id = $1`, [
        sessionId,
        minutes,
      ]),
  };
}

type Device = ReturnType<typeof device>;

async function newUser(number = newPhoneNumber().e164): Promise<Device & { number: string }> {
  return { number, ...device((await signIn(ramz.url, ramz.database, { phone_number: number })).access_token) };
}

const VERIFY = { phone_number: 'verify-phone-otp', email: 'verify-email-otp' };
const SEND = {
  phone_number: ['send-verification-sms', { otp_type: 'SMS' }] as [string, object],
  email: ['send-verification-email', { otp_type: 'EMAIL' }] as [string, object],
};

/** Changes to a number or an address, and enters its code. */
async function changeTo(
  user: Device,
  contact: { phone_number: string } | { email: string },
): Promise<supertest.Response> {
  const { body } = await user.change(contact).expect(200);
  const otp_code = await codeOf(ramz.database, body.code.challenge_id);
  return user.post('email' in contact ? VERIFY.email : VERIFY.phone_number, { otp_code });
}

async function userWithAddress() {
  const user = await newUser();
  const email = newAddress();
  await changeTo(user, { email }).then(({ status }) => expect(status).toBe(200));
  await ramz.database.query('DELETE FROM messages WHERE recipient = ANY($1)', [[user.number, email]]);
  return { ...user, email };
}

/** Enters a code that was sent to the verified number or address. */
async function proveAgain(user: Device, kind: keyof typeof SEND): Promise<supertest.Response> {
  const { body } = await user.post(...SEND[kind]).expect(200);
  return user.post(VERIFY[kind], { otp_code: await codeOf(ramz.database, body.challenge_id) });
}

/** The recipients of notices among these, with their channels. */
async function noticesTo(...recipients: string[]): Promise<Record<string, string>> {
  const { rows } = await ramz.database.query<{ recipient: string; channel: string }>(
    `SELECT recipient, channel FROM messages WHERE kind = 'simple' AND recipient = ANY($1)`,
    [recipients],
  );
  expect(new Set(rows.map(({ recipient }) => recipient)).size).toBe(rows.length);
  return Object.fromEntries(rows.map(({ recipient, channel }) => [recipient, channel]));
}

async function sessionsOf({ sessionId }: Device): Promise<(string | null)[]> {
  const { rows } = await ramz.database.query(
    `SELECT s.revoked_reason FROM sessions s JOIN sessions own ON own.user_id = s.user_id
     WHERE own.id = $1 ORDER BY s.id <> $1, s.created_at`,
    [sessionId],
  );
  return rows.map(({ revoked_reason }) => revoked_reason);
}

const statusesOf = (answers: supertest.Response[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b);

function expectRefused(answer: supertest.Response): void {
  expect(answer.body.code).toBe('reauthentication_required');
  expect(answer.status).toBe(403);
  expect(problemFault(answer)).toBeUndefined();
}

describe('access tokens whose user last proved a contact more than ten minutes ago', () => {
  it.each([
    ['another number', () => ({ phone_number: newPhoneNumber().e164 })],
    ['another address', () => ({ email: newAddress() })],
    ['no number', () => ({ phone_number: null })],
    ['no address', () => ({ email: null })],
    ['the number it has', (user: { number: string }) => ({ phone_number: user.number })],
  ])('an old proof does not allow changing the account to %s', async (_title, body) => {
    const user = await userWithAddress();
    const before = (await user.me().expect(200)).body;
    await user.age(10);
    expectRefused(await user.change(body(user)));
    expect((await user.me().expect(200)).body).toEqual(before);
    expect(await noticesTo(user.number, user.email)).toEqual({});
  });

  it('a proof of less than ten minutes ago allows a change of the account', async () => {
    const user = await newUser();
    await user.age(9.5);
    await user.change({ email: newAddress() }).expect(200);
  });

  it('an old proof does not allow finishing an earlier change, and no attempt is spent', async () => {
    const user = await newUser();
    const { body } = await user.change({ email: newAddress() }).expect(200);
    const otp_code = await codeOf(ramz.database, body.code.challenge_id);
    // A code that was requested in time can be entered while it lives.
    await user.age(16);
    expectRefused(await user.post(VERIFY.email, { otp_code }));
    expect((await user.me()).body).toMatchObject({ email: null, email_verified: false });
    const challenge = await supertest(ramz.url).get(`/api/v1/auth/otp/${body.code.challenge_id}`).expect(200);
    expect(challenge.body.attempts_left).toBe(5);
  });

  it('a change can be finished if its code was requested in time', async () => {
    const user = await newUser();
    const { body } = await user.change({ email: newAddress() }).expect(200);
    await user.age(14);
    await user.post(VERIFY.email, { otp_code: await codeOf(ramz.database, body.code.challenge_id) }).expect(200);
  });

  it.each(['phone_number', 'email'] as const)(
    'a code to the verified %s allows changes of the account again',
    async (kind) => {
      const user = await userWithAddress();
      await user.age(60);
      expectRefused(await user.change({ email: newAddress() }));
      await proveAgain(user, kind).then(({ status }) => expect(status).toBe(200));
      await user.change({ email: newAddress() }).expect(200);
      expect(await noticesTo(user.number, user.email)).toEqual({});
      expect(await sessionsOf(user)).toEqual([null]);
    },
  );

  it('a wrong code does not allow a change of the account', async () => {
    const user = await newUser();
    await user.age(60);
    await user.post(...SEND.phone_number).expect(200);
    await user.post(VERIFY.phone_number, { otp_code: WRONG_CODE }).expect(400);
    expectRefused(await user.change({ email: newAddress() }));
  });

  it('a new proof is sent to the verified number, and drops an unfinished change of the number', async () => {
    const user = await newUser();
    await user.change({ phone_number: newPhoneNumber().e164 }).expect(200);
    await user.age(60);
    const sent = await user.post(...SEND.phone_number).expect(200);
    expect(sent.body.phone_number).toBe(user.number);
    const otp_code = await codeOf(ramz.database, sent.body.challenge_id);
    const { body } = await user.post(VERIFY.phone_number, { otp_code }).expect(200);
    expect(body.user).toMatchObject({ phone_number: user.number, pending_phone_number: null });
  });

  it('a new proof cannot be sent to an unverified address', async () => {
    const user = await userWithAddress();
    await ramz.database.query('UPDATE users SET email_verified_at = NULL WHERE email = $1', [user.email]);
    await user.age(60);
    expectRefused(await user.post(...SEND.email));
    await user.change({ email: null }).expect(403);
  });
});

describe('account changes', () => {
  it('adding a first address notifies the number', async () => {
    const user = await newUser();
    const email = newAddress();
    await changeTo(user, { email }).then(({ status }) => expect(status).toBe(200));
    expect(await noticesTo(user.number, email)).toEqual({ [user.number]: 'sms' });
  });

  it('changing the number notifies the old number and the address', async () => {
    const user = await userWithAddress();
    const { e164 } = newPhoneNumber();
    await changeTo(user, { phone_number: e164 }).then(({ status }) => expect(status).toBe(200));
    expect(await noticesTo(user.number, user.email, e164)).toEqual({ [user.number]: 'sms', [user.email]: 'email' });
  });

  it('changing the address notifies the old address and the number', async () => {
    const user = await userWithAddress();
    const email = newAddress();
    await changeTo(user, { email }).then(({ status }) => expect(status).toBe(200));
    expect(await noticesTo(user.number, user.email, email)).toEqual({ [user.number]: 'sms', [user.email]: 'email' });
  });

  it.each([
    ['number', 'phone_number'],
    ['address', 'email'],
  ] as const)('removing the %s notifies both contacts and supersedes its codes', async (_title, field) => {
    const user = await userWithAddress();
    const contact = field === 'email' ? { email: user.email } : { phone_number: user.number };
    const asked = await supertest(ramz.url).post('/api/v1/auth/otp').send(contact).expect(200);
    const { challenge_id } = asked.body;
    const code = await codeOf(ramz.database, challenge_id);
    const { body } = await user.change({ [field]: null }).expect(200);
    expect(body).toMatchObject({ [field]: null, id: expect.any(String) });
    expect(body.code).toBeUndefined();
    expect(await noticesTo(user.number, user.email)).toEqual({ [user.number]: 'sms', [user.email]: 'email' });
    const entered = supertest(ramz.url).post('/api/v1/auth/otp/verify').send({ challenge_id, code });
    expect((await entered.expect(400)).body.code).toBe('otp_superseded');
    expect(await signIn(ramz.url, ramz.database, contact)).toMatchObject({ is_new_user: true });
  });

  it('an account change does not notify an unverified address', async () => {
    const user = await userWithAddress();
    await ramz.database.query('UPDATE users SET email_verified_at = NULL WHERE email = $1', [user.email]);
    await changeTo(user, { phone_number: newPhoneNumber().e164 });
    expect(await noticesTo(user.number, user.email)).toEqual({ [user.number]: 'sms' });
  });

  it('an account change ends every other session of the account, and keeps its own', async () => {
    const user = await userWithAddress();
    const others = [await newUser(user.number), await newUser(user.number)];
    const stranger = await newUser();
    await changeTo(user, { email: newAddress() }).then(({ status }) => expect(status).toBe(200));
    for (const { me } of others) await me().expect(401);
    for (const { me } of [user, stranger]) await me().expect(200);
    expect(await sessionsOf(user)).toEqual([null, 'contact_changed', 'contact_changed']);
    const again = await newUser(user.number);
    await user.change({ email: null }).expect(200);
    await again.me().expect(401);
  });

  it('the last contact of an account cannot be removed', async () => {
    const user = await userWithAddress();
    await user.change({ email: null }).expect(200);
    const refused = await user.change({ phone_number: null }).expect(400);
    expect(refused.body).toMatchObject({ code: 'validation_failed', errors: { phone_number: [expect.any(String)] } });
    expect((await user.me()).body.phone_number).toBe(user.number);
  });

  it('the last verified contact of an account cannot be removed', async () => {
    const user = await userWithAddress();
    await ramz.database.query('UPDATE users SET email_verified_at = NULL WHERE email = $1', [user.email]);
    await user.change({ phone_number: null }).expect(400);
    expect((await user.me()).body.phone_number).toBe(user.number);
    expect(await noticesTo(user.number)).toEqual({});
  });

  it('removing an address that is not verified yet cancels its change, and notifies and ends nothing', async () => {
    const user = await newUser();
    const phone = await newUser(user.number);
    await user.change({ email: newAddress() }).expect(200);
    const { body } = await user.change({ email: null }).expect(200);
    expect(body).toMatchObject({ email: null, pending_email: null });
    expect(await noticesTo(user.number)).toEqual({});
    await phone.me().expect(200);
  });

  it('an account change must name exactly one field', async () => {
    const user = await userWithAddress();
    for (const body of [
      { phone_number: null, email: null },
      { phone_number: newPhoneNumber().e164, email: null },
      {},
    ]) {
      expect((await user.change(body).expect(400)).body.code).toBe('validation_failed');
    }
    await user.change({ email: 5 }).expect(400);
  });

  it('an account change does nothing if its session ends while it waits', async () => {
    const user = await userWithAddress();
    const { body } = await user.change({ phone_number: newPhoneNumber().e164 }).expect(200);
    const otp_code = await codeOf(ramz.database, body.code.challenge_id);
    const before = await signIn(ramz.url, ramz.database, { phone_number: user.number });
    const lock = { sql: 'SELECT FROM users WHERE phone = $1 FOR UPDATE', values: [user.number] };
    for (const work of [() => user.post(VERIFY.phone_number, { otp_code }), () => user.change({ email: null })]) {
      const answer = await behindLock(
        ramz.database,
        lock,
        () => work().then((result) => result),
        (transaction) => transaction.query('UPDATE sessions SET revoked_at = now() WHERE id = $1', [user.sessionId]),
      );
      expect(answer.status).toBe(401);
      await ramz.database.query('UPDATE sessions SET revoked_at = NULL WHERE id = $1', [user.sessionId]);
    }
    expect((await device(before.access_token).me().expect(200)).body).toMatchObject({
      phone_number: user.number,
      email: user.email,
    });
    expect(await noticesTo(user.number, user.email)).toEqual({});
  });

  it('concurrent removals of both contacts in two processes leave one contact', async () => {
    for (let trial = 0; trial < 20; trial += 1) {
      const user = await userWithAddress();
      const there = device(user.token, withoutEmail);
      const answers = await Promise.all([user.change({ email: null }), there.change({ phone_number: null })]);
      expect(statusesOf(answers)).toEqual([200, 400]);
      const { body } = await user.me().expect(200);
      expect([body.phone_number, body.email].filter((contact) => contact === null)).toHaveLength(1);
    }
  });

  it('concurrent account changes by two sessions in two processes leave one session', async () => {
    for (let trial = 0; trial < 20; trial += 1) {
      const second = await newUser();
      const user = device(
        (await signIn(ramz.url, ramz.database, { phone_number: second.number })).access_token,
        withoutEmail,
      );
      const [number, address] = [newPhoneNumber().e164, newAddress()];
      const [phone, email] = [
        (await user.change({ phone_number: number }).expect(200)).body.code,
        (await second.change({ email: address }).expect(200)).body.code,
      ];
      const [phoneCode, emailCode] = await Promise.all(
        [phone, email].map(({ challenge_id }) => codeOf(ramz.database, challenge_id)),
      );
      const answers = await Promise.all([
        user.post(VERIFY.phone_number, { otp_code: phoneCode }),
        second.post(VERIFY.email, { otp_code: emailCode }),
      ]);
      expect(statusesOf(answers)).toEqual([200, 401]);
      const winner = answers[0].status === 200 ? user : second;
      const { body } = await winner.me().expect(200);
      expect(body).toMatchObject(winner === user ? { phone_number: number, email: null } : { email: address });
    }
  });
});

describe('administrators with an access token', () => {
  const NO_MESSAGE = '/api/v1/sms/messages/0198c5e2-7b1a-7000-8000-123456789012';
  const WRITES = [
    ['post', '/api/v1/sms/send'],
    ['post', '/api/sms/send'],
    ['post', `${NO_MESSAGE}/cancel`],
    ['post', `${NO_MESSAGE}/retry`],
    ['delete', '/api/v1/sms/rate-limits/09123456789'],
  ] as const;

  it('an administrator needs a proof of the last ten minutes for changes, and not for reads', async () => {
    const admin = await newUser();
    await ramz.database.query(`UPDATE users SET role = 'admin' WHERE phone = $1`, [admin.number]);
    const call = ([method, path]: (typeof WRITES)[number]) =>
      supertest(ramz.url)[method](path).set('Authorization', `Bearer ${admin.token}`).send({});
    await admin.age(11);
    for (const write of WRITES) expectRefused(await call(write));
    const read = supertest(ramz.url).get('/api/v1/sms/status').set('Authorization', `Bearer ${admin.token}`);
    await read.expect(200);
    await proveAgain(admin, 'phone_number').then(({ status }) => expect(status).toBe(200));
    for (const write of WRITES) expect((await call(write)).status).not.toBe(403);
  });

  it('an administrator with an API key needs no proof', async () => {
    await adminOf(ramz.url).delete('/api/v1/sms/rate-limits/09123456789').expect(200);
  });
});

describe('account changes where e-mail is off', () => {
  it('an account change is reported only by text if e-mail is off', async () => {
    const user = await userWithAddress();
    await changeTo(device(user.token, withoutEmail), { phone_number: newPhoneNumber().e164 });
    expect(await noticesTo(user.number, user.email)).toEqual({ [user.number]: 'sms' });
  });
});
