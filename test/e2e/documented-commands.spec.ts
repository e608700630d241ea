import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { readFileSync } from 'node:fs';
import { validate } from '../../src/configuration.js';
import { ADMIN_API_KEYS, ADMIN_KEY } from '../support/admin.js';
import { askForCode, verifyCode } from '../support/clients.js';
import { createTestDatabase } from '../support/databases.js';
import { CONSOLE_PAGES, PAGES_WITH_ANSWERS } from '../support/documented-examples.js';
import { shellCommands, type ShellCommand } from '../support/documented-shell.js';
import { eventually } from '../support/eventually.js';
import { findFreePort } from '../support/ports.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import { withRamz } from '../support/with-ramz.js';

const run = promisify(execFile);
const PHONE = '+989123456789';
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
/** Where the pages expect Ramz. */
const ADDRESSES = /http:\/\/127\.0\.0\.1:3000|https:\/\/ramz\.example\.com/g;

/** Commands that another test runs as the page has them, or whose result it compares. */
const RUN_ELSEWHERE: [pattern: RegExp, test: string][] = [
  [/^node scripts\/prepare|^npm prune|^tar -czf/, 'deploy/container'],
  [/^useradd|^install |^mkdir |^tar -xzf|^ln -sfn|^systemctl (?:daemon-reload|start )/, 'deploy/container'],
  [/^npm ci /, 'deploy/container'],
  [/^pg_(?:dump|restore) /, 'deploy/backup'],
  [/^npm run fake:kavenegar/, 'integration/fake-kavenegar-command'],
  [/^npm run bench/, 'e2e/bench'],
  [/^npm run docs/, 'src/configuration.docs'],
  [/^npm run openapi/, 'e2e/openapi'],
];

/** Commands that no test can run. */
const NOT_RUN: [pattern: RegExp, reason: string][] = [
  [/^npm test|^npm run lint|^npx (?:jest|oxlint) /, 'They run the tests and the checks.'],
  [/^(?:docker|kubectl) /, 'They need an engine or a cluster; test/deploy runs the steps and checks the files.'],
  [/^(?:systemd-run|systemctl enable|journalctl) /, 'They need systemd as the first process of the machine.'],
];

const isAnswered = ({ page, language, command }: ShellCommand) =>
  command.startsWith('curl ') &&
  (language === 'sh' ? PAGES_WITH_ANSWERS : Object.values(CONSOLE_PAGES).flat()).includes(page);
const isShown = ({ page, language }: ShellCommand) => page === 'docs/command-line.md' && language === 'console';
const isStart = ({ command }: ShellCommand) => /(?:^| )npm start$/.test(command);
const isEndless = ({ command }: ShellCommand) => /^ramz (?:events listen|studio)|^npm run studio/.test(command);
const matches = (rules: [RegExp, string][], { command }: ShellCommand) =>
  rules.some(([pattern]) => pattern.test(command));

/** A command that several pages have is run once, as the first of them has it. */
const OPEN = shellCommands()
  .filter((one) => !isAnswered(one) && !isShown(one) && !matches(RUN_ELSEWHERE, one) && !matches(NOT_RUN, one))
  .filter(({ command }, index, all) => all.findIndex((other) => other.command === command) === index);
const STARTS = OPEN.filter(isStart);
const ENDLESS = OPEN.filter((one) => !isStart(one) && isEndless(one));
const RUN_HERE = OPEN.filter((one) => !isStart(one) && !isEndless(one));
const named = (commands: ShellCommand[]) => commands.map(({ page, command }) => [page, command] as const);

/** The variable whose value a command prints. */
const MAKES: Record<string, (command: string) => string> = {
  'docs/configuration.md': (command) => (command.startsWith('echo ') ? 'OTP_PEPPERS' : 'TOKEN_PRIVATE_KEYS'),
};

/** `ramz` and `npm run` of the page, in a folder without a project. */
const PRELUDE = `
set -euo pipefail
ramz() { ${process.execPath} ${resolve('dist/bundle/cli.js')} "$@"; }
npm() {
  while [ "$1" = run ] || [ "$1" = -s ]; do shift; done
  local name=$1; shift
  [ "\${1:-}" = -- ] && shift
  if [ "$name" = ramz ]; then ramz "$@"; else ramz "$name" "$@"; fi
}
curl() { command curl --fail-with-body --silent "$@"; }
`;

