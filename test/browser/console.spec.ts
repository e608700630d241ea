import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import supertest from 'supertest';
import { ADMIN_API_KEYS, ADMIN_KEY } from '../support/admin.js';
import { accessibilityFaults, TestBrowser, violationsOf } from '../support/browser.js';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { describeWith } from '../support/programs.js';
import { withRamz } from '../support/with-ramz.js';

const SUPPORT_KEY = 'ramz_test-key-of-support';
const KEYS = `${ADMIN_API_KEYS},helpdesk:${createHash('sha256').update(SUPPORT_KEY).digest('hex')}:support`;
const PAGES = [
  'overview',
  'explain',
  'messages',
  'limits',
  'users',
  'providers',
  'events',
  'alerts',
  'guard',
  'queues',
];

jest.setTimeout(90_000);

describeWith('chromium')('console', () => {
  const browser = new TestBrowser();
  const ramz = withRamz(
    {
      ADMIN_API_KEYS: KEYS,
      SESSION_COOKIES: 'true',
      RATE_LIMITS: 'otp_ip=off,verify_ip=off',
      EMAIL_OTP_ENABLED: 'true',
    },
    { providers: ['kavenegar'] },
  );
  /** Cookies of sessions need a host that browsers trust. */
  const address = () => `${ramz.url.replace('127.0.0.1', 'localhost')}/admin`;

  beforeAll(async () => {
    await browser.start();
    const event = 'INSERT INTO events (type, subject, recipient, data) VALUES ($1, $2, $3, $4)';
    const alert = {
      name: 'low_credit:kavenegar',
      kind: 'low_credit',
      summary: 'The credit is low.',
      docs: 'docs/operations.md',
    };
    await ramz.database.query(event, ['alert.raised', alert.name, null, alert]);
    await ramz.database.query(
      `INSERT INTO fraud_decisions (at, rule, figure, threshold, action, is_enforced, outcome, country, recipient_key,
         masked_recipient, requested_by)
       SELECT now() - n * interval '1 minute', CASE WHEN n % 5 = 0 THEN 'prefix_4_day' ELSE 'address_day' END, 8.4, 8,
         'human_check', n % 5 = 0, CASE WHEN n % 5 = 0 THEN 'challenged' ELSE 'sent' END, 'IR', 'k', '+98912*****' || n,
         CASE WHEN n = 35 THEN 'shop' END
       FROM generate_series(10, 39) n`,
    );
    await ramz.database.query(
      `INSERT INTO conversion_hours (hour, country, prefix, provider, sent, verified)
       SELECT date_trunc('day', now(), 'UTC') - n * interval '1 day', country, '+9', provider, 100, verified - n
       FROM generate_series(1, 9) n,
         (VALUES ('IR', 'kavenegar', 80), ('TR', 'kavenegar', 60), ('TR', 'twilio', 40)) AS p (country, provider, verified)
       WHERE NOT (country = 'TR' AND n = 4)`,
    );
  });
  afterEach(() => browser.closePages());
  afterAll(() => browser.stop());

  async function enterKey(page: Page, key: string): Promise<void> {
    await page.locator('input[type=password]').fill(key);
    await page.locator('button.primary').first().click();
  }

  async function signedIn(key = ADMIN_KEY, options = {}): Promise<Page> {
    const page = await browser.newPage(options);
    await page.goto(address());
    await enterKey(page, key);
    await page.locator('nav').waitFor();
    return page;
  }

  async function open(page: Page, name: string): Promise<void> {
    await page.locator(`nav a[href="#/${name}"]`).click();
    await page.locator(`nav a[href="#/${name}"][aria-current]`).waitFor();
    await everythingLoaded(page);
  }

  /** Several parts of a page may be loading. */
  async function everythingLoaded(page: Page): Promise<void> {
    await page.waitForFunction(() => !document.querySelector('.loading'));
  }

  /** A code whose message Kavenegar has refused for good. */
  async function refusedCode() {
    const phone = newPhoneNumber();
    ramz.kavenegar.respondWith({ status: 411 }, { receptor: phone.national });
    const { body } = await askForCode(ramz.url, phone.e164);
    await eventually(async () => {
      const { rows } = await ramz.database.query('SELECT status FROM messages WHERE otp_token_id = $1', [
        body.challenge_id,
      ]);
      expect(rows[0].status).toBe('failed');
    });
    return phone;
  }

  it('a wrong key is refused, a right one stays in the tab until the sign-out, and neither is in the address or kept for later', async () => {
    const page = await browser.newPage();
    await page.goto(address());
    await enterKey(page, 'ramz_wrong');
    await page.getByText('The admin API key is not valid.').waitFor();
    await enterKey(page, ADMIN_KEY);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(page.url()).not.toContain('ramz_');
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('ramz_');
    expect(await page.context().cookies()).toEqual([]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('ramz_');
  });

  it('whoever supports customers finds why a code failed, by the number', async () => {
    const { national, e164 } = await refusedCode();
    const page = await signedIn();
    await open(page, 'explain');
    await page.getByRole('textbox').fill(national);
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.locator('.verdict').getByText('Kavenegar does not accept the recipient number (411)').waitFor();
    expect(await page.locator('.verdict').textContent()).toContain(e164);
    expect(await page.locator('.timeline li').count()).toBeGreaterThanOrEqual(3);
    expect(page.url()).not.toContain(national);
    await open(page, 'messages');
    await page.getByLabel('Number or address').fill(national);
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
    await page.locator('tbody a').first().click();
    await page.getByRole('heading', { name: 'Calls to providers' }).waitFor();
    await page.getByRole('link', { name: 'Explain' }).click();
    await page.locator('.verdict').waitFor();
  });

  it('the limits of a number are cleared after a question', async () => {
    const { national, e164 } = newPhoneNumber();
    // A code that is replaced before it was sent does not count.
    await eventually(() => askForCode(ramz.url, e164).expect(429));
    const page = await signedIn();
    await open(page, 'limits');
    await page.getByRole('textbox').fill(national);
    await page.getByRole('button', { name: 'Show the limits' }).click();
    await page.getByText('Used up', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Clear all limits' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await askForCode(ramz.url, e164).expect(429);
    await page.getByRole('button', { name: 'Clear all limits' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear all limits' }).click();
    await page.getByRole('status').getByText('are cleared').waitFor();
    await page.getByText('Used up', { exact: true }).waitFor({ state: 'detached' });
    await askForCode(ramz.url, e164).expect(200);
  });

  it('a user is found, blocked and erased only after the last digits of the number were typed', async () => {
    const { e164 } = newPhoneNumber();
    const asked = await askForCode(ramz.url, e164).expect(200);
    const code = await sentTo(e164);
    await supertest(ramz.url)
      .post('/api/v1/auth/otp/verify')
      .send({ challenge_id: asked.body.challenge_id, code })
      .expect(200);
    const page = await signedIn();
    await open(page, 'users');
    await page.getByRole('textbox').fill(e164);
    await page.getByRole('button', { name: 'Find the user' }).click();
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    await page.getByRole('button', { name: 'Block' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
    await page.getByRole('button', { name: 'Unblock' }).waitFor();
    await page.getByRole('button', { name: 'Erase' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Erase' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill(e164.slice(-4));
    await dialog.getByRole('button', { name: 'Erase' }).click();
    await page.getByText('There is no such user.').waitFor();
  });

  it('the guard shows its mode and decisions by rule and outcome, further rows, and the conversion of each day', async () => {
    const page = await signedIn();
    await open(page, 'guard');
    await page.getByText('Decisions are kept.').waitFor();
    await page.getByText('Version 0, the one that Ramz brings along').waitFor();
    const decisions = page.getByRole('group', { name: 'Decisions, the newest first' }).locator('tbody tr');
    expect(await decisions.count()).toBe(20);
    await page.getByRole('button', { name: 'Show more' }).click();
    await decisions.nth(29).waitFor();
    await page.getByLabel('Outcome').selectOption('challenged');
    await decisions.nth(6).waitFor({ state: 'detached' });
    expect(await decisions.count()).toBe(6);
    const newest = await decisions.first().textContent();
    expect(newest).toContain('prefix_4_day8.4 / 8Human check');
    expect(newest).toContain('(send of shop)');
    await page.getByLabel('Rule').selectOption('address_day');
    await page.getByText('There are no such decisions.').waitFor();

    const lines = page.locator('.shares g path:first-child');
    expect(await lines.count()).toBe(3);
    await page.getByLabel('Country', { exact: true }).selectOption('TR');
    expect(await page.locator('.legend li').allTextContents()).toEqual(['Türkiye · kavenegar', 'Türkiye · twilio']);
    const [first] = await lines.evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
    // Nine days, one of them without codes: the line begins twice.
    expect([first?.match(/M/g)?.length, first?.match(/L/g)?.length]).toEqual([2, 6]);
    expect(first?.startsWith('M0.00 49.00L12.50 48.00')).toBe(true);
    await page.getByText('Show the figures as a table').click();
    const table = page.getByRole('group', { name: 'Codes entered, of those sent' });
    expect(await table.locator('tbody tr').first().textContent()).toContain('twilio1003939%');
  });

  it('the overview leads to the open alerts, and the alerts have those that are over, page by page', async () => {
    await ramz.database.query(
      `WITH open AS (
         INSERT INTO alerts (name, kind, summary, raised_at)
         VALUES ('low_credit:elsewhere', 'low_credit', 'Top it up.', '2026-01-31T12:00:00Z'))
       INSERT INTO events (type, subject, data, occurred_at)
       SELECT 'alert.' || type, 'backlog', '{"kind": "backlog", "summary": "Codes are late."}',
         '2026-01-01T12:00:00Z'::timestamptz + n * interval '1 hour' + minutes * interval '1 minute'
       FROM generate_series(1, 60) n, (VALUES ('raised', 0), ('cleared', 5)) AS e (type, minutes) ORDER BY n, minutes`,
    );
    const page = await signedIn();
    await page.getByRole('link', { name: /^Open alerts: \d+$/ }).click();
    const openAlert = page.locator('.alerts li', { hasText: 'low_credit:elsewhere' });
    await openAlert.waitFor();
    expect(await openAlert.textContent()).toContain('docs/operations.md#alert-low-credit');
    const rows = page.getByRole('group', { name: 'History' }).locator('tbody tr');
    expect(await rows.filter({ hasText: 'low_credit:elsewhere' }).textContent()).toContain('Open');
    expect(await rows.count()).toBe(50);
    await page.getByRole('button', { name: 'Show more' }).click();
    await rows.nth(60).waitFor();
    await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' });
    expect(await rows.filter({ hasText: 'Codes are late.' }).count()).toBe(60);
  });

  it('entries of the lists are added and, after a question, removed', async () => {
    const page = await signedIn();
    await open(page, 'guard');
    const form = page.getByRole('form', { name: 'Block list' });
    await form.getByLabel('Entry').fill('somewhere');
    await form.getByRole('button').click();
    await page.getByRole('alert').waitFor();
    await form.getByLabel('Entry').fill('+99899*');
    await form.getByRole('button').click();
    await page.getByRole('status').getByText('is on the list').waitFor();
    await page.getByRole('button', { name: /^Remove .*99899/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('status').getByText('is off the list').waitFor();
    await page.getByRole('button', { name: /^Remove .*99899/ }).waitFor({ state: 'detached' });
    const { rows } = await ramz.database.query('SELECT FROM fraud_list_entries');
    expect(rows).toEqual([]);
    expect(page.url()).not.toContain('99899');
  });

  it('an administrator signs in with a code into cookies, and enters another code before a change once ten minutes have passed', async () => {
    const { e164 } = newPhoneNumber();
    const page = await browser.newPage();
    await page.goto(address());
    const signIn = async () => {
      await page.getByLabel('Phone number or e-mail address').fill(e164);
      await page.getByRole('button', { name: 'Send a code' }).click();
      await page.getByText('A code was sent to').waitFor();
      await page.getByLabel('Code', { exact: true }).fill(await sentTo(e164));
      await page.getByRole('button', { name: 'Enter the code' }).click();
    };
    await signIn();
    await page.getByText('This user is not an administrator.').waitFor();
    await ramz.database.query("UPDATE users SET role = 'admin' WHERE phone = $1", [e164]);
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(await page.evaluate(() => document.cookie)).toBe('');

    await ramz.database.query("UPDATE sessions SET auth_time = now() - interval '11 minutes'");
    await ramz.database.query("UPDATE otp_tokens SET created_at = created_at - interval '11 minutes'");
    await open(page, 'explain');
    await page.getByRole('textbox').fill(e164);
    await page.getByRole('button', { name: 'Explain' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Ramz sends one to').waitFor();
    await dialog.getByRole('button', { name: 'Send a code' }).click();
    await dialog.getByLabel('Code').waitFor();
    await dialog.getByLabel('Code').fill(await sentTo(e164, 2));
    await dialog.getByRole('button', { name: 'Enter the code' }).click();
    await page.locator('.verdict').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  it('a page of another origin cannot use the session of an administrator, even on the same site', async () => {
    const { e164 } = newPhoneNumber();
    const page = await browser.newPage();
    await page.goto(address());
    await askForCode(ramz.url, e164).expect(200);
    const code = await sentTo(e164);
    const signedInAt = await page.evaluate(
      async ([phone_number, entered]) => {
        const answer = await fetch('api/v1/auth/otp/verify', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ phone_number, code: entered, session: 'cookie' }),
        });
        return answer.status;
      },
      [e164, code] as const,
    );
    expect(signedInAt).toBe(200);
    await ramz.database.query("UPDATE users SET role = 'admin' WHERE phone = $1", [e164]);
    const foreign = createServer((_request, response) =>
      response.setHeader('Content-Type', 'text/html').end('<p>foreign</p>'),
    );
    await new Promise<void>((done) => foreign.listen(0, '127.0.0.1', done));
    try {
      const other = await page.context().newPage();
      await other.goto(`http://localhost:${(foreign.address() as AddressInfo).port}/`);
      const from = (target: Page, method: string) =>
        target.evaluate(
          async ([url, verb]) => {
            const answer = await fetch(url, { method: verb, mode: 'no-cors', credentials: 'include' });
            return answer.type;
          },
          [`${address()}/queues/api/queues`, method] as const,
        );
      const answered: number[] = [];
      other.on('response', (response) => response.url().includes('/queues/') && answered.push(response.status()));
      expect(await from(other, 'GET')).toBe('opaque');
      expect(await from(other, 'POST')).toBe('opaque');
      expect(answered).toEqual([401, 403]);
      const own = await page.evaluate(async () => (await fetch('admin/queues/api/queues')).status);
      expect(own).toBe(200);
    } finally {
      foreign.close();
    }
  });

  it('a key without the scope of a page is told so, and reaches the others', async () => {
    const page = await signedIn(SUPPORT_KEY);
    const notice = page.getByRole('alert').first();
    await notice.waitFor();
    expect(await notice.textContent()).toMatch(/This key does not reach this page.*lacks the scope "read"/);
    await open(page, 'users');
    await page.getByRole('textbox').fill('09120000000');
    await page.getByRole('button', { name: 'Find the user' }).click();
    await page.getByText('There is no such user.').waitFor();
    await page.goto(`${address()}/queues`);
    await page.getByText('lacks the scope "admin"').waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'axe finds nothing on any page with %s colours, and the policy nothing to refuse',
    async (colorScheme) => {
      const { national } = await refusedCode();
      const fresh = await browser.newPage({ colorScheme });
      await fresh.goto(address());
      await fresh.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
      expect(await accessibilityFaults(fresh)).toEqual([]);
      const page = await signedIn(ADMIN_KEY, { colorScheme });
      for (const name of PAGES) {
        await open(page, name);
        const query = page.locator('.query input');
        if (await query.count()) {
          await query.fill(national);
          await page.locator('.query button').click();
          await page.locator('.query ~ *').first().waitFor();
        }
        await everythingLoaded(page);
        expect([name, await accessibilityFaults(page)]).toEqual([name, []]);
      }
      expect(await violationsOf(page)).toEqual([]);
    },
  );

  it('Persian runs from right to left, with its own digits, and the window never scrolls sideways', async () => {
    await askForCode(ramz.url, newPhoneNumber().e164).expect(200);
    const page = await signedIn(ADMIN_KEY, {
      locale: 'fa-IR',
      viewport: { width: 320, height: 640 },
      reducedMotion: 'reduce',
    });
    await page.getByRole('heading', { name: 'نمای کلی' }).waitFor();
    expect(await page.evaluate(() => [document.documentElement.dir, document.documentElement.lang])).toEqual([
      'rtl',
      'fa',
    ]);
    expect(await page.locator('.stages strong').first().textContent()).toMatch(/^[۰-۹]+$/);
    for (const name of PAGES) {
      await open(page, name);
      // 320 pixels are a window of 1280 at 400 %.
      expect([name, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([name, 320]);
    }
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel('زبان').selectOption('en');
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('ltr');
  });

  it('everything the page loads is less than 60 kB compressed', () => {
    const files = readdirSync('dist/console', { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const sizes = files.map((file) => gzipSync(readFileSync(join(file.parentPath, file.name))).length);
    expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThan(60_000);
  });

  it('the keyboard reaches every page, and the focus goes to the heading of the new one', async () => {
    const page = await signedIn();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.locator('nav a[href="#/limits"]').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Limits' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Limits');
    expect(await page.title()).toBe('Limits · Ramz console');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  });

  /** The code of the first message to a number, or of a later one. */
  function sentTo(e164: string, count = 1): Promise<string> {
    return eventually(() => {
      const messages = ramz.kavenegar.messages.filter(({ receptor }) => receptor.endsWith(e164.slice(-10)));
      expect(messages.length).toBeGreaterThanOrEqual(count);
      return Promise.resolve(messages[count - 1]?.token ?? '');
    });
  }
});

describeWith('chromium')('queue dashboard', () => {
  describe('on PostgreSQL', () => {
    showsQueues('postgresql');
  });
  describeWith('redis-server')('on Redis', () => {
    showsQueues('redis');
  });

  function showsQueues(store: 'postgresql' | 'redis'): void {
    const browser = new TestBrowser();
    const ramz = withRamz({ ADMIN_API_KEYS }, { store });

    beforeAll(() => browser.start());
    afterEach(() => browser.closePages());
    afterAll(() => browser.stop());

    it('administrators see the queues with the key of the console, and the policy refuses nothing', async () => {
      const page = await browser.newPage();
      const isFast = { timeout: 10_000 };
      await page.goto(`${ramz.url}/admin/queues`);
      await page.waitForURL(/\/admin#\/queues$/, isFast);
      await page.locator('input[type=password]').fill(ADMIN_KEY);
      await page.locator('button.primary').click();
      await page.getByRole('link', { name: 'Open the queue dashboard' }).click();
      await page.getByText('maintenance').first().waitFor(isFast);
      expect(await violationsOf(page)).toEqual([]);
      await page.goto(`${ramz.url}/admin/queues/queue/maintenance`);
      await page.getByText('clean-up').first().waitFor(isFast);
      expect(await violationsOf(page)).toEqual([]);
    });

    it('nothing can be changed, and nothing is read without the scope admin', async () => {
      const api = supertest(`${ramz.url}/admin/queues/api`);
      await api.get('/queues').expect(401);
      await api.get('/queues').set('X-API-Key', ADMIN_KEY).expect(200);
      await api.put('/queues/sms/pause').set('X-API-Key', ADMIN_KEY).expect(404);
      await api.get('/queues/unknown/metrics').set('X-API-Key', ADMIN_KEY).expect(404);
      const { rows } = await ramz.database.query(
        "SELECT action, status FROM admin_actions WHERE action = 'readQueues'",
      );
      expect(rows).toContainEqual({ action: 'readQueues', status: 200 });
    });
  }
});
