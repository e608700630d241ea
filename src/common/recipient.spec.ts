import {
  maskRecipient,
  parseRecipient,
  readRecipient,
  recipientFields,
  recipientInputOf,
  type RecipientOptions,
} from './recipient.js';

const SMS: RecipientOptions = { defaultCountry: 'IR', channel: 'sms' };
const CALL: RecipientOptions = { defaultCountry: 'IR', channel: 'call' };
const PHONE = { kind: 'phone', value: '+989121234567', country: 'IR' };
const EMAIL = { kind: 'email', value: 'sara@example.com' };
const LANDLINE = { phoneNumber: '02188776655' };
const NO_PHONE = 'Please provide a valid Iranian phone number';
const NO_EMAIL = 'Please provide a valid e-mail address, such as name@example.com';

describe('parseRecipient', () => {
  it('returns a number in E.164 with its country, and an address in lower case', () => {
    expect(parseRecipient({ phoneNumber: '۰۹۱۲ ۱۲۳ ۴۵۶۷' }, SMS)).toEqual({ ok: true, recipient: PHONE });
    expect(parseRecipient({ email: ' Sara@Example.com' }, SMS)).toEqual({ ok: true, recipient: EMAIL });
  });

  it('accepts a landline for calls only', () => {
    expect(parseRecipient(LANDLINE, CALL)).toMatchObject({ ok: true, recipient: { value: '+982188776655' } });
    expect(parseRecipient(LANDLINE, SMS)).toEqual({ ok: false, kind: 'phone', sentence: NO_PHONE });
  });

  it.each([
    [{ phoneNumber: 'sara@example.com' }, 'phone', NO_PHONE],
    [{ email: '09121234567' }, 'email', NO_EMAIL],
    [{}, 'phone', NO_PHONE],
  ])('refuses %j with the sentence of its field', (input, kind, sentence) => {
    expect(parseRecipient(input, SMS)).toEqual({ ok: false, kind, sentence });
  });
});

describe('readRecipient', () => {
  it('returns what parseRecipient has read', () => {
    expect(readRecipient({ email: 'sara@example.com' }, SMS)).toEqual(EMAIL);
  });

  it.each([
    [{ phoneNumber: '123' }, undefined, 'phone_number_invalid', { phone_number: [NO_PHONE] }],
    [{ email: 'sara' }, undefined, 'email_invalid', { email: [NO_EMAIL] }],
    [{ phoneNumber: '123' }, 'phone', 'phone_number_invalid', { phone: [NO_PHONE] }],
    [{ phoneNumber: '123', email: 'sara' }, undefined, 'validation_failed', { email: [expect.stringMatching('both')] }],
  ])('throws for %j and blames the right field', (input, field, code, errors) => {
    expect(() => readRecipient(input, SMS, field)).toThrow(expect.objectContaining({ code, errors }));
  });
});

describe('recipientInputOf', () => {
  it.each([
    ['sara@example.com', { email: 'sara@example.com' }],
    ['sara＠example.com', { email: 'sara＠example.com' }],
    ['09121234567', { phoneNumber: '09121234567' }],
    ['+573001234567', { phoneNumber: '+573001234567' }],
    [' 573001234567', { phoneNumber: '+573001234567' }],
    ['  573001234567', { phoneNumber: '  573001234567' }],
  ])('reads "%s" as %j', (text, input) => {
    expect(recipientInputOf(text)).toEqual(input);
  });
});

it('masks numbers and addresses', () => {
  expect(maskRecipient('+989121234567')).toBe('+98912*****67');
  expect(maskRecipient('sara@example.com')).toBe('s***@example.com');
});

it('names the field of an answer by the kind of the recipient', () => {
  expect(recipientFields('+989121234567')).toEqual({ phone_number: '+989121234567' });
  expect(recipientFields('sara@example.com')).toEqual({ email: 'sara@example.com' });
});