describe('the commands of the documentation that show no answer', () => {
  const receiver = new WebhookReceiver();
  const ramz = withRamz(
    async () => {
      const PORT = String(await findFreePort());
      return {
        PORT,
        PUBLIC_URL: `http://127.0.0.1:${PORT}`,
        ADMIN_API_KEYS,
        HOOK_SECRETS: `supabase:v1,whsec_${Buffer.alloc(32, 'hook').toString('base64')}`,
        EVENT_WEBHOOK_URL: (await receiver.start()).url,
        EVENT_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 'event').toString('base64')}`,
        KAVENEGAR_WEBHOOK_TOKEN: 'token-of-the-callback',
        OTP_TEST_NUMBERS: `${PHONE}:482913@${TOMORROW}`,
      };
    },
    { providers: ['kavenegar'] },
  );
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ramz-documented-'));
    env = { PATH: process.env['PATH'], ...ramz.variables, KEY: ADMIN_KEY, RAMZ_KEY: ADMIN_KEY };
    for (const phone of [PHONE, '+989121239991']) await askForCode(ramz.url, phone).expect(200);
    await verifyCode(ramz.url, PHONE, '482913').expect(200);
  });
  afterAll(async () => {
    await receiver.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The command with the address and the key of this service, a time with events, and the answer to its question. */
  function actual(documented: string): string {
    const asks = documented.includes('send-test') && !documented.includes('--yes');
    return `${documented}${asks ? ' --yes' : ''}`
      .replaceAll(ADDRESSES, ramz.url)
      .replace('ramz_...', ADMIN_KEY)
      .replace(
        /--from \S+ --to \S+/,
        `--from ${new Date(Date.now() - 600_000).toISOString()} --to ${TOMORROW}T00:00:00Z`,
      );
  }

  it.each(named(RUN_HERE))('%s: %s', async (page, documented) => {
    const command = actual(documented);
    const sent = ramz.kavenegar.messagesFor(PHONE).length;
    const running = run('bash', ['--norc', '-c', `${PRELUDE}${command}`], { cwd: folder, env });
    if (command.includes('--wait')) {
      const message = await ramz.kavenegar.waitForMessage(PHONE, { count: sent + 1, timeoutMs: 30_000 });
      ramz.kavenegar.setStatus(message.messageid, 10);
    }
    const { stdout } = await running;
    expect(stdout === '').toBe(command.includes(' > '));
    const variable = MAKES[page]?.(documented);
    if (variable) validate({ [variable]: stdout.trim() });
  });

  it.each(named(ENDLESS))('%s: %s, until it is interrupted', async (_page, command) => {
    const args = command.replace(/^(?:npm run|ramz) /, '').split(' ');
    const STUDIO_PORT = String(await findFreePort());
    const child = spawn(process.execPath, [resolve('dist/bundle/cli.js'), ...args], {
      cwd: folder,
      env: { ...env, STUDIO_PORT },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    await eventually(() => expect(output).toMatch(/Waiting for events|http:\S+table=otp_tokens/), 30_000);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

it.each(named(STARTS))('the service starts as the page has it, %s: %s', async (_page, command) => {
  const database = await createTestDatabase();
  const PORT = String(await findFreePort());
  const data = await mkdtemp(join(tmpdir(), 'ramz-start-'));
  await chmod(data, 0o755);
  const { PATH, HOME } = process.env;
  const child = spawn('bash', ['--norc', '-c', `exec env ${command}`], {
    env: { PATH, HOME, DATABASE_URL: database.url, PORT, DATA_DIR: data },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  try {
    const answer = await eventually(() => fetch(`http://127.0.0.1:${PORT}/health/ready`), 40_000);
    expect(answer.status).toBe(200);
  } finally {
    child.kill('SIGTERM');
    await ended;
    await eventually(() => expect(fetch(`http://127.0.0.1:${PORT}/health/live`)).rejects.toThrow(), 20_000);
    await database.drop();
    await rm(data, { recursive: true, force: true });
  }
});

it('every command that is run elsewhere, or nowhere, is still on a page, and its test exists', () => {
  const commands = shellCommands();
  for (const [pattern] of [...RUN_ELSEWHERE, ...NOT_RUN])
    expect([pattern, commands.some(({ command }) => pattern.test(command))]).toEqual([pattern, true]);
  for (const [, test] of RUN_ELSEWHERE)
    expect(readFileSync(test.startsWith('src/') ? `${test}.spec.ts` : `test/${test}.spec.ts`, 'utf8')).not.toBe('');
});

it('every script of npm that a page names exists', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const names = shellCommands().flatMap(({ command }) => /npm run (?:-s )?([\w:-]+)/.exec(command)?.[1] ?? []);
  expect(names.filter((name) => !(name in scripts))).toEqual([]);
});
