import { generateCode, normalizeCode } from './otp-code.js';

describe('generateCode', () => {
  it.each([4, 6, 8, 10])('returns %i digits and keeps leading zeros', (length) => {
    for (let i = 0; i < 200; i += 1) expect(generateCode(length)).toMatch(new RegExp(`^\\d{${length}}$`));
  });

  it('draws from the cryptographic generator of the system, with every value equally likely', () => {
    const draw = jest.spyOn(jest.requireActual<typeof import('node:crypto')>('node:crypto'), 'randomInt');
    draw.mockReturnValueOnce(42 as never);
    expect(generateCode(6)).toBe('000042');
    expect(draw).toHaveBeenLastCalledWith(1_000_000);
    draw.mockRestore();
  });

  it('uses every value of the first digit', () => {
    const seen = new Set(Array.from({ length: 1000 }, () => generateCode(6)[0]));
    expect(seen.size).toBe(10);
  });
});

it.each([
  ['123456', '123456'],
  [' 012345\n', '012345'],
  ['۱۲۳۴۵۶', '123456'],
  ['٠١٢٣٤٥', '012345'],
])('normalizeCode reads %j as %s', (entered, code) => {
  expect(normalizeCode(entered)).toBe(code);
});
