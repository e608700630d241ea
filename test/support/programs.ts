import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isCompleteRun } from './complete-run.js';

/** `describe` if the program is installed. scripts/test.mjs reports it if not. */
export function describeWith(program: string): jest.Describe {
  return isInstalled(program) ? describe : describe.skip;
}

/** The same for tests that take more than some seconds, which only a complete run has. */
export function describeCompleteWith(program: string): jest.Describe {
  return isCompleteRun ? describeWith(program) : describe.skip;
}

function isInstalled(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}
