import { generateCode, readCode } from './otp-code.js';

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

describe('readCode', () => {
  it.each([
    ['123456', '123456'],
    [' 012345\n', '012345'],
    ['۱۲۳۴۵۶', '123456'],
    ['٠١٢٣٤٥', '012345'],
    ['１２３４５６', '123456'],
    ['123 456', '123456'],
    ['12-34—56', '123456'],
    ['\u2066123\u200b456\u2069', '123456'],
  ])('reads %j as %s', (entered, code) => {
    expect(readCode(entered, 6)).toBe(code);
  });

  it.each(['', ' ', '12345', '1234567', '12345x', 'G-123456', '123.456', '123\n456', '123456\u0000', '¹²³⁴⁵⁶'])(
    'finds no code of six digits in %j',
    (entered) => {
      expect(readCode(entered, 6)).toBeUndefined();
    },
  );

  it.each([4, 10])('reads codes of %i digits where those are sent', (length) => {
    const code = '0123456789'.slice(0, length);
    expect(readCode(code, length)).toBe(code);
    expect(readCode('012345', length)).toBeUndefined();
  });
});
