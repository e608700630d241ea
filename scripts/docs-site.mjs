// npm run docs:site                      builds the documentation as a site, in site/dist
// npm run docs:site -- --base /ramz/     for an address with a path; other options of VitePress work too
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, runScript } from './prepare.mjs';

const site = join(root, 'site');
const stamp = join(site, 'node_modules/.stamp');

await runScript(async () => {
  const lock = readFileSync(join(site, 'package-lock.json'), 'utf8');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    console.log('Installing the packages of site/package-lock.json…');
    await run(...npm('ci', '--include=dev', '--no-progress', '--loglevel=error'));
    writeFileSync(stamp, lock);
  }
  const vitepress = join(site, 'node_modules/vitepress/bin/vitepress.js');
  await run(process.execPath, vitepress, 'build', ...process.argv.slice(2));
  console.log(`The site is in ${join(site, 'dist')}.`);
});

async function run(command, ...args) {
  const child = spawn(command, args, { cwd: site, stdio: 'inherit' });
  const code = await new Promise((done, fail) => child.once('close', done).once('error', fail));
  if (code !== 0) throw new Error('The site was not built.');
}
