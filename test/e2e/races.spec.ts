import type pg from 'pg';
import { PrismaService } from '../../src/database/index.js';
import { MessageRunRepository, messagingConfig } from '../../src/messaging/index.js';
import { codeOf } from '../support/accounts.js';
import { newPhoneNumber, wrongCode } from '../support/clients.js';
import { isCompleteRun } from '../support/complete-run.js';
import { FastClient, type Answer } from '../support/fast-client.js';
import type { RamzProcess } from '../support/ramz-process.js';
import { storesOfSlowTests } from '../support/redis.js';
import { withRamz, type RamzSetup } from '../support/with-ramz.js';

const PARALLEL_TRIALS = 20;
/**
 * Of 1,000 trials, for instance, a complete run makes 250 on each store with one and with two processes, and a plain run
 * 100. `npm run bench -- races` makes all of them.
 */
const TRIALS_OF = isCompleteRun ? 0.25 : 0.1;

const codesOf = (answers: Answer[]) =>
  answers.map((answer) => (answer.status === 200 ? 'ok' : String(answer.body['code'])));
const count = <T>(items: T[], wanted: T) => items.filter((item) => item === wanted).length;

// The codes are in PostgreSQL with both stores; Redis then has the counts of wrong codes.
const SETTINGS = storesOfSlowTests.flatMap((store) =>
  (isCompleteRun ? [1, 2] : [2]).map((processCount) => ({ store, processCount })),
);

/** The races of one installation, and a client that asks each of its processes in turn. */
class Bench {
  readonly client: FastClient;
  private readonly database: pg.Pool;
  private readonly messages: MessageRunRepository;

  constructor({ database, variables }: RamzSetup, processes: RamzProcess[]) {
    this.client = new FastClient(processes.map(({ url }) => url));
    this.messages = new MessageRunRepository(new PrismaService(database), messagingConfig.read(variables));
    this.database = database;
  }

  /** Asks for a code and reads it where an administrator would: in the row, in simulation. */
  async issue(number: string): Promise<string> {
    return (await this.ask(number)).code;
  }

  async ask(number: string): Promise<Code> {
    const asked = await this.client.ask(number);
    const challengeId = String(asked.body['challenge_id']);
    return { challengeId, code: await codeOf(this.database, challengeId) };
  }

  /** Two codes that can both be entered, because no provider has accepted the message of the second one. */
  async askTwice(number: string): Promise<[older: Code, newer: Code]> {
    return [await this.ask(number), await this.ask(number)];
  }

  /** Records, as a worker does, that a provider has accepted the message of a code. */
  async acceptMessage({ challengeId }: Code): Promise<void> {
    const { rows } = await this.database.query('SELECT id FROM messages WHERE otp_token_id = $1', [challengeId]);
    const accepted = { provider: 'simulation', method: 'plain', providerMessageId: challengeId };
    await this.messages.accept(rows[0].id, accepted, new Date());
  }

  /** How many rows of a number have each status. */
  async statuses(number: string): Promise<Record<string, number>> {
    const { rows } = await this.database.query<{ status: string; count: number }>(
      'SELECT status, count(*)::int FROM otp_tokens WHERE recipient = $1 GROUP BY 1',
      [number],
    );
    return Object.fromEntries(rows.map((row) => [row.status, row.count]));
  }
}

interface Code {
  challengeId: string;
  code: string;
}

/** `total` trials, some of them at the same time. */
async function trials(total: number, trial: (index: number) => Promise<void>): Promise<void> {
  let left = total;
  const runner = async () => {
    while (left > 0) {
      left -= 1;
      await trial(left);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_TRIALS }, runner));
}

