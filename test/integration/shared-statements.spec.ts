import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { OtpTokenRepository } from '../../src/auth/otp/otp-token.repository.js';
import type { NewOtpToken } from '../../src/auth/otp/issue-otp-token.sql.js';
import { SignInRepository } from '../../src/auth/sessions/sign-in.repository.js';
import { PrismaService } from '../../src/database/index.js';
import { MessageRunRepository, messagingConfig } from '../../src/messaging/index.js';
import { newPhoneNumber } from '../support/clients.js';
import { createTestDatabase, type TestDatabase } from '../support/databases.js';
import { deadlocksOf, inOneStatement } from '../support/one-statement.js';

const NOW = new Date(Date.UTC(2026, 0, 1));
const later = (ms: number) => new Date(NOW.getTime() + ms);

let database: TestDatabase;
let pools: pg.Pool[];
let otpTokens: OtpTokenRepository[];
let signIns: SignInRepository;
let runs: MessageRunRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  // Two, as two processes have.
  pools = [1, 2].map(() => new pg.Pool({ connectionString: database.url, max: 5 }));
  otpTokens = pools.map((pool) => new OtpTokenRepository(new PrismaService(pool)));
  const second = new PrismaService(pools[1]!);
  signIns = new SignInRepository(second);
  runs = new MessageRunRepository(second, messagingConfig.read({}));
});

afterAll(async () => {
  await Promise.all(pools.filter(({ ended }) => !ended).map((pool) => pool.end()));
  await database.drop();
});

function newCode(changes: Partial<NewOtpToken> = {}): NewOtpToken {
  const recipient = newPhoneNumber().e164;
  return {
    id: randomUUID(),
    purpose: 'login',
    channel: 'sms',
    recipient,
    requesterKey: 'somebody',
    digest: { digest: 'digest', pepperId: 'p' },
    locale: 'en',
    policy: { lifetimeMs: 300_000, maxAttempts: 5, cooldownsMs: [30_000, 60_000] },
    enforceCooldown: false,
    now: NOW,
    message: { id: randomUUID(), channel: 'sms', recipient, country: 'IR', payload: Buffer.from('sealed') },
    ...changes,
  };
}

/** Two live codes of one number: the newer one replaces the older one, whose message was not accepted yet. */
async function twoCodes() {
  const older = newCode();
  await otpTokens[0]!.issue(older);
  const newer = newCode({ recipient: older.recipient, now: later(1) });
  await otpTokens[0]!.issue(newer);
  return { older, newer };
}

function statuses(recipient: string) {
  return pools[0]!
    .query<{ id: string; status: string; attempts: number }>(
      'SELECT id, status, attempts FROM otp_tokens WHERE recipient = $1 ORDER BY created_at',
      [recipient],
    )
    .then(({ rows }) => rows);
}

it('codes that are issued in one statement are written each with its own message, values and times', async () => {
  const codes = Array.from({ length: 5 }, (_, i) =>
    newCode({ now: later(i), locale: i % 2 ? 'fa' : 'en', debugCode: i === 2 ? '123456' : undefined }),
  );
  codes.push(newCode({ message: undefined, userId: randomUUID(), purpose: 'phone_verification' }));
  const [repository] = otpTokens;
  const issued = await inOneStatement(
    () => repository!.issue(newCode()),
    codes.map((code) => () => repository!.issue(code)),
  );
  const { rows } = await pools[0]!.query(
    `SELECT t.id, t.locale, t.debug_code, t.is_test_number, t.user_id, t.created_at, t.expires_at, t.resend_at, m.id AS message_id,
       convert_from(m.payload, 'UTF8') AS payload, m.recipient AS sent_to
     FROM otp_tokens t LEFT JOIN messages m ON m.otp_token_id = t.id WHERE t.id = ANY($1::uuid[])`,
    [codes.map(({ id }) => id)],
  );
  for (const [i, code] of codes.entries()) {
    const expiresAt = new Date(code.now.getTime() + 300_000);
    const resendAt = new Date(code.now.getTime() + 30_000);
    expect(issued[i]).toMatchObject({ expiresAt, resendAt });
    expect(rows.find(({ id }) => id === code.id)).toEqual({
      id: code.id,
      locale: code.locale,
      debug_code: code.debugCode ?? null,
      is_test_number: code.message === undefined,
      user_id: code.userId ?? null,
      created_at: code.now,
      expires_at: expiresAt,
      resend_at: resendAt,
      message_id: code.message?.id ?? null,
      payload: code.message ? 'sealed' : null,
      sent_to: code.message ? code.recipient : null,
    });
  }
});

