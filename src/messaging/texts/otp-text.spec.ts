import { LOCALE_NAMES } from './locale.registry.js';
import { renderOtpText } from './otp-text.js';

const code = '123456';

describe('renderOtpText', () => {
  it('renders the documented text in Persian', () => {
    expect(renderOtpText({ locale: 'fa', code, minutes: 5 })).toBe('کد تأیید شما: 123456\nاین کد 5 دقیقه اعتبار دارد.');
  });

  it.each([
    ['en', 5, 'Your verification code: 123456\nIt is valid for 5 minutes.'],
    ['en', 1, 'Your verification code: 123456\nIt is valid for 1 minute.'],
    ['es', 10, 'Tu clave es: 123456\nVence en 10 minutos.'],
    ['es', 1, 'Tu clave es: 123456\nVence en 1 minuto.'],
  ] as const)('uses singular and plural correctly in %s for %i minutes', (locale, minutes, text) => {
    expect(renderOtpText({ locale, code, minutes })).toBe(text);
  });

  it.each(LOCALE_NAMES)('ends the text in %s with the Android hash and then the origin-bound line', (locale) => {
    const text = renderOtpText({
      locale,
      code,
      minutes: 5,
      webOtpDomain: 'example.com',
      androidAppHash: 'FA+9qCX9VSu',
    });
    expect(text.split('\n').slice(2)).toEqual(['FA+9qCX9VSu', '@example.com #123456']);
  });

  it.each(LOCALE_NAMES)('uses no invisible characters in %s', (locale) => {
    expect(renderOtpText({ locale, code, minutes: 5 })).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  });
});
