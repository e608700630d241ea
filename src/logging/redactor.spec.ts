import { Redactor } from './redactor.js';

describe('Redactor', () => {
  const redactor = new Redactor(['SECRETKEY123', undefined, '']);

  it.each(['+989123456789', '00989123456789', '989123456789', '09123456789'])('hides the middle of %s', (number) => {
    expect(redactor.redact(`sent to ${number}.`)).not.toContain('345');
    expect(redactor.redact(`sent to ${number}.`)).toMatch(/\*\*\*89\.$/);
  });

  it('removes known secrets, also inside an address', () => {
    expect(redactor.redact('https://api.example.com/v1/SECRETKEY123/sms')).toBe(
      'https://api.example.com/v1/[secret]/sms',
    );
  });

  it('shows sender lines, which operators may have to correct', () => {
    const withLine = new Redactor([], ['2000660110']);
    expect(withLine.redact('line 2000660110, not 20006601101')).toBe('line 2000660110, not 20006***01');
  });

  it('does not change ids and times', () => {
    const text = '0198c5e2-7b1a-7000-8000-123456789012 at 2026-01-01T00:00:00.000Z';
    expect(redactor.redact(text)).toBe(text);
  });
});
