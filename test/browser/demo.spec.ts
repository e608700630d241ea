import type { BrowserContextOptions, Page } from 'playwright-core';
import en from '../../packages/elements/src/locales/en.js';
import fa from '../../packages/elements/src/locales/fa.js';
import { accessibilityFaults, TestBrowser, violationsOf } from '../support/browser.js';
import { newPhoneNumber, wrongCode } from '../support/clients.js';
import { eventually } from '../support/eventually.js';
import { isCompleteRun } from '../support/complete-run.js';
import { describeWith } from '../support/programs.js';
import { withRamz } from '../support/with-ramz.js';

/** What the element says in these languages. Its own tests run the flow in every language. */
const LANGUAGES = isCompleteRun ? { fa, en } : { fa };

jest.setTimeout(90_000);

/** The demo in a tab: the element, the phone, and what a person does with them. */
class DemoPage {
  readonly element;
  readonly code;
  readonly phone;

  constructor(readonly page: Page) {
    this.element = page.locator('ramz-verify');
    this.code = this.element.locator('#code');
    this.phone = page.locator('#messages');
  }

  async request(number: string): Promise<void> {
    await this.element.locator('#contact').fill(number);
    await this.submit();
    await this.code.waitFor();
  }

  async submit(): Promise<void> {
    await this.element.locator('button[type=submit]').click();
  }

  /** The code of the newest text on the phone, once there are that many. */
  async readCode(texts = 1): Promise<string> {
    await this.phone
      .locator('.message')
      .nth(texts - 1)
      .waitFor();
    return (await this.phone.locator('.message').last().locator('.line .code').textContent()) ?? '';
  }

  /** @param sentence may have places to fill in, such as `{time}` */
  async expectError(sentence: string): Promise<void> {
    const [beginning = ''] = sentence.split('{');
    await this.element.locator('[role=alert]').getByText(beginning.trim()).waitFor();
  }

  async expectDone(): Promise<void> {
    await this.element.locator('.done').waitFor();
  }
}

