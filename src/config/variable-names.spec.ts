import { nameWarnings } from './variable-names.js';

const KNOWN = [
  ...['HOST', 'PORT', 'ROLE', 'PUBLIC_URL', 'SMTP_URL'],
  ...['OTP_LENGTH', 'OTP_PEPPERS', 'OTP_RETENTION_DAYS', 'OTP_MAX_ATTEMPTS'],
];

function warningsOf(...names: string[]): string[] {
  return nameWarnings(Object.fromEntries(names.map((name) => [name, 'hunter2'])), KNOWN);
}

describe('nameWarnings', () => {
  it.each([
    ['OTP_LENGHT', 'OTP_LENGTH'],
    ['OTP_LENGT', 'OTP_LENGTH'],
    ['OTP_LENGTHS', 'OTP_LENGTH'],
    ['OTP_LENGHTS', 'OTP_LENGTH'],
    ['0TP_LENGTH', 'OTP_LENGTH'],
    ['otp_length', 'OTP_LENGTH'],
    ['OTP-LENGTH', 'OTP_LENGTH'],
    ['OTPLENGTH', 'OTP_LENGTH'],
    ['OTP_RETENSION_DAY', 'OTP_RETENTION_DAYS'],
    ['PUBLIC_URI', 'PUBLIC_URL'],
    ['SMPT_URL', 'SMTP_URL'],
  ])('names the variable that %s was meant to be', (name, meant) => {
    expect(warningsOf(name)).toEqual([`${name} is set, but Ramz has no such variable. Did you mean ${meant}?`]);
  });

  it('names a variable with a prefix of Ramz, and no value', () => {
    expect(warningsOf('OTP_LIFETIME')).toEqual(['OTP_LIFETIME is set, but Ramz has no such variable.']);
  });

  it('ignores variables of other programs, those that are short, and those that are empty', () => {
    expect(warningsOf(...KNOWN, 'PATH', 'SORT', 'PORTS', 'PUBLIC_KEY', 'HOME', 'npm_config_cache', 'OTPS')).toEqual([]);
    expect(nameWarnings({ OTP_LENGHT: ' ', OTP_LENGT: undefined }, KNOWN)).toEqual([]);
  });

  it('does not ask about a slip of a variable that is set as well', () => {
    expect(warningsOf('OTP_LENGTH', 'OTP_LENGTH2')).toEqual(['OTP_LENGTH2 is set, but Ramz has no such variable.']);
  });
});
