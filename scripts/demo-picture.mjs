// node scripts/demo-picture.mjs       takes the pictures of /demo and /inbox for the documentation, in the Chromium of PATH
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { findChromium } from '../test/support/find-chromium.mjs';
import { prepare, root, runScript } from './prepare.mjs';

const PICTURES = join(root, 'docs/pictures');
const LARGEST_BYTES = 150_000;
const START_TIMEOUT_MS = 60_000;

await runScript(async () => {
  await prepare();
  mkdirSync(PICTURES, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'ramz-demo-'));
  // mkdtemp allows only its own user, but as root PostgreSQL runs as another user.
  chmodSync(folder, 0o755);
  const ramz = await startRamz(folder);
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  try {
    await takeDemo(browser, ramz.url);
    await takeInbox(browser, ramz.url);
  } finally {
    await browser.close();
    ramz.child.kill('SIGTERM');
    await ramz.ended;
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Starts Ramz in simulation, with a temporary embedded database. */
async function startRamz(folder) {
  const child = spawn(process.execPath, [join(root, 'dist/bundle/main.js')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      OTP_CHANNELS: 'sms,call,email',
      EMAIL_OTP_ENABLED: 'true',
      OTP_WEBOTP_DOMAIN: 'shop.example',
      SMS_ALLOWED_COUNTRIES: 'IR,CO',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('close', done));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  for (let waited = 0; !/demo {5}http:\S+\n/.test(output); waited += 100) {
    if (waited > START_TIMEOUT_MS || child.exitCode !== null) throw new Error(`Ramz did not start:\n${output}`);
    await sleep(100);
  }
  return { child, ended, url: /address {2}(http:\S+)\n/.exec(output)[1] };
}

async function takeDemo(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 840 } });
  await page.goto(`${url}/demo?lang=fa`);
  const element = page.locator('ramz-verify');
  await element.locator('#contact').fill('0912 345 6789');
  await element.locator('button[type=submit]').click();
  await page.locator('.bubble .code').waitFor();
  const code = await page.locator('.bubble .code').textContent();
  await element.locator('#code').focus();
  await page.keyboard.type(code.slice(0, 4));
  await save(page, 'demo');
  await page.close();
}

async function takeInbox(browser, url) {
  const page = await browser.newPage({ viewport: { width: 900, height: 760 } });
  const ask = (body) => page.request.post(`${url}/api/v1/auth/otp`, { data: body });
  await ask({ email: 'sam@example.com', locale: 'en' });
  await ask({ phone_number: '+573001234567', locale: 'es' });
  await ask({ phone_number: '09351112233', channel: 'call', locale: 'fa' });
  await ask({ phone_number: '09123456789', locale: 'en' });
  await page.goto(`${url}/inbox#${encodeURIComponent('+989123456789')}`);
  await page.locator('.message').nth(1).waitFor();
  await save(page, 'inbox');
  await page.close();
}

async function save(page, name) {
  // Animations have come to rest, or turn: either way the picture is a good one.
  await page.waitForTimeout(400);
  const path = join(PICTURES, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = statSync(path);
  if (size > LARGEST_BYTES) throw new Error(`${path} has ${size} bytes, more than ${LARGEST_BYTES}.`);
  console.log(`${path}: ${size} bytes`);
}
