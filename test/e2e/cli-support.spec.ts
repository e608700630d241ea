import { userInfo } from 'node:os';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { codeOf, signIn } from '../support/accounts.js';
import { askForCode, newPhoneNumber, verifyCode } from '../support/clients.js';
import { endOfRamz, ramzJson, runRamz } from '../support/commands.js';
import { withRamz } from '../support/with-ramz.js';

const NO_ID = '0198c5e2-7b1a-7000-8000-123456789012';

jest.setTimeout(120_000);

describe('commands for support', () => {
  // Without a worker, messages stay in the queue.
  const ramz = withRamz({ ADMIN_API_KEYS, RATE_LIMITS: 'otp_ip=off,verify_ip=off' }, { roles: ['api'] });
  const admin = () => adminOf(ramz.url);
  const json = <T extends object>(...args: string[]) => ramzJson<T>(args, ramz.variables);
  const text = (...args: string[]) => runRamz(args, ramz.variables);
  const end = (...args: string[]) => endOfRamz(args, ramz.variables);

  async function newUser() {
    const { e164, national } = newPhoneNumber();
    const { user } = await signIn(ramz.url, ramz.database, { phone_number: e164 });
    return { id: user.id, phone: e164, national };
  }

  async function askedMessage() {
    const { e164, national } = newPhoneNumber();
    const { body } = await askForCode(ramz.url, e164).expect(200);
    const { rows } = await ramz.database.query<{ id: string }>('SELECT id FROM messages WHERE otp_token_id = $1', [
      body.challenge_id,
    ]);
    return { phone: e164, national, challengeId: body.challenge_id as string, messageId: rows[0]!.id };
  }

  /** Rows of the commands since the last call. */
  async function recorded() {
    const { rows } = await ramz.database.query(
      `DELETE FROM admin_actions WHERE admin = $1 RETURNING action, target, status, count`,
      [`command line (${userInfo().username})`],
    );
    return rows;
  }
  beforeEach(() => recorded());

  it('users are found, their sessions listed, and blocked and unblocked, with the answers of the routes and a row each', async () => {
    const { id, phone, national } = await newUser();
    expect(await json('users', 'find', national)).toEqual(
      (await admin().post('/api/v1/admin/users/find', { query: phone })).body,
    );
    expect(await json('users', 'sessions', id)).toEqual((await admin().get(`/api/v1/admin/users/${id}/sessions`)).body);
    expect(await text('users', 'block', phone)).toBe(`Blocked the user ${id}, and ended 1 session.\n`);
    expect(await json('users', 'find', id)).toMatchObject({ items: [{ blocked_at: expect.any(String) as string }] });
    const asked = await askForCode(ramz.url, phone).expect(200);
    await verifyCode(ramz.url, phone, await codeOf(ramz.database, asked.body.challenge_id)).expect(403);
    expect(await json('users', 'unblock', id)).toMatchObject({ id, blocked_at: null });
    const masked = `${phone.slice(0, 6)}*****${phone.slice(-2)}`;
    expect(await recorded()).toEqual([
      { action: 'findUser', target: masked, status: 200, count: 1 },
      { action: 'listUserSessions', target: id, status: 200, count: 1 },
      { action: 'blockUser', target: masked, status: 200, count: 2 },
      { action: 'findUser', target: id, status: 200, count: 1 },
      { action: 'unblockUser', target: id, status: 200, count: 1 },
    ]);
  });

  it('a user is exported, and erased only after a confirmation', async () => {
    const { id, phone } = await newUser();
    const exported = JSON.parse(await text('users', 'export', phone)) as { user: object };
    expect(exported).toEqual((await admin().get(`/api/v1/admin/users/${id}/export`)).body);
    const unconfirmed = await end('users', 'erase', phone);
    expect(unconfirmed).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('add --yes') as string });
    expect(await json('users', 'erase', phone, '--yes')).toMatchObject({ sessions: 1, codes: 1, messages: 1 });
    expect(await end('users', 'find', phone)).toMatchObject({ code: 1, stdout: 'There is no such user.\n' });
    const erased = (await recorded()).find(({ action }) => action === 'eraseUser');
    expect(erased).toMatchObject({ target: id, status: 200 });
    expect(erased.count).toBeGreaterThan(3);
  });

  it('a user becomes an administrator by id, and all sessions of a user end', async () => {
    const { id } = await newUser();
    expect(await text('user', 'role', id, 'admin')).toBe('The role of this user is now admin.\n');
    expect(await json('users', 'sessions', id, '--end')).toEqual({ ended: 1 });
    expect(await json('users', 'find', id)).toMatchObject({ items: [{ role: 'admin' }] });
    const unknown = await end('user', 'role', '09127654321', 'admin');
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no such user.') as string });
  });

  it('explain begins with a sentence, and gives the answer of the route', async () => {
    const { challengeId, national, phone } = await askedMessage();
    const shown = await text('explain', national);
    expect(shown.split('\n')[0]).toBe(
      'The message waits in the queue and no provider was called yet; check that a worker runs.',
    );
    expect(shown).toMatch(/^ {2}\d{4}-\S+Z {2}A code for login by sms in fa was requested/m);
    expect(await json('explain', challengeId)).toEqual(
      (await admin().post('/api/v1/admin/explain', { query: phone })).body,
    );
    expect((await recorded()).map(({ action }) => action)).toEqual(['explain', 'explain']);
  });

  it('the limits of a number are shown and cleared', async () => {
    const { phone, national } = await askedMessage();
    const limits = await json<{ limits: object[] }>('limits', national);
    expect(limits.limits[0]).toMatchObject({ name: 'otp_phone', used: 1, remaining: 2 });
    expect(await text('limits', national, '--clear')).toMatch(/^Cleared\.\nLIMIT .*\notp_phone +0 of 3 +3 +-\n/);
    const { body } = await admin().get(`/api/v1/sms/rate-limits/${phone}`);
    expect(await json('limits', phone)).toEqual(body);
    expect(body.limits[0]).toMatchObject({ used: 0 });
  });

  it('messages are listed by the filters of the route, and one is shown, retried and cancelled', async () => {
    const { messageId, national, phone } = await askedMessage();
    const { body } = await admin().get(`/api/v1/sms/messages?phone=${encodeURIComponent(phone)}&status=queued`);
    expect(await json('messages', '--phone', national, '--status', 'queued')).toEqual(body);
    expect(await text('messages', messageId)).toMatch(/^id +\S+\nrecipient +\+98[^]*No provider was called\.\n$/);
    expect(await text('retry', messageId)).toBe(`The message ${messageId} is in the queue again.\n`);
    expect(await json('cancel', messageId)).toMatchObject({ id: messageId, status: 'cancelled' });
    const late = await end('retry', messageId, '--json');
    expect(late.code).toBe(1);
    expect(JSON.parse(late.stdout)).toMatchObject({ ok: false, error: { code: 'message_not_retryable' } });
    expect(await recorded()).toContainEqual({ action: 'cancelMessage', target: messageId, status: 200, count: 1 });
  });

  it('the status has the answer of the route, and exits with 1 while nothing is sent', async () => {
    const { code, stdout } = await end('status', '--json');
    const { body } = await admin().get('/api/v1/sms/status');
    const shown = JSON.parse(stdout);
    // A process reports every ten seconds that it runs. A command is none of them.
    const [process] = body.processes;
    expect(shown.processes).toEqual([{ ...process, last_seen_at: expect.any(String) as string }]);
    for (const field of ['mode', 'status', 'providers', 'routes', 'accounts', 'breakers', 'last_errors'])
      expect({ [field]: shown[field] }).toEqual({ [field]: body[field] });
    expect(code).toBe(1);
    expect((await end('status')).stdout).toMatch(/^Problems\n {2}- No worker is running/);
  });

  it('the clean-up deletes what is no longer kept, and says how many rows', async () => {
    const { challengeId } = await askedMessage();
    await ramz.database.query(`UPDATE messages SET status = 'expired', payload = NULL WHERE otp_token_id = $1`, [
      challengeId,
    ]);
    await ramz.database.query(`UPDATE otp_tokens SET created_at = now() - interval '40 days' WHERE id = $1`, [
      challengeId,
    ]);
    const { stdout, stderr } = await end('clean-up', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ rows: { codes: 1, messages: 0, events: 0 } });
    expect(stderr).toBe('Deleting rows whose retention period is over…\n');
  });

  it.each([
    [['stauts'], /^Unknown command 'stauts'\n\(Did you mean status\?\)/],
    [['users', 'fnd', '1'], /^Unknown command 'fnd'\n\(Did you mean find\?\)/],
    [['limits'], /^Missing required argument 'number'/],
    [['limits', '12'], /^Please provide a valid Iranian phone number$/m],
    [['messages', '--limit', '0'], /^limit must be a whole number from 1 to 100$/m],
    [['retry', 'first'], /^The id of a message is a UUID\./],
    [['users'], /^Usage: ramz users/],
  ])('a wrong call ends with 2 and says what is wrong: %j', async (args, sentence) => {
    const { code, stdout, stderr } = await end(...args, '--json');
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { message: expect.any(String) as string } });
  });

  it('what is not there ends with 1 and says so', async () => {
    const { code, stderr } = await end('explain', NO_ID);
    expect([code, stderr]).toEqual([1, 'There is no challenge and no message with this id.\n']);
    expect(await recorded()).toEqual([{ action: 'explain', target: NO_ID, status: 404, count: null }]);
  });
});
