import { performance } from 'node:perf_hooks';
import { newPhoneNumber, WRONG_CODE } from '../support/clients.js';
import { isCompleteRun } from '../support/complete-run.js';
import { FastClient, type Answer } from '../support/fast-client.js';
import { withRamz } from '../support/with-ramz.js';

const CALLS = isCompleteRun ? 300 : 200;
/** Pairs on their way at once. */
const LANES = 4;
/** Far below what a query more costs, far above what noise does to a median of that many. */
const MAX_RATIO = 1.5;

interface Timed {
  answer: Answer;
  ms: number;
}

describe('numbers with and without an account', () => {
  const ramz = withRamz({ ROLE: 'api', LOG_LEVEL: 'error', EMAIL_OTP_ENABLED: 'true' });
  let client: FastClient;
  const known = Array.from({ length: 2 * CALLS }, () => newPhoneNumber().e164);
  const unknown = Array.from({ length: 2 * CALLS }, () => newPhoneNumber().e164);

  beforeAll(async () => {
    client = new FastClient([ramz.url]);
    await ramz.database.query(
      `INSERT INTO users (id, phone, phone_verified_at, email, email_verified_at, created_at, last_login_at)
       SELECT gen_random_uuid(), phone, now(), 'u' || phone || '@example.com', now(), now(), now()
       FROM unnest($1::text[]) AS phone`,
      [known],
    );
    await ramz.database.query('ANALYZE users');
  });

  afterAll(() => client.close());

  it('a code request is answered alike, and equally fast, with and without an account', async () => {
    await expectAlike(0, (number) => client.ask(number), 200);
  });

  it('a code request by e-mail is answered alike, and equally fast, with and without an account', async () => {
    await expectAlike(0, (number) => client.ask(number, { channel: 'email' }), 200);
  });

  it('a password reset is answered alike, and equally fast, with and without an account', async () => {
    await expectAlike(0, (number) => client.ask(number, { purpose: 'password_reset' }), 200);
  });

  it('a wrong code is answered alike, and equally fast, with and without an account', async () => {
    // Of the codes of the tests before; none has five digits.
    await expectAlike(0, (number) => client.verify(number, WRONG_CODE), 400);
  });

  it('a verification without a requested code is answered alike, and equally fast, with and without an account', async () => {
    await expectAlike(CALLS, (number) => client.verify(number, '123456'), 404);
  });

  /** One of each kind at a time and in turn, so that whatever else the machine does falls on both alike. */
  async function expectAlike(from: number, call: (number: string) => Promise<Answer>, status: number): Promise<void> {
    const pairs = known.slice(from, from + CALLS).map((number, i) => [
      { kind: 'known' as const, number },
      { kind: 'unknown' as const, number: unknown[from + i]! },
    ]);
    const answers: { known: Timed[]; unknown: Timed[] } = { known: [], unknown: [] };
    const runner = async () => {
      for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
        const inTurn = pairs.length % 2 === 0 ? pair : pair.toReversed();
        for (const { kind, number } of inTurn) answers[kind].push(await timed(() => call(number)));
      }
    };
    await Promise.all(Array.from({ length: LANES }, runner));

    const shapes = [answers.known, answers.unknown].map((kind) => new Set(kind.map(({ answer }) => shapeOf(answer))));
    expect(shapes[0]).toEqual(shapes[1]);
    expect(shapes[0]!.size).toBe(1);
    expect(answers.known[0]!.answer.status).toBe(status);
    const [slower, faster] = [median(answers.known), median(answers.unknown)].toSorted((a, b) => b - a);
    expect(slower! / faster!).toBeLessThan(MAX_RATIO);
  }
});

async function timed(call: () => Promise<Answer>): Promise<Timed> {
  const startedAt = performance.now();
  const answer = await call();
  return { answer, ms: performance.now() - startedAt };
}

/** Everything but what is made anew for each answer. */
function shapeOf({ status, body }: Answer): string {
  const told = Object.entries(body).map(([name, value]) => [
    name,
    ['phone_number', 'challenge_id', 'request_id'].includes(name) ? typeof value : value,
  ]);
  return JSON.stringify([status, told]);
}

function median(calls: Timed[]): number {
  return calls.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(calls.length / 2)]!;
}
