import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ADMIN_API_KEYS, ADMIN_KEY } from '../support/admin.js';
import { codeOf } from '../support/accounts.js';
import {
  CONSOLE_PAGES,
  consoleExamplesOf,
  type Example,
  examplesOf,
  PAGES_WITH_ANSWERS,
  replacementsOf,
  shapeFault,
} from '../support/documented-examples.js';
import { eventually } from '../support/eventually.js';
import { withRamz } from '../support/with-ramz.js';

/** Where the examples expect Ramz. */
const ADDRESS = 'http://127.0.0.1:3000';
const run = promisify(execFile);

/** Simulation, as `npm start` begins; the pages need no account with a provider. */
describe('the commands of the documentation', () => {
  const ramz = withRamz({
    ADMIN_API_KEYS,
    EMAIL_OTP_ENABLED: 'true',
    RATE_LIMITS: 'otp_ip=off,verify_ip=off,admin_send_ip=off',
    METRICS_TOKEN: 'token-of-the-examples',
    SMS_ALLOWED_COUNTRIES: 'IR,CO',
  });

  it.each(PAGES_WITH_ANSWERS)('give the answers that the page shows: %s', async (page) => {
    let variables: Record<string, string> = { KEY: ADMIN_KEY, METRICS_TOKEN: 'token-of-the-examples' };
    const examples = examplesOf(page);
    expect(examples).not.toEqual([]);
    for (const example of examples) {
      if (example.language === 'sql') {
        await ramz.database.query(example.command);
        continue;
      }
      const answer = isRead(example)
        ? await eventually(() => answerTo(example, variables))
        : await answerTo(example, variables);
      variables = { ...variables, ...(await variablesFrom(answer)) };
    }
  });

  /** Runs a command, compares its answer with the documented one and returns it. */
  async function answerTo({ command, answer }: Example, variables: Record<string, string>): Promise<unknown> {
    const env = { PATH: process.env['PATH'] ?? '', ...variables };
    // An answer that the page does not show must not be an error.
    const succeeding = answer === undefined ? 'curl() { command curl --fail-with-body "$@"; }\n' : '';
    const script = `${succeeding}${command.replaceAll(ADDRESS, ramz.url)}`;
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { env });
    if (answer === undefined) return undefined;
    const actual: unknown = JSON.parse(stdout);
    const fault = shapeFault(answer, actual);
    if (fault !== undefined) throw new Error(`${fault}, after:\n${command}`);
    return actual;
  }

  /** The pages call the field `challenge_id` of the answer before `$CHALLENGE_ID`, and the code that was sent `$CODE`. */
  async function variablesFrom(answer: unknown): Promise<Record<string, string>> {
    const fields = Object.entries((answer ?? {}) as Record<string, unknown>);
    const found = fields.filter((field): field is [string, string] => typeof field[1] === 'string');
    const variables = Object.fromEntries(found.map(([name, value]) => [name.toUpperCase(), value]));
    const challengeId = variables['CHALLENGE_ID'];
    return challengeId === undefined ? variables : { ...variables, CODE: await codeOf(ramz.database, challengeId) };
  }
});

/** Calls that the pages show with their answers. Ids and codes of an answer stand in the calls that follow. */
describe.each([
  ['simulation', CONSOLE_PAGES.simulation, []],
  ['a provider', CONSOLE_PAGES.kavenegar, ['kavenegar' as const]],
])('the calls of the documentation, with %s', (_, pages, providers) => {
  const ramz = withRamz({ ADMIN_API_KEYS, RATE_LIMITS: 'otp_phone=off' }, { providers });

  it.each(pages)('get the answers that the page shows: %s', async (page) => {
    const examples = consoleExamplesOf(page);
    expect(examples).not.toEqual([]);
    const known = new Map([[ADDRESS, ramz.url]]);
    for (const { command, answer } of examples) {
      const code = /"code": "(\d+)"/.exec(command)?.[1];
      if (code !== undefined && !known.has(code)) known.set(code, await newestCode());
      const call = [...known].reduce((text, [documented, actual]) => text.replaceAll(documented, actual), command);
      const env = { PATH: process.env['PATH'] ?? '', KEY: ADMIN_KEY };
      const actual: unknown = await eventually(async () => {
        const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', call.replace('curl ', 'curl -s ')], { env });
        const found: unknown = JSON.parse(stdout);
        const fault = shapeFault(answer, found);
        if (isRead({ command }) && fault !== undefined) throw new Error(`${fault}, after:\n${command}`);
        return found;
      });
      expect({ command, fault: shapeFault(answer, actual) }).toEqual({ command, fault: undefined });
      for (const [documented, value] of replacementsOf(answer, actual)) known.set(documented, value);
    }
  });

  async function newestCode(): Promise<string> {
    const { rows } = await ramz.database.query<{ debug_code: string }>(
      'SELECT debug_code FROM otp_tokens ORDER BY created_at DESC LIMIT 1',
    );
    return rows[0]!.debug_code;
  }
});

/** What is read may have to be read again until the message has got so far. */
function isRead({ command }: Pick<Example, 'command'>): boolean {
  return command.includes('/admin/explain') || !/ (?:-d|-X) /.test(command);
}
