import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandLine } from '../../src/cli/command-line.js';
import { Output } from '../../src/cli/output.js';
import { createProgram } from '../../src/cli/program.js';
import { codeOf } from '../support/accounts.js';
import { askForCode, verifyCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { withRamz } from '../support/with-ramz.js';

const PAGE = readFileSync('docs/command-line.md', 'utf8');
const PHONE = '+989123456789';

/** Calls in blocks of the page, with the answers where it shows them. */
function callsIn(language: 'console' | 'sh'): { args: string[]; answer: string }[] {
  const blocks = [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'gm'))].map(([, block]) => block!);
  const prefix = language === 'console' ? '$ ramz ' : 'ramz ';
  return blocks.flatMap((block) =>
    `\n${block}`
      .split(`\n${prefix}`)
      .slice(1)
      .map((call) => {
        const [command = '', ...answer] = call.split('\n');
        return { args: command.split(' '), answer: answer.join('\n').trimEnd() };
      }),
  );
}

/** Ids, times, names of machines, keys, numbers and the width of columns differ. */
function withoutValues(text: string, messageId: string): string {
  return text
    .replaceAll(messageId, 'ID')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d{2}-\d{2}T\S+Z/g, 'TIME')
    .replaceAll(/ramz_[\w-]{43}/g, 'KEY')
    .replaceAll(/^(all +)\S+/gm, '$1HOST')
    .replaceAll(/\b[kt]\d\b/g, 'KEY')
    .replaceAll(/(id there +)\S+/g, '$1ID')
    .replaceAll(/\d+/g, '#')
    .replaceAll(/ {2,}/g, '  ')
    .trimEnd();
}

describe('docs/command-line.md', () => {
  const ramz = withRamz({ RATE_LIMITS: 'otp_ip=off,verify_ip=off' });
  const environment = { ...process.env };
  let messageId = '';

  beforeAll(async () => {
    const asked = await askForCode(ramz.url, PHONE).expect(200);
    messageId = await eventually(async () => {
      const { rows } = await ramz.database.query<{ id: string }>(
        `SELECT id FROM messages WHERE status IN ('accepted', 'delivered')`,
      );
      expect(rows).toHaveLength(1);
      return rows[0]!.id;
    });
    await verifyCode(ramz.url, PHONE, await codeOf(ramz.database, asked.body.challenge_id)).expect(200);
    Object.assign(process.env, ramz.variables);
  });
  afterAll(() => {
    process.env = environment;
  });

  /** Runs a command in this process, which costs a fraction of one of its own. */
  async function answerOf(args: string[]): Promise<string> {
    let printed = '';
    const sink = { write: (text: string) => (printed += text) };
    await createProgram(new CommandLine(new Output(false, sink, { write: () => true }))).parseAsync(args, {
      from: 'user',
    });
    return printed.trimEnd();
  }

  it('every answer that the page shows is that of its command', async () => {
    const calls = callsIn('console');
    expect(calls.length).toBeGreaterThan(15);
    const [shown, given]: [string[], string[]] = [[], []];
    for (const { args, answer } of calls) {
      const own = args.map((arg) => (/^[0-9a-f]{8}-/.test(arg) ? messageId : arg));
      const printed = await answerOf(own);
      const lines = withoutValues(answer, messageId).split('\n');
      const actual = withoutValues(printed, messageId).split('\n');
      // The page shows the first limits and not all of them.
      given.push(args.join(' '), ...actual.slice(0, lines.length));
      shown.push(args.join(' '), ...lines);
    }
    expect(given).toEqual(shown);
  });

  it('every call without an answer names a command and options that exist', () => {
    const program = createProgram(new CommandLine(new Output(false)));
    const calls = callsIn('sh');
    expect(calls.length).toBeGreaterThan(5);
    for (const { args } of calls) {
      const command = args.reduce(
        (found: Command, arg) => found.commands.find((one) => one.name() === arg) ?? found,
        program,
      );
      expect([args[0], command.name()]).not.toEqual([args[0], 'ramz']);
      for (const option of args.filter((arg) => arg.startsWith('--')))
        expect(command.helpInformation()).toContain(option);
    }
  });

  it('the page has every command', () => {
    const names = createProgram(new CommandLine(new Output(false))).commands.map((command) => command.name());
    for (const name of names) expect(PAGE).toContain(name);
  });
});
