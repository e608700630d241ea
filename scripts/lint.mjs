import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare, runScript } from './prepare.mjs';

const checks = [
  ['oxlint, with types', 'node_modules/oxlint/bin/oxlint', '--config=oxlint.architecture.mjs'],
  ['oxfmt', 'node_modules/oxfmt/bin/oxfmt', '--check'],
];

/** Runs all checks at the same time and prints what they find; false if one of them failed. */
export async function lint() {
  const results = await Promise.all(checks.map(([, ...command]) => run(command)));
  for (const [index, { code, output }] of results.entries()) {
    console.log(`${code === 0 ? '✓' : '✗'} ${checks[index][0]}`);
    if (code !== 0) console.log(`${output.trim()}\n`);
  }
  return results.every(({ code }) => code === 0);
}

async function run(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((done, fail) => child.once('close', done).once('error', fail));
  return { code, output };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    await prepare({ build: false });
    if (!(await lint())) process.exitCode = 1;
  });
}
