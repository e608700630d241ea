// npm run bench            measures every row of bench/README.md, and writes bench/RESULTS.md
// npm run bench -- races   repeats the races of a code on Ramz and on better-auth
// Other options stand in bench/README.md.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root, runScript } from './prepare.mjs';

await runScript(async () => {
  await prepare();
  const folder = join(root, 'bench');
  if (!existsSync(join(folder, 'node_modules/.package-lock.json'))) {
    console.log('Installing the packages of bench/package-lock.json…');
    const { status } = spawnSync('npm', ['ci', '--no-progress', '--loglevel=error'], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) throw new Error('Installing failed.');
  }
  const [first, ...rest] = process.argv.slice(2);
  const args = first === 'races' ? ['races.mjs', ...rest] : ['run.mjs', ...process.argv.slice(2)];
  const [program, ...options] = args;
  const bench = spawn(process.execPath, [join(folder, program), ...options], { stdio: 'inherit' });
  process.exitCode = await new Promise((done, fail) => bench.once('close', done).once('error', fail));
});
