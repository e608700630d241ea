import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether this run has everything: it takes longer, and scripts/test.mjs then insists on every program. */
const isComplete = process.env['RAMZ_TEST_COMPLETE'] === '1';

/** `describe` if the program is installed. scripts/test.mjs reports it if not. */
export function describeWith(program: string): jest.Describe {
  return isInstalled(program) ? describe : describe.skip;
}

/** The same for tests that take more than some seconds, which only a complete run has. */
export function describeCompleteWith(program: string): jest.Describe {
  return isComplete ? describeWith(program) : describe.skip;
}

function isInstalled(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}
