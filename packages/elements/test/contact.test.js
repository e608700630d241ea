import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { useStage } from './support/stage.js';

const open = useStage();
const offer =
  (options) =>
  ({ ramz }) =>
    Object.assign(ramz.options, options);
const COUNTRIES = { IR: '98', CO: '57', US: '1', CA: '1' };

const lastContact = ({ ramz }) => {
  const { phone_number: phone, email } = ramz.requestsTo('POST otp').at(-1).body;
  return phone ?? email;
};
const channels = (screen) => screen.element.locator('.channel').allTextContents();
const country = (screen) => screen.element.getByRole('combobox');

describe('a phone number', () => {
  test('goes to the server with its calling code, however it is written', async () => {
    const screen = await open();
    for (const [typed, sent] of [
      ['0912 345 6789', '+9809123456789'],
      ['912-345-6789', '+989123456789'],
      ['۰۹۱۲۳۴۵۶۷۸۹', '+9809123456789'],
      ['989123456789', '+989123456789'],
      ['00989123456789', '+989123456789'],
      ['+98 (912) 345-6789', '+989123456789'],
    ]) {
      await screen.toCode(typed);
      assert.equal(lastContact(screen), sent);
      const shown = await screen.element.locator('.contact').textContent();
      assert.equal(shown.replaceAll('\u00a0', ' '), '+98 912 345 6789');
      await screen.element.evaluate((element) => element.reset());
    }
  });

  test('that the server refuses is marked, explained and focused', async () => {
    const screen = await open();
    await screen.request('12');
    await screen.seeError(/check the number and its country/);
    assert.equal(await screen.contact.getAttribute('aria-invalid'), 'true');
    assert.equal(await screen.contact.getAttribute('aria-describedby'), 'error');
    await screen.contact.fill('0912 345 6789');
    assert.equal(await screen.error.textContent(), '');
    assert.equal(await screen.contact.getAttribute('aria-invalid'), null);
  });

  test('that is missing is asked for without a request', async () => {
    const screen = await open();
    await screen.button.click();
    assert.equal(await screen.contact.evaluate((input) => input.matches(':focus')), true);
    assert.equal(screen.ramz.requestsTo('POST otp').length, 0);
  });

  test('can be given beforehand, and changed afterwards', async () => {
    const screen = await open({ attributes: 'phone-number="0912 345 6789"' });
    await screen.button.click();
    await screen.code.waitFor();
    await screen.link('Change').click();
    assert.equal(await screen.contact.inputValue(), '0912 345 6789');
    assert.equal(await screen.contact.evaluate((input) => input.matches(':focus')), true);
  });
});

describe('the country', () => {
  test('is chosen by its name in the language of the page', async () => {
    const screen = await open({ prepare: offer({ countries: COUNTRIES }) });
    for (const [lang, names] of Object.entries({
      en: ['Canada (+1)', 'Colombia (+57)', 'Iran (+98)', 'United States (+1)'],
      fa: ['ایالات متحده (+1)', 'ایران (+98)', 'کانادا (+1)', 'کلمبیا (+57)'],
      es: ['Canadá (+1)', 'Colombia (+57)', 'Estados Unidos (+1)', 'Irán (+98)'],
    })) {
      await screen.element.evaluate((element, locale) => {
        element.locale = locale;
      }, lang);
      await screen.element.locator(`[lang=${lang}] #contact`).waitFor();
      const options = await country(screen).locator('option').allTextContents();
      assert.deepEqual(
        options.map((option) => option.replace(/[\u2066\u2069]/g, '')),
        names,
      );
    }
    assert.equal(await country(screen).inputValue(), 'IR');
    await country(screen).selectOption('CO');
    await screen.toCode('300 123 4567');
    assert.equal(lastContact(screen), '+573001234567');
  });

  test('follows an international number, which keeps only its national part', async () => {
    const screen = await open({ prepare: offer({ countries: COUNTRIES }) });
    await screen.contact.fill('+57 300 123 4567');
    assert.equal(await country(screen).inputValue(), 'CO');
    assert.equal(await screen.contact.inputValue(), '3001234567');
    await screen.contact.fill('+1 415 555 0123');
    assert.equal(await country(screen).inputValue(), 'US');
  });

  test('stays if it shares the calling code of the number', async () => {
    const screen = await open({ attributes: 'country="CA"', prepare: offer({ countries: COUNTRIES }) });
    await screen.contact.fill('+1 416 555 0123');
    assert.equal(await country(screen).inputValue(), 'CA');
  });

  test('that is not offered leaves the number to the judgement of the server', async () => {
    const screen = await open();
    await screen.request('+44 7400 123456');
    await screen.seeError(/check the number/);
    assert.equal(lastContact(screen), '+447400123456');
  });

  test('is not a choice where there is only one', async () => {
    const screen = await open();
    await screen.contact.waitFor();
    assert.equal(await country(screen).isDisabled(), true);
  });
});