describeWith('chromium')('the demo in a browser', () => {
  const browser = new TestBrowser();
  const ramz = withRamz({
    LOG_LEVEL: 'error',
    OTP_CHANNELS: 'sms,call,email',
    EMAIL_OTP_ENABLED: 'true',
    SESSION_COOKIES: 'true',
    OTP_RESEND_COOLDOWN_SECONDS: '1',
    OTP_WEBOTP_DOMAIN: 'shop.example',
    RATE_LIMITS: 'otp_ip=off,verify_ip=off,otp_phone=3/120,otp_phone_hour=off,otp_phone_day=off',
  });

  beforeAll(() => browser.start());
  afterEach(() => browser.closePages());
  afterAll(() => browser.stop());

  async function open(query: string, options: BrowserContextOptions = {}): Promise<DemoPage> {
    const page = await browser.newPage({ reducedMotion: 'reduce', ...options });
    page.setDefaultTimeout(15_000);
    // Cookies of sessions need a host that browsers trust.
    await page.goto(`${ramz.url.replace('127.0.0.1', 'localhost')}/demo?${query}`);
    return new DemoPage(page);
  }

  describe.each(Object.entries(LANGUAGES))('in %s', (language, messages) => {
    it('a code is read from the phone, pasted with dashes, and signs in', async () => {
      const demo = await open(`lang=${language}`, { permissions: ['clipboard-read', 'clipboard-write'] });
      await demo.request(newPhoneNumber().national);
      const code = await demo.readCode();
      await demo.page.evaluate((text) => navigator.clipboard.writeText(text), `${code.slice(0, 3)}-${code.slice(3)} `);
      await demo.code.focus();
      await demo.page.keyboard.press('Control+V');
      await demo.expectDone();
      expect(await demo.page.locator('#log .status').allTextContents()).toContain('200');
      expect(await demo.page.locator('#log .command').last().textContent()).toContain('/api/v1/auth/otp/verify');
      expect(await violationsOf(demo.page)).toEqual([]);
      await demo.page.context().close();
    });

    it('a wrong code is refused, and the right one accepted after it', async () => {
      const demo = await open(`lang=${language}`);
      await demo.request(newPhoneNumber().national);
      const code = await demo.readCode();
      await demo.code.focus();
      await demo.page.keyboard.type(wrongCode(code));
      await demo.expectError(messages.problem.otp_incorrect_of);
      await demo.page.keyboard.type(code);
      await demo.expectDone();
      await demo.page.context().close();
    });

    it('an expired code is refused, and a new one works', async () => {
      const demo = await open(`lang=${language}`);
      const { national, e164 } = newPhoneNumber();
      await demo.request(national);
      const code = await demo.readCode();
      await ramz.database.query('UPDATE otp_tokens SET expires_at = now() WHERE recipient = $1', [e164]);
      await demo.code.focus();
      await demo.page.keyboard.type(code);
      await demo.expectError(messages.problem.otp_expired);
      await demo.submit();
      const second = await demo.readCode(2);
      await eventually(async () => {
        expect(await demo.code.inputValue()).toBe('');
      });
      await demo.code.focus();
      await demo.page.keyboard.type(second);
      await demo.expectDone();
      await demo.page.context().close();
    });

    it('a code can be sent again until a limit, which says how long to wait', async () => {
      const demo = await open(`lang=${language}`);
      await demo.request(newPhoneNumber().national);
      await demo.readCode();
      const resend = demo.element.getByRole('button', { name: messages.resend });
      for (const count of [2, 3]) {
        await resend.and(demo.page.locator(':not([aria-disabled])')).click();
        await demo.readCode(count);
      }
      await resend.and(demo.page.locator(':not([aria-disabled])')).click();
      await demo.expectError(messages.problem.rate_limited_for);
      await demo.page.context().close();
    });

    it('a failed delivery is reported, and another channel used at once', async () => {
      const demo = await open(`lang=${language}`);
      await demo.request('0912000 9991');
      await demo.element.locator('[data-delivery=failed]').getByText(messages.delivery.failed).waitFor();
      const asked = demo.page.waitForRequest(
        (request) => request.method() === 'POST' && request.postDataJSON()?.channel === 'call',
      );
      await demo.element.getByRole('button', { name: messages.instead.call }).click();
      expect((await asked).postDataJSON()).toMatchObject({ phone_number: '+989120009991', channel: 'call' });
      await ramz.database.query(`DELETE FROM request_limits`);
      await demo.page.context().close();
    });
  });

  it('a call reads its code to the phone', async () => {
    const demo = await open('lang=en&channels=call');
    await demo.request(newPhoneNumber().national);
    const code = await demo.readCode();
    expect(await demo.phone.locator('.kind').textContent()).toBe('Incoming call');
    await demo.code.focus();
    await demo.page.keyboard.type(code);
    await demo.expectDone();
    await demo.page.context().close();
  });

  it('a session in cookies is shared by two tabs', async () => {
    const first = await open('lang=en&session=cookie');
    await first.request(newPhoneNumber().national);
    const code = await first.readCode();
    await first.code.focus();
    await first.page.keyboard.type(code);
    await first.expectDone();
    const context = first.page.context();
    const second = await context.newPage();
    await second.goto(first.page.url());
    const whoAmI = (page: Page) => page.evaluate(async () => (await fetch('/api/v1/auth/me')).status);
    expect(await second.evaluate(() => document.cookie)).toBe('');
    expect(await Promise.all([whoAmI(first.page), whoAmI(second)])).toEqual([200, 200]);
    const end = await second.evaluate(async () => (await fetch('/api/v1/auth/logout', { method: 'POST' })).status);
    expect(end).toBe(204);
    expect(await Promise.all([whoAmI(first.page), whoAmI(second)])).toEqual([401, 401]);
    await context.close();
  });

  it('a click on a number starts again with it', async () => {
    const demo = await open('lang=en');
    await demo.page.getByRole('button', { name: /09120009998/ }).click();
    await eventually(async () => {
      expect(await demo.element.locator('#contact').inputValue()).toContain('9998');
    });
    await demo.submit();
    await demo.readCode();
    await demo.page.context().close();
  });

  it('the inbox has every phone and mailbox, and shows new messages by itself', async () => {
    const page = await browser.newPage();
    await page.goto(`${ramz.url}/inbox`);
    const { e164 } = newPhoneNumber();
    await page.request.post(`${ramz.url}/api/v1/auth/otp`, { data: { phone_number: e164, locale: 'fa' } });
    await page.locator('#recipients').getByText(e164).click();
    const bubble = page.locator('.bubble').last();
    await bubble.waitFor();
    expect(
      await bubble
        .locator('.line')
        .first()
        .evaluate((line) => getComputedStyle(line).direction),
    ).toBe('rtl');
    expect(await bubble.locator('.web-otp').textContent()).toMatch(/^@shop\.example #\d{6}$/);
    expect(await page.locator('.facts').last().textContent()).toMatch(/UCS-2 · 1 segment · \d+ characters/);
    await page.request.post(`${ramz.url}/api/v1/auth/otp`, { data: { email: 'sam@example.com', locale: 'en' } });
    await page.locator('#recipients').getByText('sam@example.com').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('axe finds nothing on the pages in %s colours', async (colorScheme) => {
    const demo = await open('lang=fa', { colorScheme });
    await demo.request(newPhoneNumber().national);
    await demo.readCode();
    expect(await accessibilityFaults(demo.page)).toEqual([]);
    await demo.page.goto(`${ramz.url}/inbox`);
    await demo.phone.locator('.message').first().waitFor();
    expect(await accessibilityFaults(demo.page)).toEqual([]);
    await demo.page.context().close();
  });
});
