import { createHash } from 'node:crypto';
import supertest from 'supertest';
import { adminOf } from '../support/admin.js';
import { codeOf, signIn } from '../support/accounts.js';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { problemFault } from '../support/problem.js';
import { withRamz } from '../support/with-ramz.js';

const USERS = '/api/v1/admin/users';
const SUPPORT_KEY = 'ramz_test-key-of-support';
const OWNER_KEY = 'ramz_test-key-of-the-owner';
const digestOf = (key: string) => createHash('sha256').update(key).digest('hex');
const ADMIN_API_KEYS = `helpdesk:${digestOf(SUPPORT_KEY)}:support,owner:${digestOf(OWNER_KEY)}`;

describe('administration of users', () => {
  const ramz = withRamz({ ADMIN_API_KEYS });
  const support = () => adminOf(ramz.url, SUPPORT_KEY);
  const owner = () => adminOf(ramz.url, OWNER_KEY);
  const me = (token: string) => supertest(ramz.url).get('/api/v1/auth/me').set('Authorization', `Bearer ${token}`);
  const refresh = (token: string) =>
    supertest(ramz.url).post('/api/v1/auth/token/refresh').send({ refresh_token: token });

  async function newUser() {
    const { e164, national } = newPhoneNumber();
    const signedIn = await signIn(ramz.url, ramz.database, { phone_number: e164 });
    return { id: signedIn.user.id, phone: e164, national, ...signedIn };
  }

  it('a user is found by id, by number in any form and by address, and an unknown one is an empty list', async () => {
    const { id, phone, national } = await newUser();
    await ramz.database.query('UPDATE users SET email = $2, email_verified_at = now() WHERE id = $1', [
      id,
      'found@example.com',
    ]);
    const byId = await support().get(`${USERS}?id=${id}`).expect(200);
    expect(byId.body).toMatchObject({ items: [{ id, phone_number: phone, blocked_at: null }], next_cursor: null });
    for (const query of [id, phone, national, 'Found@Example.com']) {
      const { body } = await support().post(`${USERS}/find`, { query }).expect(200);
      expect(body).toEqual(byId.body);
    }
    const unknown = await support().post(`${USERS}/find`, { query: '09129999999' }).expect(200);
    expect(unknown.body).toEqual({ items: [], next_cursor: null });
    const unreadable = await support().post(`${USERS}/find`, { query: '12' }).expect(400);
    expect(problemFault(unreadable)).toBeUndefined();
    await support().get(USERS).expect(400);
  });

  it('the sessions of a user are listed in pages, and all end at once', async () => {
    const user = await newUser();
    const others = [];
    for (let count = 0; count < 2; count += 1) {
      others.push(await signIn(ramz.url, ramz.database, { phone_number: user.phone }));
    }
    const first = await support().get(`${USERS}/${user.id}/sessions?limit=2`).expect(200);
    expect(first.body.items).toHaveLength(2);
    const path = `${USERS}/${user.id}/sessions?limit=2&cursor=${first.body.next_cursor}`;
    const second = await support().get(path).expect(200);
    expect(second.body).toMatchObject({ items: [{ id: expect.any(String) }], next_cursor: null });
    const ended = await support().delete(`${USERS}/${user.id}/sessions`).expect(200);
    expect(ended.body).toEqual({ ended: 3 });
    for (const { access_token } of [user, ...others]) await me(access_token).expect(401);
    const none = await support().get(`${USERS}/${user.id}/sessions`).expect(200);
    expect(none.body).toEqual({ items: [], next_cursor: null });
  });

  it('a blocked user cannot use tokens, refresh or sign in until unblocked, and asks are answered as always', async () => {
    const user = await newUser();
    const stranger = newPhoneNumber().e164;
    const blocked = await support().post(`${USERS}/${user.id}/block`).expect(200);
    expect(blocked.body.blocked_at).toEqual(expect.any(String));
    await me(user.access_token).expect(401);
    await refresh(user.refresh_token).expect(401);

    const [toBlocked, toStranger] = [await askForCode(ramz.url, user.phone), await askForCode(ramz.url, stranger)];
    expect(toBlocked.status).toBe(200);
    const shapeOf = (body: object) => ({ ...body, phone_number: '', challenge_id: '' });
    expect(shapeOf(toBlocked.body)).toEqual(shapeOf(toStranger.body));
    const code = await codeOf(ramz.database, toBlocked.body.challenge_id);
    const refused = await verifyCode(ramz.url, user.phone, code).expect(403);
    expect(problemFault(refused)).toBeUndefined();
    expect(refused.body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('is blocked') });
    // A wrong code does not reveal the block.
    const used = await verifyCode(ramz.url, user.phone, code).expect(400);
    expect(used.body.code).toBe('otp_used');
    const { rows } = await ramz.database.query('SELECT FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [
      user.id,
    ]);
    expect(rows).toEqual([]);

    const unblocked = await support().post(`${USERS}/${user.id}/unblock`).expect(200);
    expect(unblocked.body.blocked_at).toBeNull();
    const again = await signIn(ramz.url, ramz.database, { phone_number: user.phone });
    expect(again.user.id).toBe(user.id);
    await me(user.access_token).expect(401);
  });

  it('no session survives a block that races with sign-ins', async () => {
    const user = await newUser();
    for (let round = 0; round < 2; round += 1) {
      const asked = await askForCode(ramz.url, user.phone).expect(200);
      const code = await codeOf(ramz.database, asked.body.challenge_id);
      await Promise.all([
        verifyCode(ramz.url, user.phone, code),
        support().post(`${USERS}/${user.id}/block`).expect(200),
      ]);
      const { rows } = await ramz.database.query('SELECT FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [
        user.id,
      ]);
      expect(rows).toEqual([]);
      await support().post(`${USERS}/${user.id}/unblock`).expect(200);
    }
  });

  it('the export has everything stored about a user, and no digest, key or text', async () => {
    const user = await newUser();
    const { body } = await support().get(`${USERS}/${user.id}/export`).expect(200);
    expect(body).toMatchObject({
      user: { id: user.id, phone: user.phone },
      sessions: [{ user_id: user.id }],
      codes: [{ recipient: user.phone, status: 'used' }],
      messages: [{ recipient: user.phone, kind: 'otp', attempts: expect.any(Array) }],
    });
    expect(JSON.stringify(body)).not.toMatch(/digest|pepper|debug_code|requester_key|payload/);
  });

  it('an erased user leaves messages under a pseudonym and nothing else, and the number can sign up anew', async () => {
    const user = await newUser();
    await eventually(async () => {
      const { rows } = await ramz.database.query(
        `SELECT FROM messages WHERE recipient = $1 AND status NOT IN ('queued', 'sending')`,
        [user.phone],
      );
      expect(rows).toHaveLength(1);
    });
    const refused = await support().post(`${USERS}/${user.id}/erase`).expect(403);
    expect(refused.body.detail).toContain('lacks the scope "admin"');
    const erased = await owner().post(`${USERS}/${user.id}/erase`).expect(200);
    expect(erased.body).toEqual({ sessions: 1, codes: 1, messages: 1, events: 4 });
    for (const table of [
      'users',
      'otp_tokens',
      'messages',
      'sessions',
      'admin_actions',
      'idempotency_keys',
      'events',
    ]) {
      const { rows } = await ramz.database.query(`SELECT t::text FROM ${table} t WHERE t::text LIKE $1`, [
        `%${user.phone.slice(1)}%`,
      ]);
      expect([table, rows]).toEqual([table, []]);
    }
    await me(user.access_token).expect(401);
    const told = await ramz.database.query(`SELECT data FROM events WHERE type = 'user.erased' AND subject = $1`, [
      user.id,
    ]);
    expect(told.rows).toEqual([{ data: { user_id: user.id, sessions: 1, codes: 1, messages: 1 } }]);
    const missing = await owner().post(`${USERS}/${user.id}/erase`).expect(404);
    expect(problemFault(missing)).toBeUndefined();
    const again = await signIn(ramz.url, ramz.database, { phone_number: user.phone });
    expect(again).toMatchObject({ is_new_user: true });
    expect(again.user.id).not.toBe(user.id);
  });

  it('a user to whom a message is being sent is not erased, and nothing is lost', async () => {
    const user = await newUser();
    await ramz.database.query(
      `INSERT INTO messages (id, channel, kind, recipient, status, payload, expires_at)
       VALUES (gen_random_uuid(), 'sms', 'simple', $1, 'sending', 'x', now() + interval '1 hour')`,
      [user.phone],
    );
    const busy = await owner().post(`${USERS}/${user.id}/erase`).expect(503);
    expect(busy.headers['retry-after']).toBe('5');
    await me(user.access_token).expect(200);
  });

  it('every act on a user is recorded with the key, the target and the number of rows', async () => {
    await ramz.database.query('TRUNCATE admin_actions');
    const user = await newUser();
    await support().post(`${USERS}/find`, { query: user.national }).expect(200);
    await support().post(`${USERS}/${user.id}/block`).expect(200);
    await support().post(`${USERS}/${user.id}/unblock`).expect(200);
    await eventually(async () => {
      const { rows } = await ramz.database.query('SELECT admin, action, target, count FROM admin_actions ORDER BY id');
      expect(rows).toEqual([
        { admin: 'helpdesk', action: 'findUser', target: expect.stringMatching(/^\+98912\*+\d\d$/), count: 1 },
        { admin: 'helpdesk', action: 'blockUser', target: user.id, count: 2 },
        { admin: 'helpdesk', action: 'unblockUser', target: user.id, count: 1 },
      ]);
    });
  });
});