it('a code that cannot be written fails alone', async () => {
  const codes = [newCode(), newCode({ requesterKey: 'text with \0 in it' }), newCode()];
  const outcomes = await inOneStatement(
    () => otpTokens[0]!.issue(newCode()),
    codes.map((code) => () => otpTokens[0]!.issue(code).then(Boolean, () => 'failed')),
  );
  expect(outcomes).toEqual([true, 'failed', true]);
});

it('guesses that mean the same code in different words each cost an attempt', async () => {
  const { older, newer } = await twoCodes();
  const { recipient, purpose } = older;
  const selectors = [
    { recipient, purpose },
    { challengeId: older.id, purpose },
    { challengeId: newer.id, purpose },
  ];
  const guesses = await inOneStatement(
    () => otpTokens[0]!.countAttempt({ recipient: newPhoneNumber().e164, purpose }, NOW),
    selectors.map((selector) => () => otpTokens[0]!.countAttempt(selector, later(2))),
  );
  expect(new Set(guesses.map((guess) => guess?.attempts))).toEqual(new Set([1, 2, 3]));
  expect(guesses.map((guess) => guess?.candidates.map(({ id }) => id))).toEqual(
    selectors.map(() => [newer.id, older.id]),
  );
  expect(await statuses(recipient)).toMatchObject([{ attempts: 0 }, { attempts: 3 }]);
});

it('only one of two live codes of a number signs in when both are entered at once', async () => {
  const { older, newer } = await twoCodes();
  const results = await inOneStatement(() => signIn(randomUUID()), [() => signIn(older.id), () => signIn(newer.id)]);
  expect(results.filter(Boolean)).toHaveLength(1);
  const rows = await statuses(older.recipient);
  expect(rows.map(({ status }) => status).toSorted()).toEqual(['superseded', 'used']);
});

it('processes that write to the same numbers in opposite orders do not wait for each other', async () => {
  const recipients = Array.from({ length: 40 }, () => newPhoneNumber().e164);
  const issue = async (order = recipients, process = 0) => {
    const codes = order.map((recipient) => newCode({ recipient }));
    await Promise.all(codes.map((code) => otpTokens[process]!.issue(code)));
    return codes;
  };
  const guess = (order: string[], process: number) =>
    Promise.all(order.map((recipient) => otpTokens[process]!.countAttempt({ recipient, purpose: 'login' }, NOW)));
  const acceptMessages = (codes: NewOtpToken[]) =>
    Promise.all(codes.map(({ recipient, message }) => accept({ id: message!.id, recipient })));
  const opposite = recipients.toReversed();
  await issue();
  for (let round = 0; round < 8; round += 1) {
    await Promise.all([issue(), issue(opposite, 1)]);
    await Promise.all([issue(), guess(opposite, 1)]);
    await Promise.all([guess(recipients, 0), guess(opposite, 1)]);
    const earlier = await issue();
    await Promise.all([issue(), acceptMessages(earlier.toReversed())]);
    const issued = await issue();
    await Promise.all([guess(recipients, 0), acceptMessages(issued.toReversed())]);
    await Promise.all([issue(), Promise.all(issued.toReversed().map(({ id }) => signIn(id)))]);
  }
  expect(await deadlocksOf(database, pools)).toBe(0);
});

function accept(message: { id: string; recipient: string }) {
  const accepted = { provider: 'kavenegar', method: 'plain', providerMessageId: `of ${message.id}` };
  return runs.acceptCalled(message, accepted, { attemptId: 0n, latencyMs: 5, finishedAt: later(5) }, later(5));
}

function signIn(otpTokenId: string) {
  return signIns.signIn({
    otpTokenId,
    newUserId: randomUUID(),
    sessionId: randomUUID(),
    refreshDigest: randomUUID(),
    expiresAt: later(60_000),
    dormantSince: later(-60_000),
    now: later(2),
  });
}
