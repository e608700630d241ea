import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { useStage } from './support/stage.js';

const open = useStage();
const requires =
  (provider) =>
  ({ ramz }) =>
    (ramz.options.human_check = { provider, site_key: 'site-key' });
const SCRIPTS = { turnstile: 'https://challenges.cloudflare.com/**', hcaptcha: 'https://js.hcaptcha.com/**' };

/** Stands in for a provider's script: a button that passes the check with the token of the test. */
async function serveWidget(screen, kind, token = 'passed') {
  await screen.page.route(SCRIPTS[kind], (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `window.${kind} = {
        render(container, options) {
          window.widget = { options: { ...options }, isInDocument: document.body.contains(container) };
          container.append(Object.assign(document.createElement('button'), {
            textContent: 'I am human', onclick: () => options.callback('${token}') }));
          return 'widget-1';
        },
        remove(id) { window.removedWidget = id; },
      };`,
    }),
  );
}

describe('a human check', () => {
  test('by proof of work is solved without the user', async () => {
    const screen = await open({ prepare: requires('altcha') });
    await screen.request();
    await screen.code.waitFor();
    const [first, second] = screen.ramz.requestsTo('POST otp');
    assert.equal(first.body.captcha_token, undefined);
    const payload = JSON.parse(atob(second.body.captcha_token));
    assert.deepEqual(Object.keys(payload).toSorted(), [
      'algorithm',
      'challenge',
      'number',
      'salt',
      'signature',
      'took',
    ]);
    assert.notEqual(first.headers['idempotency-key'], second.headers['idempotency-key']);
    assert.deepEqual(screen.events, []);
  });

  test('by proof of work is fetched where the refusal does not have it', async () => {
    const screen = await open({ prepare: requires('altcha') });
    await screen.contact.waitFor();
    screen.ramz.refuse('POST otp', 'captcha_required', { captcha: { provider: 'altcha' } });
    await screen.request();
    await screen.code.waitFor();
    assert.equal(screen.ramz.requestsTo('GET human-check').length, 1);
  });

  test('by proof of work leaves the page responsive', async () => {
    const screen = await open({ prepare: requires('altcha') });
    await screen.contact.waitFor();
    // No number solves this one, so that all of them are tried.
    const challenge = { algorithm: 'SHA-256', challenge: '0'.repeat(64), salt: 's', signature: 's', maxnumber: 30_000 };
    screen.ramz.refuse('POST otp', 'captcha_required', { captcha: { provider: 'altcha', challenge } });
    const turns = screen.page.evaluate(async () => {
      const end = new AbortController();
      document.querySelector('ramz-verify').addEventListener('ramz-error', () => end.abort());
      let count = 0;
      for (; !end.signal.aborted; count++) await new Promise((resolve) => setTimeout(resolve));
      return count;
    });
    await screen.request();
    await screen.seeError(/check did not load/);
    assert.ok((await turns) > 10, `the page had ${await turns} turns`);
  });

  for (const kind of ['turnstile', 'hcaptcha']) {
    test(`by ${kind} is shown in the page, and its token sent`, async () => {
      const screen = await open({ prepare: requires(kind) });
      await serveWidget(screen, kind);
      await screen.request();
      await screen.see('Please show that you are human');
      await screen.page.getByRole('button', { name: 'I am human' }).click();
      await screen.code.waitFor();
      const { options, isInDocument } = await screen.page.evaluate(() => window.widget);
      assert.equal(options.sitekey, 'site-key');
      assert.equal(options.language ?? options.hl, 'en');
      assert.equal(isInDocument, true);
      assert.equal(await screen.page.evaluate(() => window.removedWidget), 'widget-1');
      assert.equal(await screen.page.locator('[slot=human-check]').count(), 0);
      assert.equal(screen.ramz.requestsTo('POST otp').at(-1).body.captcha_token, 'passed');
    });
  }

  test('that is refused is done again when the user asks for it', async () => {
    const screen = await open({ prepare: requires('turnstile') });
    await serveWidget(screen, 'turnstile', 'too-old');
    await screen.request();
    await screen.page.getByRole('button', { name: 'I am human' }).click();
    await screen.seeError(/check was not passed/);
    assert.equal(screen.ramz.requestsTo('POST otp').length, 2);
    await screen.button.click();
    await screen.page.getByRole('button', { name: 'I am human' }).waitFor();
  });

  test('whose script does not load is explained', async () => {
    const screen = await open({ prepare: requires('hcaptcha') });
    await screen.page.route(SCRIPTS.hcaptcha, (route) => route.abort());
    await screen.request();
    await screen.seeError(/content blockers/);
    assert.equal(screen.events.at(-1).detail.code, 'human_check_unavailable');
  });

  test('can be required before another code too', async () => {
    const screen = await open({ clock: true });
    await screen.toCode();
    await screen.passSeconds(31);
    requires('altcha')(screen.server);
    await screen.link('Send a new code').click();
    await screen.until(() => screen.ramz.challenges.length === 2, 'a second code');
  });

  test('can be solved by the page', async () => {
    const screen = await open({ prepare: requires('turnstile') });
    await screen.element.evaluate((element) => {
      element.humanCheck = async (check) => {
        window.check = check;
        return 'passed';
      };
    });
    await screen.toCode();
    assert.deepEqual(await screen.page.evaluate(() => window.check), { kind: 'turnstile', siteKey: 'site-key' });
  });

  test('that fails in the code of the page is explained', async () => {
    const screen = await open({ prepare: requires('turnstile') });
    await screen.element.evaluate((element) => {
      element.humanCheck = () => Promise.reject(new Error('no'));
    });
    await screen.request();
    await screen.seeError(/check did not load/);
  });
});