describe('the channel', () => {
  const all = offer({ channels: ['sms', 'call', 'email'] });

  test('is chosen among those that the server offers', async () => {
    const screen = await open({ prepare: all });
    await screen.contact.waitFor();
    assert.deepEqual(await channels(screen), ['Text message', 'Phone call', 'E-mail']);
    await screen.contact.fill('0912 345 6789');
    await screen.element.getByRole('radio', { name: 'Phone call' }).check();
    assert.equal(await screen.contact.inputValue(), '0912 345 6789');
    await screen.link('Call me with a code').click();
    await screen.see('We are calling');
    assert.equal(screen.ramz.last.channel, 'call');
  });

  test('e-mail asks for an address', async () => {
    const screen = await open({ prepare: all });
    await screen.element.getByRole('radio', { name: 'E-mail' }).check();
    await screen.element.getByLabel('E-mail address').fill('sara@');
    await screen.button.click();
    await screen.seeError(/name@example.com/);
    await screen.toCode('Sara@example.com');
    assert.equal(lastContact(screen), 'Sara@example.com');
    assert.equal(await screen.element.locator('.contact').textContent(), 'sara@example.com');
    await screen.page.keyboard.type(screen.ramz.last.code);
    await screen.seeDone();
  });

  test('is not asked for where there is only one', async () => {
    const screen = await open();
    await screen.contact.waitFor();
    assert.equal(await screen.element.getByRole('radiogroup').isVisible(), false);
  });

  test('is limited by the page and by the purpose', async () => {
    const screen = await open({ prepare: all });
    for (const { attribute, value, expected } of [
      { attribute: 'channels', value: 'sms email', expected: ['Text message', 'E-mail'] },
      { attribute: 'purpose', value: 'phone_verification', expected: ['Text message', 'Phone call'] },
      { attribute: 'purpose', value: 'email_verification', expected: ['E-mail'] },
    ]) {
      await screen.element.evaluate(
        (element, [name, wanted]) => {
          element.channels = '';
          element[name] = wanted;
        },
        [attribute, value],
      );
      await screen.until(
        async () => (await channels(screen)).join() === expected.join(),
        `${value}: ${expected.join()}`,
      );
    }
  });

  test('that turns out to be unavailable gives way to another one', async () => {
    const screen = await open({ prepare: all });
    screen.ramz.refuse('POST otp', 'sms_disabled');
    await screen.request();
    await screen.seeError(/choose another way/);
    assert.deepEqual(await channels(screen), ['Phone call', 'E-mail']);
    await screen.link('Call me with a code').click();
    await screen.code.waitFor();
    assert.equal(screen.ramz.last.channel, 'call');
  });

  test('e-mail to the owner of a number does not claim to know an address', async () => {
    const screen = await open({ clock: true, prepare: all });
    await screen.toCode();
    await screen.passSeconds(31);
    await screen.link('E-mail me instead').click();
    await screen.see(/the owner of/);
    assert.equal(screen.ramz.last.channel, 'email');
    assert.equal(screen.ramz.last.phone_number, '+989123456789');
  });
});
