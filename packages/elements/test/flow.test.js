import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LANGUAGES, messagesOf } from './support/locales.js';
import { useStage } from './support/stage.js';

const open = useStage();
const withChannels = (server) => {
  server.ramz.options.channels = ['sms', 'call'];
};

for (const lang of LANGUAGES) {
  const messages = await messagesOf(lang);
  const direction = lang === 'fa' ? 'rtl' : 'ltr';

  describe(`in ${lang}`, () => {
    test('a number and the right code give a session', async () => {
      const screen = await open({ lang });
      await screen.see(messages.heading.login);
      await screen.request();
      await screen.see(messages.enter);
      await screen.see(messages.delivery.queued);
      assert.equal(await screen.element.locator('.root').getAttribute('dir'), direction);
      assert.equal(screen.ramz.last.phone_number, '+989123456789');
      assert.equal(screen.ramz.last.locale, lang);
      await screen.page.keyboard.type(screen.ramz.last.code);
      await screen.see(messages.done);
      assert.deepEqual(screen.ramz.requestsTo('POST otp/verify')[0].body, {
        challenge_id: screen.ramz.last.id,
        code: screen.ramz.last.code,
        purpose: 'login',
      });
      const [{ type, detail }] = screen.events;
      assert.equal(type, 'ramz-verified');
      assert.equal(detail.access_token, 'signed.access.token');
    });

    test('a wrong code says how many tries are left, and is replaced by typing', async () => {
      const screen = await open({ lang });
      await screen.toCode();
      await screen.page.keyboard.type(screen.wrongCode);
      const left = new Intl.NumberFormat(lang).format(4);
      await screen.seeError(messages.problem.otp_incorrect_of.replace('{n}', left));
      assert.equal(screen.events.at(-1).detail.code, 'otp_incorrect');
      await screen.page.keyboard.type(screen.ramz.last.code);
      await screen.seeDone();
    });

    test('an expired code is replaced by a new one', async () => {
      const screen = await open({ lang, clock: true });
      await screen.toCode();
      await screen.passSeconds(301);
      await screen.seeError(messages.problem.otp_expired);
      assert.equal(await screen.code.evaluate((input) => input.readOnly), true);
      await screen.link(messages.resend).click();
      await screen.until(() => screen.ramz.challenges.length === 2, 'a second code');
      await screen.see(messages.delivery.queued);
      await screen.page.keyboard.type(screen.ramz.last.code);
      await screen.seeDone();
    });

    test('a code can be sent again when the countdown is over', async () => {
      const screen = await open({ lang, clock: true });
      await screen.toCode();
      const again = screen.link(messages.resend);
      const countdown = screen.element.locator('.countdown');
      assert.match(await countdown.textContent(), /^.:..$/);
      assert.equal(await again.getAttribute('aria-disabled'), 'true');
      await again.click({ force: true });
      assert.equal(screen.ramz.requestsTo('POST otp').length, 1);
      await screen.passSeconds(31);
      await screen.until(async () => !(await again.getAttribute('aria-disabled')), 'the end of the countdown');
      await again.click();
      await screen.until(() => screen.ramz.challenges.length === 2, 'a second code');
      await countdown.filter({ hasText: /^.:..$/ }).waitFor();
      await screen.page.keyboard.type(screen.ramz.last.code);
      await screen.seeDone();
    });

    test('a limit says how long to wait, and counts down', async () => {
      const screen = await open({ lang, clock: true });
      screen.ramz.refuse('POST otp', 'rate_limited', { retry_after: 120 });
      await screen.request();
      const time = new Intl.NumberFormat(lang, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(2);
      await screen.seeError(messages.problem.rate_limited_for.replace('{time}', time));
      await screen.button.click({ force: true });
      assert.equal(screen.ramz.requestsTo('POST otp').length, 1);
      await screen.passSeconds(121);
      await screen.see(messages.send.sms);
      assert.equal(await screen.error.textContent(), '');
      await screen.button.click();
      await screen.code.waitFor();
    });

    test('a failed delivery is reported, and another channel offered at once', async () => {
      const screen = await open({ lang, clock: true, prepare: withChannels });
      await screen.toCode();
      screen.ramz.deliver('sent');
      await screen.passSeconds(3);
      await screen.see(messages.delivery.sent);
      screen.ramz.deliver('failed');
      await screen.passSeconds(4);
      await screen.see(messages.delivery.failed);
      await screen.link(messages.instead.call).click();
      await screen.see(messages.sentTo.call.split('{to}').at(-1).replace('{n}', new Intl.NumberFormat(lang).format(6)));
      assert.equal(screen.ramz.last.channel, 'call');
      assert.equal(screen.ramz.last.phone_number, '+989123456789');
      await screen.page.keyboard.type(screen.ramz.last.code);
      await screen.seeDone();
    });
  });
}
