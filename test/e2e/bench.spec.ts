import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isCompleteRun } from '../support/complete-run.js';

const run = promisify(execFile);
const TIMEOUT_MS = 300_000;
/** Those that start Ramz and each of its peers once. */
const ROWS = 'send,drain';

/** The table that it prints. It fails if an answer is not what it must be, and never because of a time. */
async function bench(...options: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['scripts/bench.mjs', ...options], { timeout: TIMEOUT_MS });
  return stdout;
}

(isCompleteRun ? describe : describe.skip)('npm run bench', () => {
  it(
    'the short form measures Ramz beside its peers',
    async () => {
      const table = await bench('--short', '--store', 'postgres', '--rows', ROWS);
      expect(table).toMatch(/\| send, 32 connections \| Ramz \| \d+ requests\/s/);
      expect(table).toMatch(/\| better-auth \| \d+ requests\/s/);
      expect(table).toMatch(/\| bare BullMQ \| \d+ messages\/s/);
    },
    TIMEOUT_MS,
  );

  it(
    'Ramz holds in every race of the short form',
    async () => {
      expect(await bench('races', '--short')).toContain('5 evaluated, then the right one refused');
    },
    TIMEOUT_MS,
  );
});
