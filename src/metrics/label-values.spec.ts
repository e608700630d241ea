import { codeLabel, countryLabel } from './label-values.js';

describe('label values', () => {
  it('keep the first hundred codes of each provider, so that a provider cannot make any number of series', () => {
    const codes = Array.from({ length: 150 }, (_, index) => codeLabel('first', 1000 + index));
    expect(new Set(codes).size).toBe(101);
    expect(codeLabel('first', 1000)).toBe('1000');
    expect(codeLabel('first', 1149)).toBe('other');
    expect(codeLabel('second', 1149)).toBe('1149');
  });

  it.each([
    [undefined, 'none'],
    ['10', '10'],
    ['the text of a provider', 'other'],
    ['989121234567', 'other'],
  ])('make of the code %j the value %s', (code, label) => {
    expect(codeLabel('third', code)).toBe(label);
  });

  it.each([
    ['IR', 'sms', 'IR'],
    [null, 'email', 'none'],
    [null, 'sms', 'other'],
  ])('make of the country %j of the channel %s the value %s', (country, channel, label) => {
    expect(countryLabel(country, channel)).toBe(label);
  });
});
