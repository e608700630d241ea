import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const RAMZ = resolve('dist/bundle/cli.js');

/** The end of a command. */
export interface CommandEnd {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `ramz` to its end, in an empty folder: only `variables` decide, no .env file. */
export async function endOfRamz(args: string[], variables: Record<string, string>): Promise<CommandEnd> {
  const cwd = await mkdtemp(join(tmpdir(), 'ramz-command-'));
  const env = { PATH: process.env['PATH'] ?? '', ...variables };
  const end = await new Promise<CommandEnd>((done) => {
    execFile(process.execPath, [RAMZ, ...args], { cwd, env }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
    );
  });
  await rm(cwd, { recursive: true, force: true });
  return end;
}

/** Runs `ramz`, and gives what it printed; rejects where it fails. */
export async function runRamz(args: string[], variables: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await endOfRamz(args, variables);
  if (code !== 0)
    throw Object.assign(new Error(`ramz ${args.join(' ')} ended with ${code}: ${stderr}`), { code, stderr });
  return stdout;
}

/** Runs `ramz --json`, and gives the one document it printed. */
export async function ramzJson<T>(args: string[], variables: Record<string, string>): Promise<T> {
  return JSON.parse((await endOfRamz([...args, '--json'], variables)).stdout) as T;
}
