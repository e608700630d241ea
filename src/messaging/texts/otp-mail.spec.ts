import { LOCALE_NAMES } from './locale.registry.js';
import { renderOtpMail } from './otp-mail.js';

const expiresAt = new Date('2026-01-01T11:05:00Z');
const mail = (locale: (typeof LOCALE_NAMES)[number]) =>
  renderOtpMail({ locale, code: '123456', minutes: 5, expiresAt });

describe('renderOtpMail', () => {
  it.each(LOCALE_NAMES)('puts the code into text and HTML in %s, but not into the subject', (locale) => {
    const { subject, text, html } = mail(locale);
    expect(subject).not.toContain('123456');
    expect(text.split('\n')[1]).toBe('123456');
    expect(html).toContain('>123456</bdi>');
    expect(html).toContain(`lang="${locale}"`);
  });

  it('renders Persian right to left, with the code left to right', () => {
    expect(mail('fa').html).toContain('dir="rtl"');
    expect(mail('fa').html).toMatch(/<bdi dir="ltr"[^>]*>123456/);
  });

  it('shows times in the time zone of the language', () => {
    expect(mail('fa').text).toContain('14:35 (GMT+3:30)');
    expect(mail('es').text).toContain('06:05 (GMT-5)');
    expect(mail('en').text).toContain('11:05 (GMT+0)');
  });
});
