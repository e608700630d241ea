// npm run pictures       takes the pictures of docs/console.md: a built Ramz with invented data, in the Chromium of PATH
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { chromium } from 'playwright-core';
import { startFakeKavenegar } from '../test/support/fake-kavenegar.mjs';
import { findChromium } from '../test/support/find-chromium.mjs';
import { prepare, root, runScript } from './prepare.mjs';

const PICTURES = join(root, 'docs/pictures');
const LARGEST_BYTES = 150_000;
const KEY = 'ramz_key-for-the-pictures';
const WIDE = { width: 1200, height: 720 };
const HOUR_MS = 3_600_000;

await runScript(async () => {
  await prepare();
  mkdirSync(PICTURES, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'ramz-pictures-'));
  // mkdtemp allows only its own user, but as root PostgreSQL runs as another user.
  chmodSync(folder, 0o755);
  const kavenegar = await startFakeKavenegar();
  const ramz = await startRamz(folder, kavenegar);
  try {
    await invent(ramz, kavenegar);
    await takePictures(ramz.url);
  } finally {
    ramz.child.kill('SIGTERM');
    await ramz.ended;
    await kavenegar.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Starts Ramz with a temporary embedded database, which prints its address. */
async function startRamz(folder, kavenegar) {
  const digest = createHash('sha256').update(KEY).digest('hex');
  const child = spawn(process.execPath, [join(root, 'dist/bundle/main.js')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      ADMIN_API_KEYS: `operations:${digest}`,
      KAVENEGAR_API_KEY: kavenegar.apiKey,
      KAVENEGAR_BASE_URL: kavenegar.url,
      SMS_ROUTES: 'IR=kavenegar',
      SMS_ALLOWED_COUNTRIES: '*',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('close', done));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  for (let waited = 0; !/address {2}http:\S+\n/.test(output); waited += 1) {
    if (waited > 600 || child.exitCode !== null) throw new Error(`Ramz did not start:\n${output}`);
    await sleep(100);
  }
  const url = /address {2}(http:\S+)\n/.exec(output)[1];
  const { openDatabase } = await import('../dist/bundle/commands.js');
  const database = await openDatabase({ DATA_DIR: join(folder, 'data') }, () => undefined);
  return { child, ended, url, databaseUrl: database.url };
}

/** A week of traffic, and some codes with a story. */
async function invent({ url, databaseUrl }, kavenegar) {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    await inventWeek(database);
    await inventGuard(database);
    await inventStories(url, database, kavenegar);
  } finally {
    await database.end();
  }
}

async function inventWeek(database) {
  const countries = [
    ['IR', 'kavenegar', '+98912', 0.72],
    ['CO', 'twilio', '+57300', 0.18],
    ['TR', 'twilio', '+90532', 0.06],
    ['ES', 'smsir', '+34612', 0.04],
  ];
  const now = Date.now();
  const rows = [];
  for (let hour = 0; hour < 168; hour += 1) {
    const at = now - hour * HOUR_MS;
    const daylight = 1 + 0.8 * Math.sin(((new Date(at).getUTCHours() - 7) / 24) * 2 * Math.PI);
    for (const [country, provider, prefix, share] of countries) {
      const count = Math.round(daylight * share * (9 + noise(hour + share) * 5));
      for (let index = 0; index < count; index += 1) {
        const chance = noise(hour * 97 + index * 13 + share * 1000);
        const stage = chance < 0.04 ? 'failed' : chance < 0.1 ? 'accepted' : 'delivered';
        rows.push({
          id: randomUUID(),
          message: randomUUID(),
          at: new Date(at - noise(index + hour) * HOUR_MS * 0.9),
          recipient: `${prefix}${String(1_000_000 + Math.floor(noise(hour * 7 + index) * 8_999_999)).slice(0, 7)}`,
          country,
          provider,
          stage,
          used: stage !== 'failed' && chance < 0.9,
        });
      }
    }
  }
  // The triggers would write an event for each row, with the time of now.
  await database.query("SET session_replication_role = 'replica'");
  await database.query(
    `INSERT INTO otp_tokens (id, purpose, channel, recipient, status, code_digest, pepper_id, max_attempts, locale,
       created_at, expires_at, resend_at, taken_at, ended_at)
     SELECT id, 'login', 'sms', recipient, CASE WHEN used THEN 'used' ELSE 'superseded' END::otp_status, 'invented', 'p1', 5, 'en',
       at, at + interval '5 minutes', at + interval '30 seconds', at, at + interval '25 seconds'
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, recipient text, used boolean, at timestamptz)`,
    [JSON.stringify(rows)],
  );
  await database.query(
    `INSERT INTO messages (id, channel, kind, recipient, country, status, otp_token_id, provider, method, segments, cost, currency,
       created_at, accepted_at, reported_at, expires_at, updated_at)
     SELECT message, 'sms', 'otp', recipient, country, stage::message_status, id, provider,
       CASE WHEN provider = 'kavenegar' THEN 'lookup' ELSE 'plain' END, 1, 350, 'IRR', at,
       CASE WHEN stage <> 'failed' THEN at + interval '1 second' END,
       CASE WHEN stage = 'delivered' THEN at + interval '4 seconds' END, at + interval '5 minutes', at
     FROM jsonb_to_recordset($1::jsonb)
       AS r (id uuid, message uuid, recipient text, country text, provider text, stage text, at timestamptz)`,
    [JSON.stringify(rows)],
  );
  await database.query("SET session_replication_role = 'origin'");
}

/** What the guard has decided, and how many codes were entered on each day. */
async function inventGuard(database) {
  await database.query(
    `INSERT INTO fraud_decisions (at, rule, figure, threshold, action, is_enforced, outcome, country, recipient_key, masked_recipient)
     SELECT now() - n * interval '7 minutes', rule, threshold * (1.05 + n % 3 * 0.1), threshold,
       CASE WHEN n % 3 = 2 THEN 'refuse' ELSE 'human_check' END, false, 'sent', country, 'invented', mask
     FROM (VALUES (1, 'prefix_4_hour', 4, 'CO', '+57300*****21'), (2, 'prefix_4_hour', 4, 'CO', '+57300*****34'),
       (3, 'address_day', 10, 'IR', '+98912*****07'), (5, 'country_hour', 14.5, 'CO', '+57300*****70')) AS d (n, rule, threshold, country, mask)
     ORDER BY n DESC`,
  );
  await database.query(
    `INSERT INTO conversion_hours (hour, country, prefix, provider, sent, verified)
     SELECT date_trunc('day', now(), 'UTC') - n * interval '1 day', country, 'invented', provider, sent,
       sent * (share + 0.04 * sin(n * 2.1 + sent) - CASE WHEN country = 'CO' AND n = 1 THEN 0.3 ELSE 0 END)
     FROM generate_series(1, 13) n, (VALUES ('IR', 'kavenegar', 920, 0.86), ('CO', 'twilio', 240, 0.78),
       ('TR', 'twilio', 90, 0.7), ('ES', 'smsir', 60, 0.62)) AS p (country, provider, sent, share)`,
  );
  await database.query(
    `INSERT INTO fraud_list_entries (list, entry, created_at)
     VALUES ('block', '+99899*', now() - interval '3 days'), ('allow', '+989120000000', now() - interval '8 days')`,
  );
}

async function inventStories(url, database, kavenegar) {
  // Refused as a template, so the code went out as a plain text.
  kavenegar.failNext({ status: 424 }, { scope: 'verify/lookup', times: 1 });
  const first = await ask(url, '09121234567');
  await eventually(async () => (await statusOf(database, first)) === 'accepted');
  await database.query("UPDATE messages SET status = 'delivered', reported_at = now() WHERE otp_token_id = $1", [
    first,
  ]);
  for (const code of ['000000', '111111']) {
    await post(url, '/api/v1/auth/otp/verify', { challenge_id: first, code });
  }
  // Blocked by the recipient.
  kavenegar.respondWith({ status: 411 }, { receptor: '09351112233' });
  const refused = await ask(url, '09351112233');
  await eventually(async () => (await statusOf(database, refused)) === 'failed');
  for (let asked = 0; asked < 3; asked += 1) await ask(url, '09129998877');
  for (const [name, kind, summary] of [
    ['low_credit:kavenegar', 'low_credit', 'The credit of kavenegar is low. Top it up.'],
    [
      'breaker_open:twilio',
      'breaker_open',
      'The circuit breaker of twilio is open. The provider is unavailable (503).',
    ],
  ]) {
    const data = { name, kind, summary, docs: `docs/operations.md#alert-${kind.replaceAll('_', '-')}` };
    await database.query("INSERT INTO events (type, subject, data) VALUES ('alert.raised', $1, $2)", [name, data]);
    await database.query('INSERT INTO alerts (name, kind, summary, raised_at) VALUES ($1, $2, $3, now())', [
      name,
      kind,
      summary,
    ]);
  }
  await database.query(
    `INSERT INTO breakers (name, cause, reason, opened_at, paused_at, retry_at)
     VALUES ('kavenegar/lookup/sms/IR', 'failing', 'The provider is unavailable (503).', now(), now(), now() + interval '40 seconds')`,
  );
  const user = randomUUID();
  await database.query(
    `INSERT INTO users (id, phone, phone_verified_at, email, email_verified_at, last_login_at, last_active_at, created_at)
     VALUES ($1, '+989127654321', now() - interval '90 days', 'sara@example.com', now() - interval '80 days',
       now() - interval '2 days', now() - interval '1 hour', now() - interval '90 days')`,
    [user],
  );
  for (const agent of [
    'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_6) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15',
  ]) {
    await database.query(
      `INSERT INTO sessions (id, user_id, user_agent, created_at, last_used_at, expires_at)
       VALUES ($1, $2, $3, now() - interval '2 days', now() - interval '1 hour', now() + interval '28 days')`,
      [randomUUID(), user, agent],
    );
  }
}

async function takePictures(url) {
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  try {
    const light = await signedIn(browser, url, { colorScheme: 'light' });
    await take(light, 'console-overview', '#/overview', '.uplot');
    await take(light, 'console-explain', '#/explain', undefined, async (page) => {
      await page.getByRole('textbox').fill('09121234567');
      await page.getByRole('button', { name: 'Explain' }).click();
      await page.locator('.timeline').waitFor();
    });
    await take(light, 'console-limits', '#/limits', undefined, async (page) => {
      await page.getByRole('textbox').fill('09129998877');
      await page.getByRole('button', { name: 'Show the limits' }).click();
      await page.locator('tbody tr').first().waitFor();
    });
    await take(light, 'console-messages', '#/messages', 'tbody tr');
    await take(light, 'console-providers', '#/providers', '.card');
    await take(light, 'console-users', '#/users', undefined, async (page) => {
      await page.getByRole('textbox').fill('sara@example.com');
      await page.getByRole('button', { name: 'Find the user' }).click();
      await page.locator('tbody tr').first().waitFor();
    });
    await take(light, 'console-events', '#/events', 'tbody tr');
    await take(light, 'console-alerts', '#/alerts', '.alerts');
    await light.setViewportSize({ ...WIDE, height: 1150 });
    await take(light, 'console-guard', '#/guard', '.shares');
    await light.setViewportSize(WIDE);
    await light.goto(`${url}/admin/queues`);
    await light.getByText('maintenance').first().waitFor();
    await sleep(500);
    await save(light, 'console-queues');
    const dark = await signedIn(browser, url, { colorScheme: 'dark' });
    await take(dark, 'console-dark', '#/overview', '.uplot');
    const persian = await signedIn(browser, url, { colorScheme: 'light', locale: 'fa-IR' });
    await take(persian, 'console-persian', '#/overview', '.uplot');
    const small = await signedIn(browser, url, { colorScheme: 'light', viewport: { width: 400, height: 800 } });
    await take(small, 'console-narrow', '#/overview', '.uplot');
    const fresh = await browser.newPage({ viewport: WIDE });
    await fresh.goto(`${url}/admin`);
    await fresh.getByRole('button', { name: 'Sign in' }).waitFor();
    await save(fresh, 'console-sign-in');
  } finally {
    await browser.close();
  }
}

async function signedIn(browser, url, options) {
  const page = await browser.newPage({ viewport: WIDE, locale: 'en-GB', timezoneId: 'Asia/Tehran', ...options });
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
  await page.goto(`${url}/admin`);
  await page.locator('input[type=password]').fill(KEY);
  await page.locator('button.primary').click();
  await page.locator('nav').waitFor();
  return page;
}

async function take(page, name, place, selector, act) {
  await page.evaluate((hash) => (location.hash = hash), place);
  await page.waitForFunction((hash) => document.querySelector(`nav a[href="${hash}"][aria-current]`), place);
  await act?.(page);
  if (selector) await page.locator(selector).first().waitFor();
  // Notices of the live region disappear by themselves.
  await page.evaluate(() => document.querySelector('.toast')?.remove());
  await sleep(300);
  await save(page, name);
}

async function save(page, name) {
  const path = join(PICTURES, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${name}.png: ${Math.round(size / 1000)} kB`);
  if (size > LARGEST_BYTES) throw new Error(`${name}.png is larger than ${LARGEST_BYTES / 1000} kB.`);
}

async function ask(url, phone_number) {
  const { challenge_id } = await post(url, '/api/v1/auth/otp', { phone_number });
  return challenge_id;
}

async function post(url, path, body) {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.json();
}

async function statusOf(database, challenge) {
  const { rows } = await database.query('SELECT status FROM messages WHERE otp_token_id = $1', [challenge]);
  return rows[0]?.status;
}

async function eventually(isSo) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error('What the pictures show did not happen in time.');
}

/** The same sequence in every run, from 0 to 1. */
function noise(seed) {
  const value = Math.sin(seed * 127.1 + 311.7) * 43_758.5453;
  return value - Math.floor(value);
}
