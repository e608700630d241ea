import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs `node scripts/<name>.mjs` as `npm run <name> --` does, and gives what it printed; rejects where it fails. */
export async function runScript(name: string, args: string[], variables: Record<string, string>): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', ...variables };
  const { stdout } = await run(process.execPath, [`scripts/${name}.mjs`, ...args], { env });
  return stdout;
}
