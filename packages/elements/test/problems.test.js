import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LANGUAGES, messagesOf } from './support/locales.js';
import { STATUS_BY_CODE } from './support/problems.js';
import { useStage } from './support/stage.js';

const open = useStage();

/** The sentence of each code that a request for a code can be refused with. Another one comes from a wrong set-up. */
const REQUEST = {
  phone_number_invalid: 'phone_number_invalid',
  email_invalid: 'email_invalid',
  destination_not_allowed: 'destination',
  destination_suspended: 'destination',
  rate_limited: 'rate_limited',
  sms_disabled: 'channel',
  sms_not_configured: 'channel',
  channel_unavailable: 'channel',
  email_disabled: 'channel',
  sms_unavailable: 'unavailable',
  service_unavailable: 'unavailable',
  internal: 'unavailable',
  idempotency_in_progress: 'unavailable',
  captcha_required: 'captcha',
  challenge_required: 'otp_not_found',
  captcha_invalid: 'captcha',
};
/** The same for a code that was entered, and whether the user has to get a new code. */
const VERIFY = {
  otp_incorrect: ['otp_incorrect', false],
  otp_superseded: ['otp_superseded', false],
  rate_limited: ['rate_limited', false],
  sms_unavailable: ['unavailable', false],
  otp_expired: ['otp_expired', true],
  otp_used: ['otp_used', true],
  otp_exhausted: ['otp_exhausted', true],
  otp_not_found: ['otp_not_found', true],
  challenge_required: ['otp_not_found', true],
};

const lang = 'fa';
const messages = await messagesOf(lang);

describe('every refusal', () => {
  test('of a request has its sentence, and is passed on to the page', async () => {
    const screen = await open({ lang });
    for (const code of Object.keys(STATUS_BY_CODE)) {
      // A long pause, so that nothing is repeated by itself.
      screen.ramz.refuse('POST otp', code, code === 'service_unavailable' ? { retry_after: 60 } : {}, 3);
      await screen.request();
      if (code === 'idempotency_in_progress') await screen.error.filter({ hasText: /./ }).waitFor();
      const expected = messages.problem[REQUEST[code] ?? (code.startsWith('otp_') ? code : 'configuration')];
      await screen.seeError(expected.replace('{code}', code));
      assert.equal(screen.events.at(-1).detail.code, code);
      screen.ramz.forgetRefusals();
      await screen.element.evaluate((element) => element.reset());
    }
  });

  test('of a code has its sentence, and says whether a new one is needed', async () => {
    const screen = await open({ lang });
    for (const [code, [sentence, needsNew]] of Object.entries(VERIFY)) {
      await screen.toCode();
      screen.ramz.refuse('POST otp/verify', code, code === 'otp_superseded' ? { attempts_left: 3 } : {});
      await screen.page.keyboard.type('000000');
      await screen.seeError(messages.problem[sentence]);
      assert.equal(await screen.button.textContent(), needsNew ? messages.resend : messages.verify);
      await screen.element.evaluate((element) => element.reset());
    }
  });
});

test('every language has the same sentences, with the same places for numbers and names', async () => {
  const shape = (value) =>
    typeof value === 'string'
      ? [...value.matchAll(/{\w+}/g)].map(String).toSorted()
      : Object.fromEntries(
          Object.keys(value)
            .toSorted()
            .map((key) => [key, shape(value[key])]),
        );
  const [first, ...others] = await Promise.all(LANGUAGES.map(messagesOf));
  for (const other of others) assert.deepEqual(shape(other), shape(first));
});

describe('after a refusal', () => {
  test('the last wrong try asks for a new code', async () => {
    const screen = await open();
    await screen.toCode();
    screen.ramz.last.attemptsLeft = 1;
    await screen.page.keyboard.type(screen.wrongCode);
    await screen.seeError(/Too many wrong codes/);
    await screen.link('Send a new code').click();
    await screen.until(() => screen.ramz.challenges.length === 2, 'a second code');
    await screen.see('On its way');
    await screen.page.keyboard.type(screen.ramz.last.code);
    await screen.seeDone();
  });

  test('a code that another request has superseded gives way to the newest one, by the number', async () => {
    const screen = await open();
    await screen.toCode();
    const [first] = screen.ramz.challenges;
    screen.ramz.answer('POST', 'otp', {}, { phone_number: '+989123456789', purpose: 'login', channel: 'sms' });
    await screen.page.keyboard.type(first.code);
    await screen.seeError(/a newer code/);
    await screen.page.keyboard.type(screen.ramz.last.code);
    await screen.seeDone();
    assert.equal(screen.ramz.requestsTo('POST otp/verify').at(-1).body.phone_number, '+989123456789');
  });

  test('a limit of entered codes leaves the code in place until the pause is over', async () => {
    const screen = await open({ clock: true });
    await screen.toCode();
    screen.ramz.refuse('POST otp/verify', 'rate_limited', { retry_after: 90 });
    await screen.page.keyboard.type(screen.ramz.last.code);
    await screen.seeError(/Please try again in 2 minutes/);
    await screen.see(/^Please wait 1:/);
    await screen.passSeconds(91);
    await screen.link('Continue').click();
    await screen.seeDone();
  });

  test('a limit of requests does not keep the code from being entered', async () => {
    const screen = await open({ clock: true });
    await screen.toCode();
    await screen.passSeconds(31);
    screen.ramz.refuse('POST otp', 'rate_limited', { retry_after: 120 });
    await screen.link('Send a new code').click();
    await screen.seeError(/Too many tries/);
    await screen.code.fill(screen.ramz.last.code);
    await screen.seeDone();
  });

  test('an answer of a proxy is explained too', async () => {
    const screen = await open();
    await screen.contact.waitFor();
    await screen.page.route('**/api/v1/auth/otp', (route) =>
      route.fulfill({ status: 429, headers: { 'retry-after': '7' }, body: '<html>' }),
    );
    await screen.request();
    await screen.seeError('Too many tries. Please try again in 7 seconds.');
  });
});
