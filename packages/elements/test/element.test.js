import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { messagesOf } from './support/locales.js';
import { useStage } from './support/stage.js';

const open = useStage();
const file = new URL('../dist/ramz-verify.js', import.meta.url);

async function heading(options) {
  const screen = await open(options);
  await screen.contact.waitFor();
  return screen.element.locator('.heading').textContent();
}

const isFocused = (screen) => screen.contact.evaluate((input) => input.matches(':focus'));

async function surface(scheme, colorScheme) {
  const screen = await open({ scheme, context: { colorScheme } });
  await screen.contact.waitFor();
  return screen.element.locator('.field').evaluate((field) => getComputedStyle(field).backgroundColor);
}

describe('the file', () => {
  test('is smaller than 15 kB, gzipped', async () => {
    const { length } = gzipSync(await readFile(file));
    assert.ok(length < 15_000, `${length} bytes`);
  });

  test('can be imported where there is no browser, as servers do that render pages', async () => {
    const module = await import(file);
    assert.deepEqual(Object.keys(module).toSorted(), ['RamzVerify', 'addLocale']);
  });

  test('needs no style, script or connection that a strict Content-Security-Policy forbids', async () => {
    const screen = await open({
      head: `<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'; connect-src 'self';
        style-src 'self'; require-trusted-types-for 'script'">`,
    });
    const violations = screen.page.evaluate(
      () =>
        new Promise((resolve) =>
          document.addEventListener('securitypolicyviolation', ({ sourceFile }) => resolve(sourceFile)),
        ),
    );
    await screen.toCode();
    await screen.page.keyboard.type(screen.ramz.last.code);
    await screen.seeDone();
    const none = new Promise((resolve) => setImmediate(resolve, 'none'));
    assert.equal(await Promise.race([violations, none]), 'none');
    assert.deepEqual(screen.pageErrors, []);
  });
});

describe('attributes', () => {
  test('a purpose other than signing in gives a verification token', async () => {
    const screen = await open({ attributes: 'purpose="password_reset" session="cookie"' });
    await screen.see('Reset your password');
    await screen.toCode();
    await screen.page.keyboard.type(screen.ramz.last.code);
    await screen.seeDone();
    assert.equal(screen.ramz.requestsTo('POST otp/verify')[0].body.session, undefined);
    assert.deepEqual(screen.events[0].detail, { verification_token: 'signed.verification.token', expires_in: 600 });
  });

  test('an API of another origin gives a session in cookies, which another tab has too', async () => {
    const screen = await open({
      prepare: (server) => {
        server.pages.set(
          '/',
          server.pages.get('/').replace('<ramz-verify', `<ramz-verify api="${server.otherOrigin}/" session="cookie"`),
        );
      },
    });
    await screen.toCode();
    await screen.page.keyboard.type(screen.ramz.last.code);
    await screen.seeDone();
    assert.equal(screen.ramz.requestsTo('POST otp/verify')[0].body.session, 'cookie');
    assert.equal('access_token' in screen.events[0].detail, false);
    const cookies = await screen.page.context().cookies(screen.server.otherOrigin);
    assert.equal(cookies.find(({ name }) => name === 'access').httpOnly, true);
    const tab = await screen.page.context().newPage();
    await tab.goto(screen.server.otherOrigin);
    await tab.locator('#contact').waitFor();
    await tab.evaluate(() => fetch('/api/v1/auth/me'));
    assert.match(screen.ramz.requests.at(-1).headers.cookie, /access=1/);
  });

  test('the language is that of the attribute, of the page around, or of the browser', async () => {
    assert.equal(await heading({ lang: 'en', attributes: 'locale="es-CO"' }), 'Inicia sesión');
    assert.equal(await heading({ lang: 'en', attributes: 'lang="fa_IR"' }), 'ورود');
    assert.equal(await heading({ lang: 'tlh', context: { locale: 'es-MX' } }), 'Inicia sesión');
    assert.equal(await heading({ lang: 'tlh', context: { locale: 'ja-JP' } }), 'Sign in');
  });

  test('can change at any time, without losing the code', async () => {
    const screen = await open();
    await screen.toCode();
    await screen.element.evaluate((element) => {
      element.locale = 'fa';
    });
    await screen.see('کد را وارد کنید');
    await screen.code.fill(screen.ramz.last.code);
    await screen.see('تأیید شد');
    assert.equal(screen.ramz.requestsTo('POST otp').length, 1);
    await screen.element.evaluate((element) => {
      element.purpose = 'registration';
      element.phoneNumber = '0912 345 6780';
    });
    await screen.see('ساخت حساب');
    assert.equal(await screen.contact.inputValue(), '0912 345 6780');
  });

  test('autofocus puts the caret into the first field, and nothing else takes the focus', async () => {
    const focusing = await open({ attributes: 'autofocus' });
    await focusing.contact.waitFor();
    assert.equal(await isFocused(focusing), true);
    const other = await open();
    await other.contact.waitFor();
    assert.equal(await isFocused(other), false);
  });
});

describe('the page', () => {
  test('can replace fetch, start again, and take the element away in the middle', async () => {
    const screen = await open();
    await screen.element.evaluate((element) => {
      element.fetch = (url, init) => fetch(url, { ...init, headers: { ...init.headers, 'x-page': 'yes' } });
    });
    await screen.toCode();
    assert.equal(screen.ramz.requestsTo('POST otp')[0].headers['x-page'], 'yes');
    await screen.element.evaluate((element) => element.reset());
    await screen.contact.waitFor();
    assert.equal(await screen.contact.inputValue(), '');
    await screen.toCode();
    await screen.page.evaluate(() => {
      const element = document.querySelector('ramz-verify');
      element.remove();
      document.querySelector('main').append(element);
    });
    await screen.code.fill(screen.ramz.last.code);
    await screen.seeDone();
    assert.deepEqual(screen.pageErrors, []);
  });

  test('can style every part, and set the colours', async () => {
    const screen = await open({
      head: '<style>ramz-verify { --ramz-accent: rgb(1, 2, 3) } ramz-verify::part(button) { border-radius: 3px }</style>',
    });
    const style = await screen.button.evaluate((button) => {
      const { backgroundColor, borderRadius } = getComputedStyle(button);
      return [backgroundColor, borderRadius];
    });
    assert.deepEqual(style, ['rgb(1, 2, 3)', '3px']);
  });

  test('decides between light and dark by its color-scheme', async () => {
    const light = await surface('light', 'dark');
    const dark = await surface('dark', 'light');
    assert.equal(light, 'rgb(255, 255, 255)');
    assert.notEqual(dark, light);
    assert.equal(await surface('light dark', 'dark'), dark);
  });

  test('can have a heading of its own', async () => {
    const screen = await open({ content: '<h1 slot="heading">Welcome back</h1>' });
    await screen.page.getByRole('heading', { name: 'Welcome back', level: 1 }).waitFor();
    assert.equal(await screen.element.locator('.heading').isVisible(), false);
  });

  test('can add a language by one object', async () => {
    const english = await messagesOf('en');
    const german = { ...english, heading: { ...english.heading, login: 'Anmelden' }, busy: 'Einen Moment…' };
    const screen = await open({ lang: 'de', attributes: 'hidden' });
    await screen.page.evaluate(async (messages) => {
      const { addLocale } = await import('/dist/ramz-verify.js');
      addLocale('de', messages);
      document.querySelector('main').append(document.createElement('ramz-verify'));
    }, german);
    await screen.page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  });
});
