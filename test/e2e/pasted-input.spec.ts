import supertest from 'supertest';
import { codeOf, signIn } from '../support/accounts.js';
import { ADMIN_API_KEYS, adminOf } from '../support/admin.js';
import { askForCode, newPhoneNumber } from '../support/clients.js';
import { withRamz } from '../support/with-ramz.js';

const inDigitsFrom = (zero: string) => (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(zero.codePointAt(0)! + Number(digit)));

/** Ways in which people write and paste the digits of a code or a number. */
const WRITINGS: [title: string, write: (digits: string) => string][] = [
  ['spaces in it', (digits) => `${digits.slice(0, 3)} ${digits.slice(3)}`],
  ['dashes in it', (digits) => `${digits.slice(0, 3)}-${digits.slice(3, 5)}–${digits.slice(5)}`],
  ['white space around it', (digits) => `\n ${digits}\u00a0\t`],
  ['marks of direction', (digits) => `\u2066\u200e${digits}\u2069\u200f`],
  ['an override', (digits) => `\u202d${digits}\u202c`],
  ['zero-width characters in it', (digits) => `\ufeff${digits.slice(0, 2)}\u200b${digits.slice(2)}\u200c`],
  ['a soft hyphen in it', (digits) => `${digits.slice(0, 3)}\u00ad${digits.slice(3)}`],
  ['Persian digits', inDigitsFrom('۰')],
  ['Arabic-Indic digits', inDigitsFrom('٠')],
  ['full-width digits', inDigitsFrom('０')],
  ['Devanagari digits', inDigitsFrom('०')],
  ['mathematical digits', inDigitsFrom('𝟎')],
];

describe('pasted input', () => {
  const ramz = withRamz({
    ROLE: 'api',
    EMAIL_OTP_ENABLED: 'true',
    SMS_ALLOWED_COUNTRIES: '*',
    ADMIN_API_KEYS,
  });

  const post = (path: string, body: object) => supertest(ramz.url).post(`/api/v1/auth/${path}`).send(body);
  const attemptsLeft = async (challengeId: string): Promise<number> =>
    (await supertest(ramz.url).get(`/api/v1/auth/otp/${challengeId}`).expect(200)).body.attempts_left;
  const ask = async (phoneNumber = newPhoneNumber().e164) => {
    const { challenge_id } = (await askForCode(ramz.url, phoneNumber).expect(200)).body;
    return { challenge_id, code: await codeOf(ramz.database, challenge_id) };
  };

  describe('pasted codes', () => {
    it.each(WRITINGS)('pasted digits are read with %s', async (_, write) => {
      const { challenge_id, code } = await ask();
      await post('otp/verify', { challenge_id, code: write(code) }).expect(200);
    });

    it.each(WRITINGS)('a code that a signed-in user enters is read with %s', async (_, write) => {
      const phone_number = newPhoneNumber().e164;
      const bearer = {
        Authorization: `Bearer ${(await signIn(ramz.url, ramz.database, { phone_number })).access_token}`,
      };
      const { body } = await post('send-verification-sms', { otp_type: 'SMS' }).set(bearer).expect(200);
      const otp_code = write(await codeOf(ramz.database, body.challenge_id));
      await post('verify-phone-otp', { otp_code }).set(bearer).expect(200);
    });

    it.each([
      ['letters', (code: string) => `${code.slice(0, 5)}O`],
      ['a letter before it', (code: string) => `G-${code}`],
      ['a digit too few', (code: string) => code.slice(1)],
      ['a digit too many', (code: string) => `${code}0`],
      ['four digits', () => '1234'],
      ['ten digits', () => '1234567890'],
      ['only marks', () => '\u200e\u200f\u200b\u200c\u200d\u2060'],
      ['superscript digits', () => '¹²³⁴⁵⁶'],
      ['a null byte', (code: string) => `${code}\u0000`],
      ['a long text', () => ' '.repeat(50_000)],
    ])('a code with %s is refused and costs no attempt', async (_, write) => {
      const { challenge_id, code } = await ask();
      for (const field of ['code', 'otp_code']) {
        const { body } = await post('otp/verify', { challenge_id, [field]: write(code) }).expect(400);
        const errors = { [field]: [`${field} must be the 6 digits of the code that was sent`] };
        expect(body).toMatchObject({ code: 'validation_failed', errors });
      }
      expect(await attemptsLeft(challenge_id)).toBe(5);
      await post('otp/verify', { challenge_id, code }).expect(200);
    });
  });

  describe('pasted numbers', () => {
    it.each(WRITINGS)('pasted digits are read with %s', async (_, write) => {
      const { e164 } = newPhoneNumber();
      for (const form of [e164, e164.replace('+', '＋'), `0${e164.slice(3)}`].map(write)) {
        const { body } = await askForCode(ramz.url, form).expect(200);
        expect(body.phone_number).toBe(e164);
      }
      await adminOf(ramz.url)
        .send({ receptor: write(`0${e164.slice(3)}`), message: 'x', wait: false })
        .expect(202);
    });

    it.each([
      ['+447011234567', 'personal'],
      ['+15005550006', 'personal'],
      ['+447640123456', 'pager'],
      ['+982122345678', 'landline'],
      ['+576012345678', 'landline'],
      ['+19002345678', 'premium-rate'],
    ])('%s is refused as a %s number', async (phoneNumber) => {
      expect((await askForCode(ramz.url, phoneNumber).expect(400)).body.code).toBe('phone_number_invalid');
    });
  });

  describe('pasted e-mail addresses', () => {
    it.each([
      ['\u200eSara@Example.com\u200f', 'sara@example.com'],
      ['\u00adsara\u200b@exam\u00adple.com', 'sara@example.com'],
      ['sara۱۲@example.com', 'sara12@example.com'],
      ['sara１２＠example.com', 'sara12@example.com'],
    ])('a pasted e-mail address is cleaned and accepted: %j', async (email, address) => {
      expect((await post('otp', { email }).expect(200)).body.email).toBe(address);
    });
  });
});
