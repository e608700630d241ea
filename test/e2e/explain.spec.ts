import { createHash } from 'node:crypto';
import { adminOf } from '../support/admin.js';
import { codeOf } from '../support/accounts.js';
import { askAndSend, askForCode, newPhoneNumber, verifyCode, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { problemFault } from '../support/problem.js';
import { withRamz } from '../support/with-ramz.js';

const EXPLAIN = '/api/v1/admin/explain';
const NO_ID = '0198c5e2-7b1a-7000-8000-123456789012';
const KEY = 'ramz_test-key-of-support';
const READ_KEY = 'ramz_test-key-of-the-reader';
const digestOf = (key: string) => createHash('sha256').update(key).digest('hex');

describe('explaining what happened to a code', () => {
  const ramz = withRamz(
    {
      ADMIN_API_KEYS: `helpdesk:${digestOf(KEY)}:support,reader:${digestOf(READ_KEY)}:read`,
      RATE_LIMITS: 'otp_ip=off,verify_ip=off,otp_phone=2/120',
    },
    { providers: ['kavenegar'] },
  );
  const support = () => adminOf(ramz.url, KEY);
  const kindsOf = (timeline: { kind: string }[]) => timeline.map(({ kind }) => kind);

  it('a number, its challenge and its message get the same timeline, from the request to the session', async () => {
    const { e164, national } = newPhoneNumber();
    const asked = await askForCode(ramz.url, e164).expect(200);
    const { challenge_id: challengeId } = asked.body;
    const messageId = await eventually(async () => {
      const { rows } = await ramz.database.query<{ id: string }>(
        `SELECT id FROM messages WHERE otp_token_id = $1 AND status = 'accepted'`,
        [challengeId],
      );
      expect(rows).toHaveLength(1);
      return rows[0]!.id;
    });
    const sent = await support().get(`${EXPLAIN}/${challengeId}`).expect(200);
    expect(sent.body.summary).toMatch(
      /^Kavenegar \(lookup\) accepted the message \d+ s after the request, and its delivery was not reported yet; the code was not entered yet\.$/,
    );

    const bodies = await Promise.all([
      support().get(`${EXPLAIN}/${messageId}`).expect(200),
      support().post(EXPLAIN, { query: national }).expect(200),
      support().post(EXPLAIN, { query: messageId }).expect(200),
    ]);
    for (const { body } of bodies) expect(body).toEqual(sent.body);
    expect(sent.body.recipient).toBe(e164);
    expect(kindsOf(sent.body.timeline)).toEqual(['asked', 'attempt']);
    expect(sent.body.timeline[1]).toMatchObject({ provider: 'kavenegar', method: 'lookup', outcome: 'accepted' });
  });

  it('a limit that refuses a number stands at the end of its timeline', async () => {
    const { e164 } = newPhoneNumber();
    for (let i = 0; i < 2; i += 1) await askAndSend(ramz.url, { phone_number: e164 });
    await askForCode(ramz.url, e164).expect(429);
    const { body } = await support().post(EXPLAIN, { query: e164 }).expect(200);
    expect(body.timeline.at(-1)).toMatchObject({
      kind: 'limit',
      text: 'The limit otp_phone of 2 is used up; further requests are refused now.',
    });
  });

  it('an unknown id is not found, an unknown number has an empty timeline, and the scope support is needed', async () => {
    const missing = await support().get(`${EXPLAIN}/${NO_ID}`).expect(404);
    expect(problemFault(missing)).toBeUndefined();
    const unknown = await support().post(EXPLAIN, { query: '09129999999' }).expect(200);
    expect(unknown.body).toEqual({
      summary: 'No code or message for this recipient is stored.',
      recipient: '+989129999999',
      timeline: [],
    });
    await adminOf(ramz.url, READ_KEY).post(EXPLAIN, { query: '09129999999' }).expect(403);
  });
});

describe('explaining a code in simulation', () => {
  const ramz = withRamz({ ADMIN_API_KEYS: `helpdesk:${digestOf(KEY)}:support` });

  it('a code that was guessed at and used shows the entries and the session, and never the code', async () => {
    const { e164 } = newPhoneNumber();
    const asked = await askForCode(ramz.url, e164).expect(200);
    const { challenge_id: challengeId } = asked.body;
    const code = await codeOf(ramz.database, challengeId);
    await verifyCode(ramz.url, e164, wrongCode(code)).expect(400);
    await verifyCode(ramz.url, e164, code).expect(200);
    const { body } = await eventually(async () => {
      const answer = await adminOf(ramz.url, KEY).get(`${EXPLAIN}/${challengeId}`).expect(200);
      expect(answer.body.summary).toMatch(/; the code was used\.$|already used\.$/);
      return answer;
    });
    const kinds = body.timeline.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['asked', 'entered', 'ended', 'session']));
    expect(JSON.stringify(body)).not.toContain(`"${code}"`);
  });
});
