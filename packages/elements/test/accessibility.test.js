import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import axe from 'axe-core';
import { LANGUAGES } from './support/locales.js';
import { useStage } from './support/stage.js';

const open = useStage();
const offerAll = ({ ramz }) => {
  ramz.options.channels = ['sms', 'call', 'email'];
  ramz.options.countries = { IR: '98', CO: '57' };
};

async function expectNoViolations(screen, step) {
  if (!(await screen.page.evaluate(() => 'axe' in window))) await screen.page.evaluate(axe.source);
  // Of what axe looks at, only the contrast depends on the colours.
  for (const { colorScheme, options } of [
    { colorScheme: 'light', options: {} },
    { colorScheme: 'dark', options: { runOnly: ['color-contrast'] } },
  ]) {
    await screen.page.emulateMedia({ colorScheme });
    const { violations, passes } = await screen.page.evaluate((chosen) => window.axe.run('main', chosen), options);
    if (colorScheme === 'light') assert.ok(passes.length > 5);
    const found = violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join()}`);
    assert.deepEqual(found, [], `${step}, ${colorScheme}`);
  }
}

describe('axe finds nothing', () => {
  for (const lang of LANGUAGES) {
    test(`in any step, in ${lang}, light and dark`, async () => {
      const screen = await open({ lang, scheme: 'light dark', clock: true, prepare: offerAll });
      await screen.request('12');
      await screen.error.filter({ hasText: /./ }).waitFor();
      await expectNoViolations(screen, 'a number that is refused');
      await screen.toCode();
      await screen.page.keyboard.type('12');
      await expectNoViolations(screen, 'the code');
      screen.ramz.deliver('failed');
      await screen.passSeconds(3);
      await screen.element.locator('[data-delivery=failed]').waitFor();
      await expectNoViolations(screen, 'a failed delivery');
      await screen.code.fill(screen.wrongCode);
      await screen.error.filter({ hasText: /./ }).waitFor();
      await expectNoViolations(screen, 'a wrong code');
      await screen.passSeconds(301);
      await screen.element.locator('[data-ended]').waitFor();
      await expectNoViolations(screen, 'an expired code');
      await screen.button.click();
      await screen.until(() => screen.ramz.challenges.length === 2, 'a new code');
      await screen.code.fill(screen.ramz.last.code);
      await screen.seeDone();
      await expectNoViolations(screen, 'the end');
    });
  }
});

describe('a screen reader', () => {
  test('announces errors at once, and the delivery when there is time', async () => {
    const screen = await open({ clock: true });
    await screen.toCode();
    // Live regions have to be there before their text changes.
    const alert = await screen.error.elementHandle();
    const status = await screen.status.elementHandle();
    await screen.page.keyboard.type(screen.wrongCode);
    await screen.seeError(/not right/);
    screen.ramz.deliver('delivered');
    await screen.passSeconds(3);
    await screen.see('Delivered.');
    assert.match(await alert.textContent(), /not right/);
    assert.equal(await status.textContent(), 'Delivered.');
    assert.equal(await screen.code.getAttribute('aria-describedby'), 'error');
  });

  test('is not interrupted by the countdown', async () => {
    const screen = await open();
    await screen.toCode();
    const countdown = screen.element.locator('.countdown');
    assert.match(await countdown.textContent(), /^0:\d\d$/);
    assert.equal(await countdown.evaluate((node) => node.closest('[role=status], [role=alert], [aria-live]')), null);
  });

  test('finds names for the fields and groups', async () => {
    const screen = await open({ prepare: offerAll });
    await screen.element.getByRole('textbox', { name: 'Mobile number' }).waitFor();
    await screen.element.getByRole('combobox', { name: 'Country' }).waitFor();
    await screen.element.getByRole('radiogroup', { name: 'How would you like to get your code?' }).waitFor();
    await screen.toCode();
    await screen.element.getByRole('textbox', { name: 'Enter your code' }).waitFor();
    await screen.element.getByRole('heading', { name: 'Enter your code', level: 2 }).waitFor();
  });
});

describe('the keyboard alone', () => {
  test('is enough for everything, in the order of the page', async () => {
    const screen = await open({ clock: true, prepare: offerAll });
    await screen.contact.waitFor();
    const { keyboard } = screen.page;
    const focused = () =>
      screen.page.evaluate(() => {
        const node = document.activeElement.shadowRoot?.activeElement;
        return node?.getAttribute('name') ?? node?.textContent ?? node?.tagName;
      });
    await keyboard.press('Tab');
    assert.equal(await focused(), 'channel');
    await keyboard.press('ArrowRight');
    await keyboard.press('Tab');
    assert.equal(await screen.page.evaluate(() => document.activeElement.shadowRoot.activeElement.tagName), 'SELECT');
    await keyboard.press('Tab');
    assert.equal(await focused(), 'phone_number');
    await keyboard.type('09123456789');
    await keyboard.press('Enter');
    await screen.see('We are calling');
    assert.equal(await focused(), 'code');
    await screen.passSeconds(31);
    const visited = [];
    for (let i = 0; i < 4; i++) {
      await keyboard.press('Tab');
      visited.push(await focused());
    }
    assert.deepEqual(visited, ['Continue', 'Send a new code', 'Text me instead', 'E-mail me instead']);
    await screen.link('Text me instead').focus();
    await keyboard.press('Enter');
    await screen.see('We texted');
    assert.equal(await focused(), 'code');
    await keyboard.type(screen.ramz.last.code);
    await screen.seeDone();
    assert.equal(await focused(), 'Confirmed');
  });

  test('shows where it is', async () => {
    const screen = await open({ clock: true, prepare: offerAll });
    const hasRing = () =>
      screen.page.evaluate(() => {
        const { shadowRoot } = document.activeElement;
        const node = shadowRoot.activeElement;
        const active = node.id === 'code' ? shadowRoot.querySelector('[data-active]') : undefined;
        const places = [node, node.nextElementSibling, node.closest('.field'), active].filter(Boolean);
        return places.some((place) => getComputedStyle(place).outlineStyle === 'solid');
      });
    await screen.contact.waitFor();
    for (const stop of ['channel', 'country', 'number', 'button']) {
      await screen.page.keyboard.press('Tab');
      assert.equal(await hasRing(), true, stop);
    }
    await screen.toCode();
    assert.equal(await hasRing(), true, 'code');
    await screen.passSeconds(31);
    for (const stop of ['button', 'again', 'call', 'email']) {
      await screen.page.keyboard.press('Tab');
      assert.equal(await hasRing(), true, stop);
    }
  });
});

async function animationWith(reducedMotion) {
  const screen = await open({ context: { reducedMotion } });
  await screen.toCode();
  return screen.element.locator('.status').evaluate((node) => getComputedStyle(node, '::before').animationName);
}

describe('the layout', () => {
  for (const lang of ['en', 'fa']) {
    test(`fits 320 pixels, which is 400 % of a screen of 1280, in ${lang}`, async () => {
      const screen = await open({
        lang,
        clock: true,
        prepare: offerAll,
        context: { viewport: { width: 320, height: 480 } },
      });
      const overflow = () => screen.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await screen.contact.waitFor();
      assert.ok((await overflow()) <= 0);
      await screen.toCode();
      screen.ramz.deliver('failed');
      await screen.passSeconds(3);
      await screen.element.locator('[data-delivery=failed]').waitFor();
      assert.ok((await overflow()) <= 0);
    });
  }

  test('keeps still where motion should be reduced', async () => {
    assert.equal(await animationWith('no-preference'), 'pulse');
    assert.equal(await animationWith('reduce'), 'none');
  });

  test('stays visible in forced colours', async () => {
    const screen = await open({ prepare: offerAll, context: { forcedColors: 'active' } });
    await screen.contact.waitFor();
    for (const selector of ['.button', '.field']) {
      const border = await screen.element.locator(selector).evaluate((node) => getComputedStyle(node).borderTopStyle);
      assert.equal(border, 'solid', selector);
    }
    await screen.toCode();
    const boxes = await screen.element
      .locator('.box')
      .first()
      .evaluate((node) => getComputedStyle(node).borderTopStyle);
    assert.equal(boxes, 'solid');
  });
});

test('without JavaScript the page says what is missing', async () => {
  const screen = await open({
    content: '<p>Signing in needs JavaScript.</p>',
    context: { javaScriptEnabled: false },
  });
  await screen.page.getByText('Signing in needs JavaScript.').waitFor();
});
