import pg from 'pg';
import { codeOf } from '../support/accounts.js';
import { newPhoneNumber, wrongCode } from '../support/clients.js';
import { FastClient, type Answer } from '../support/fast-client.js';
import { createTestEnvironment, type TestEnvironment } from '../support/ramz-environment.js';
import { RamzProcess } from '../support/ramz-process.js';
import { stores } from '../support/redis.js';

const PARALLEL_TRIALS = 20;

const codesOf = (answers: Answer[]) =>
  answers.map((answer) => (answer.status === 200 ? 'ok' : String(answer.body['code'])));
const count = <T>(items: T[], wanted: T) => items.filter((item) => item === wanted).length;

// The codes are in PostgreSQL with both stores; Redis then has the counts of wrong codes.
const SETTINGS = stores.flatMap((store) => [1, 2].map((processCount) => ({ store, processCount })));

/** API processes of one installation, and a client that asks each in turn. */
class Bench {
  private constructor(
    private readonly environment: TestEnvironment,
    private readonly processes: RamzProcess[],
    readonly client: FastClient,
    readonly database: pg.Pool,
  ) {}

  static async start(
    { store, processCount }: (typeof SETTINGS)[number],
    variables: Record<string, string> = {},
  ): Promise<Bench> {
    const environment = await createTestEnvironment(store);
    const all = { ...environment.variables, ROLE: 'api', LOG_LEVEL: 'error', ...variables };
    const processes = await Promise.all(Array.from({ length: processCount }, () => RamzProcess.start(all)));
    const client = new FastClient(processes.map((process) => process.url));
    return new Bench(
      environment,
      processes,
      client,
      new pg.Pool({ connectionString: environment.databaseUrl, max: 10 }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all([this.client.close(), this.database.end(), ...this.processes.map((process) => process.stop())]);
    await this.environment.dispose();
  }

  /** Asks for a code and reads it where an administrator would: in the row, in simulation. */
  async issue(number: string): Promise<string> {
    const asked = await this.client.ask(number);
    return codeOf(this.database, String(asked.body['challenge_id']));
  }
}

describe.each(SETTINGS)('Races on $store over $processCount API processes', (setting) => {
  let bench: Bench;
  let client: FastClient;

  beforeAll(async () => {
    bench = await Bench.start(setting);
    ({ client } = bench);
  });

  afterAll(() => bench.stop());

  async function trials(total: number, trial: () => Promise<void>): Promise<void> {
    let left = total;
    const runner = async () => {
      while (left > 0) {
        left -= 1;
        await trial();
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_TRIALS }, runner));
  }

  it('evaluates exactly five of fifty wrong codes, and then refuses the right one', async () => {
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

  it('never rejects a right code because a wrong one raced it, in 1,000 trials', async () => {
    let rejected = 0;
    await trials(1000, async () => {
      const { e164 } = newPhoneNumber();
      const code = await bench.issue(e164);
      const [right, wrong] = await Promise.all([client.verify(e164, code), client.verify(e164, wrongCode(code))]);
      if (right.status !== 200) rejected += 1;
      if (wrong.status === 200) throw new Error('a wrong code was accepted');
    });
    expect(rejected).toBe(0);
  }, 120_000);

  it('takes the same right code exactly once of ten at once, in 300 trials', async () => {
    const successes: number[] = [];
    await trials(300, async () => {
      const { e164 } = newPhoneNumber();
      const code = await bench.issue(e164);
      // Ten guesses at once are more than a challenge has: with the fifth spent, the rest are exhausted or used.
      const answers = codesOf(await Promise.all(Array.from({ length: 10 }, () => client.verify(e164, code))));
      successes.push(count(answers, 'ok'));
      expect(answers.filter((answer) => !['ok', 'otp_used', 'otp_exhausted'].includes(answer))).toEqual([]);
    });
    expect(successes).toEqual(Array.from({ length: 300 }, () => 1));
  }, 120_000);

  it('keeps one live code of twenty asked for at once', async () => {
    const { e164 } = newPhoneNumber();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.ask(e164)));
    expect(count(codesOf(answers), 'ok')).toBe(20);
    const { rows } = await bench.database.query(
      'SELECT status, count(*)::int FROM otp_tokens WHERE recipient = $1 GROUP BY 1',
      [e164],
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        { status: 'active', count: 1 },
        { status: 'superseded', count: 19 },
      ]),
    );
  });
});

describe.each(SETTINGS)('Guesses over resends on $store over $processCount API processes', (setting) => {
  // The limits of wrong codes are on, as by default.
  const RATE_LIMITS = 'otp_ip=off,verify_ip=off,otp_phone=off,otp_phone_hour=off,otp_phone_day=off';
  let bench: Bench;

  beforeAll(async () => {
    bench = await Bench.start(setting, { RATE_LIMITS });
  });

  afterAll(() => bench.stop());

  it('stop at the hourly budget, however often the code is sent again', async () => {
    const { e164 } = newPhoneNumber();
    const outcomes: string[] = [];
    for (let resend = 0; resend < 20; resend += 1) {
      const code = await bench.issue(e164);
      const guesses = [1, 2, 3].map((step) => bench.client.verify(e164, wrongCode(code, step)));
      outcomes.push(...codesOf(await Promise.all(guesses)));
    }
    expect(count(outcomes, 'otp_incorrect')).toBe(10);
    expect(new Set(outcomes.slice(-30))).toEqual(new Set(['rate_limited']));
  });
});
