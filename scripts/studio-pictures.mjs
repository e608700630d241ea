// node scripts/studio-pictures.mjs      makes the pictures of docs/studio.md, from the real Studio in Chromium
//
// Starts Ramz in simulation on a database of its own, requests codes for invented numbers, and opens the addresses of the
// page. Needs Chromium in the PATH.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { prepare, root, runScript } from './prepare.mjs';

const LIMIT_BYTES = 150_000;
const SEEN = '+989121110001';
const FAILING = '+989121119992';
const NUMBERS = ['+989121110003', '+989121119991', FAILING, '+989121110002', SEEN];
const START_TIMEOUT_MS = 60_000;

const PICTURES = [
  { name: 'studio-codes', table: 'otp_tokens' },
  { name: 'studio-find-a-code', table: 'otp_tokens', search: () => SEEN.slice(3) },
  { name: 'studio-messages', table: 'messages' },
  { name: 'studio-attempts', table: 'message_attempts', search: ({ failedMessage }) => failedMessage },
  { name: 'studio-sessions', table: 'sessions' },
  { name: 'studio-events', table: 'events' },
];

await runScript(async () => {
  await prepare();
  const folder = mkdtempSync(join(tmpdir(), 'ramz-pictures-'));
  // mkdtemp allows only its own user, but as root PostgreSQL runs as another user.
  chmodSync(folder, 0o755);
  const started = [];
  try {
    const studioPort = await freePort();
    const variables = {
      PATH: process.env.PATH,
      DATA_DIR: join(folder, 'data'),
      STUDIO_PORT: String(studioPort),
      PORT: '0',
    };
    const ramz = start(['dist/bundle/main.js'], { ...variables, RATE_LIMITS: 'otp_ip=off,verify_ip=off' });
    started.push(ramz);
    const [, address] = await ramz.printed(/address +(http:\S+)/);
    const seen = await fill(address, ramz);
    const studio = start(studioCommand(), variables);
    started.unshift(studio);
    await studio.printed(/Prisma Studio is running/);
    await takePictures(studioPort, seen);
  } finally {
    for (const { child } of started) {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Requests codes, and signs the user of one of them in. */
async function fill(address, ramz) {
  const post = async (path, body, headers = {}) => {
    const response = await fetch(`${address}/api/v1/auth/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  for (const phone_number of NUMBERS) await post('otp', { phone_number });
  const [, code] = await ramz.printed(new RegExp(`SMS to \\${SEEN}[^]*?code: (\\d+)`));
  await post('otp/verify', { phone_number: SEEN, code }, { 'User-Agent': 'Example/1.0 (Android 15)' });
  await post('otp', { phone_number: SEEN });
  const [, failedMessage] = await ramz.printed(/"given up","message_id":"([\w-]+)"[^\n]*temporary/);
  return { failedMessage };
}

async function takePictures(port, seen) {
  const page = readFileSync(join(root, 'docs/studio.md'), 'utf8');
  const browser = await chromium.launch({ executablePath: programPath('chromium') });
  try {
    for (const { name, table, search } of PICTURES) {
      const hash = new RegExp(`^http://localhost:5555/(#\\S*table=${table}&\\S*)$`, 'm').exec(page)[1];
      const tab = await browser.newPage({ viewport: { width: 1280, height: 420 } });
      await tab.goto(`http://localhost:${port}/${hash}`);
      // The head is there before the rows are.
      await tab
        .getByText(/T\d\d:\d\d:\d\d/)
        .first()
        .waitFor();
      if (search) {
        await tab.getByRole('button', { name: 'Global search' }).click();
        await tab.getByRole('textbox', { name: 'Global search' }).fill(search(seen));
        await tab.waitForURL(/search=/);
        await tab.locator('mark').first().waitFor();
      }
      const path = join(root, 'docs/pictures', `${name}.png`);
      await tab.screenshot({ path, animations: 'disabled', caret: 'hide' });
      await tab.close();
      const { size } = statSync(path);
      if (size > LIMIT_BYTES) throw new Error(`${path} has ${size} bytes, more than ${LIMIT_BYTES}.`);
      console.log(`docs/pictures/${name}.png: ${Math.ceil(size / 1000)} kB`);
    }
  } finally {
    await browser.close();
  }
}

/** Starts a program of this project. `printed` resolves with the match once its output has one. */
function start(command, env) {
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      child.emit('output');
    });
  }
  const printed = async (pattern) => {
    const signal = AbortSignal.timeout(START_TIMEOUT_MS);
    for (;;) {
      const match = pattern.exec(output);
      if (match) return match;
      if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended:\n${output}`);
      await once(child, 'output', { signal });
    }
  };
  return { child, printed };
}

/** What `npm run studio` runs, without npm, which would not pass the signal that ends it. */
function studioCommand() {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return scripts.studio.split(' ').slice(1);
}

function programPath(name) {
  const paths = process.env.PATH.split(delimiter).map((folder) => join(folder, name));
  const found = paths.find((path) => existsSync(path));
  if (!found) throw new Error(`${name} is not installed: no folder of PATH has it.`);
  return found;
}

async function freePort() {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
