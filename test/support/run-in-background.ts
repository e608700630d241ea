import { execFile, type ExecFileOptions } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a build or an installation, which is in less of a hurry than processes that have to answer in time. */
export function runInBackground(
  command: string,
  args: string[],
  options: ExecFileOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  return run('nice', ['-n', '15', command, ...args], { ...options, encoding: 'utf8' });
}
