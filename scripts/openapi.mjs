// npm run openapi        writes openapi.json as the built application serves it, and the types of packages/client from it
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, root, runScript } from './prepare.mjs';

const START_TIMEOUT_MS = 60_000;

await runScript(async () => {
  await prepare();
  const folder = mkdtempSync(join(tmpdir(), 'ramz-openapi-'));
  // mkdtemp allows only its own user, but as root PostgreSQL runs as another user.
  chmodSync(folder, 0o755);
  try {
    const document = await fetchDescription(folder);
    writeFileSync(join(root, 'openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
    console.log(`openapi.json: ${Object.keys(document.paths).length} paths`);
    execFileSync(process.execPath, [join(root, 'packages/client/scripts/generate.mjs')], { stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Starts the application with its defaults, on a free port, with a temporary database. */
async function fetchDescription(folder) {
  const child = spawn(process.execPath, [join(root, 'dist/bundle/main.js')], {
    // A folder without an .env file.
    cwd: folder,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: join(folder, 'data'), ROLE: 'api' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((done) => child.once('close', done));
  try {
    const response = await fetch(`${await addressOf(child)}/openapi.json`);
    if (!response.ok) throw new Error(`/openapi.json answered ${response.status}`);
    return await response.json();
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function addressOf(child) {
  let output = '';
  let timeout;
  const address = new Promise((done, fail) => {
    timeout = setTimeout(() => fail(new Error(`Ramz did not start in time:\n${output}`)), START_TIMEOUT_MS);
    child.once('close', () => fail(new Error(`Ramz did not start:\n${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        const url = /address {2}(http:\S+)\n/.exec(output)?.[1];
        if (url) done(url);
      });
    }
  });
  return address.finally(() => clearTimeout(timeout));
}