describe.each(SETTINGS)('on $store over $processCount API processes', ({ store, processCount }) => {
  const roles = Array.from({ length: processCount }, () => 'api');
  const ramz = withRamz({ LOG_LEVEL: 'error' }, { store, roles, connections: 10 });
  let bench: Bench;
  let client: FastClient;

  beforeAll(() => {
    bench = new Bench(ramz, ramz.processes);
    ({ client } = bench);
  });

  afterAll(() => client.close());

  describe('races', () => {
    it('exactly five of fifty concurrent wrong codes are evaluated, and the right code is refused afterwards', async () => {
      const { e164 } = newPhoneNumber();
      const code = await bench.issue(e164);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, step) => client.verify(e164, wrongCode(code, step + 1))),
      );
      expect(count(codesOf(answers), 'otp_incorrect')).toBe(5);
      expect(count(codesOf(answers), 'otp_exhausted')).toBe(45);
      const left = answers
        .flatMap((answer) => answer.body['attempts_left'] ?? [])
        .toSorted((a, b) => Number(a) - Number(b));
      expect(left).toEqual([0, 1, 2, 3, 4]);
      expect(codesOf([await client.verify(e164, code)])).toEqual(['otp_exhausted']);
    });

    it('a right code is never rejected because of a concurrent wrong one', async () => {
      let rejected = 0;
      await trials(1000 * TRIALS_OF, async () => {
        const { e164 } = newPhoneNumber();
        const code = await bench.issue(e164);
        const [right, wrong] = await Promise.all([client.verify(e164, code), client.verify(e164, wrongCode(code))]);
        if (right.status !== 200) rejected += 1;
        if (wrong.status === 200) throw new Error('a wrong code was accepted');
      });
      expect(rejected).toBe(0);
    }, 120_000);

    it('only one of ten concurrent verifications with the right code succeeds', async () => {
      const successes: number[] = [];
      await trials(300 * TRIALS_OF, async () => {
        const { e164 } = newPhoneNumber();
        const code = await bench.issue(e164);
        // Ten guesses at once are more than a challenge has: with the fifth spent, the rest are exhausted or used.
        const answers = codesOf(await Promise.all(Array.from({ length: 10 }, () => client.verify(e164, code))));
        successes.push(count(answers, 'ok'));
        expect(answers.filter((answer) => !['ok', 'otp_used', 'otp_exhausted'].includes(answer))).toEqual([]);
      });
      expect(successes).toEqual(Array.from({ length: 300 * TRIALS_OF }, () => 1));
    }, 120_000);

    it('only one of twenty concurrently requested codes stays active, with the one before it', async () => {
      const { e164 } = newPhoneNumber();
      const answers = await Promise.all(Array.from({ length: 20 }, () => client.ask(e164)));
      expect(count(codesOf(answers), 'ok')).toBe(20);
      expect(await bench.statuses(e164)).toEqual({ active: 1, replacing: 1, superseded: 18 });
    });
  });

  describe('races with two live codes', () => {
    it('exactly five of fifty wrong codes over two challenges are evaluated, and both right codes are then refused', async () => {
      const { e164 } = newPhoneNumber();
      const codes = await bench.askTwice(e164);
      const wrong = Array.from({ length: 80 }, (_, step) => wrongCode(codes[1].code, step + 1))
        .filter((code) => code !== codes[0].code)
        .slice(0, 50);
      const answers = await Promise.all(
        wrong.map((code, step) => client.verifyChallenge(codes[step % 2]!.challengeId, code)),
      );
      expect(count(codesOf(answers), 'otp_incorrect')).toBe(5);
      expect(count(codesOf(answers), 'otp_exhausted')).toBe(45);
      const left = answers
        .flatMap((answer) => answer.body['attempts_left'] ?? [])
        .toSorted((a, b) => Number(a) - Number(b));
      expect(left).toEqual([0, 1, 2, 3, 4]);
      for (const { challengeId, code } of codes) {
        expect(codesOf([await client.verifyChallenge(challengeId, code)])).toEqual(['otp_exhausted']);
        expect(codesOf([await client.verify(e164, code)])).toEqual(['otp_exhausted']);
      }
    });

    it('a right code, old or new, is never rejected because of a concurrent wrong one', async () => {
      let rejected = 0;
      await trials(500 * TRIALS_OF, async (index) => {
        const { e164 } = newPhoneNumber();
        const codes = await bench.askTwice(e164);
        const { challengeId, code } = codes[index % 2]!;
        const wrong = [1, 2]
          .map((step) => wrongCode(code, step))
          .find((other) => !codes.some((asked) => asked.code === other))!;
        const [right, refused] = await Promise.all([
          index % 4 < 2 ? client.verify(e164, code) : client.verifyChallenge(challengeId, code),
          client.verifyChallenge(codes[index % 3 ? 0 : 1].challengeId, wrong),
        ]);
        if (right.status !== 200) rejected += 1;
        if (refused.status === 200) throw new Error('a wrong code was accepted');
      });
      expect(rejected).toBe(0);
    }, 120_000);

    it('only one of the old and the new right code succeeds when both are entered at once', async () => {
      const successes: number[] = [];
      await trials(300 * TRIALS_OF, async (index) => {
        const { e164 } = newPhoneNumber();
        const codes = await bench.askTwice(e164);
        const entries = index % 2 ? codes : [...codes, ...codes];
        const answers = codesOf(
          await Promise.all(
            entries.map(({ challengeId, code }) =>
              index % 3 ? client.verify(e164, code) : client.verifyChallenge(challengeId, code),
            ),
          ),
        );
        successes.push(count(answers, 'ok'));
        expect(
          answers.filter((answer) => !['ok', 'otp_used', 'otp_superseded', 'otp_not_found'].includes(answer)),
        ).toEqual([]);
      });
      expect(successes).toEqual(Array.from({ length: 300 * TRIALS_OF }, () => 1));
    }, 120_000);

    it('an old code signs in or is superseded when it races the acceptance of the new one', async () => {
      const outcomes: string[][] = [];
      await trials(300 * TRIALS_OF, async (index) => {
        const { e164 } = newPhoneNumber();
        const [older, newer] = await bench.askTwice(e164);
        const [entered] = await Promise.all([
          index % 2 ? client.verify(e164, older.code) : client.verifyChallenge(older.challengeId, older.code),
          bench.acceptMessage(newer),
        ]);
        const afterwards = await client.verifyChallenge(newer.challengeId, newer.code);
        outcomes.push(codesOf([entered, afterwards]));
      });
      const seen = new Set(outcomes.map((outcome) => outcome.join(', then ')));
      const allowed = ['ok, then otp_superseded', 'otp_superseded, then ok'];
      expect([...seen].filter((outcome) => !allowed.includes(outcome))).toEqual([]);
      expect(outcomes).toHaveLength(300 * TRIALS_OF);
    }, 120_000);

    it('a right code is never rejected because another one is requested at the same time', async () => {
      let rejected = 0;
      await trials(300 * TRIALS_OF, async (index) => {
        const { e164 } = newPhoneNumber();
        const { challengeId, code } = await bench.ask(e164);
        const [right, asked] = await Promise.all([
          index % 2 ? client.verify(e164, code) : client.verifyChallenge(challengeId, code),
          client.ask(e164),
        ]);
        expect(asked.status).toBe(200);
        if (right.status !== 200) rejected += 1;
      });
      expect(rejected).toBe(0);
    }, 120_000);

    it('concurrent requests, guesses, right codes and acceptances for one number cause no error', async () => {
      for (let trial = 0; trial < 20; trial += 1) {
        const { e164 } = newPhoneNumber();
        const codes = await bench.askTwice(e164);
        const [older, newer] = codes;
        const answers = await Promise.all([
          ...Array.from({ length: 5 }, () => client.ask(e164)),
          ...[1, 2].map((step) => client.verify(e164, wrongCode(newer.code, step))),
          ...codes.map(({ challengeId, code }) => client.verifyChallenge(challengeId, code)),
          bench.acceptMessage(newer).then(() => ({ status: 200, body: {} })),
          bench.acceptMessage(older).then(() => ({ status: 200, body: {} })),
        ]);
        expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
        const { active = 0, replacing = 0 } = await bench.statuses(e164);
        expect(active).toBeLessThanOrEqual(1);
        expect(replacing).toBeLessThanOrEqual(active);
      }
    }, 120_000);
  });

  describe('guesses over resends', () => {
    let limited: Bench;

    beforeAll(async () => {
      // The limits of wrong codes are on, as by default.
      const RATE_LIMITS = 'otp_ip=off,verify_ip=off,otp_phone=off,otp_phone_hour=off,otp_phone_day=off';
      const processes = await Promise.all(roles.map((ROLE) => ramz.addProcess({ ROLE, RATE_LIMITS })));
      limited = new Bench(ramz, processes);
    });

    afterAll(() => limited.client.close());

    it('guesses stop at the hourly budget, however often the code is resent', async () => {
      const { e164 } = newPhoneNumber();
      const outcomes: string[] = [];
      for (let resend = 0; resend < 20; resend += 1) {
        const code = await limited.issue(e164);
        const guesses = [1, 2, 3].map((step) => limited.client.verify(e164, wrongCode(code, step)));
        outcomes.push(...codesOf(await Promise.all(guesses)));
      }
      expect(count(outcomes, 'otp_incorrect')).toBe(10);
      expect(new Set(outcomes.slice(-30))).toEqual(new Set(['rate_limited']));
    });
  });
});
