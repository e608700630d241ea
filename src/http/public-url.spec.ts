import { parsePublicUrl } from './public-url.js';

describe('parsePublicUrl', () => {
  it.each([
    ['https://otp.example.com', 'https://otp.example.com'],
    ['https://otp.example.com/', 'https://otp.example.com'],
    ['https://otp.example.com///', 'https://otp.example.com'],
    ['HTTPS://OTP.Example.com/Ramz/', 'https://otp.example.com/Ramz'],
    ['https://otp.example.com:443/ramz', 'https://otp.example.com/ramz'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://رمز.example', 'https://xn--wgbc0d.example'],
    ['https://ＯＴＰ.example.com', 'https://otp.example.com'],
    ['http://[::1]:3000/', 'http://[::1]:3000'],
  ])('%s is normalised to %s', (text, normalised) => {
    expect(parsePublicUrl(text).normalised).toBe(normalised);
    expect(parsePublicUrl(normalised)).toEqual({ normalised, given: normalised });
  });

  it('the address as it was written is kept, without slashes at the end', () => {
    expect(parsePublicUrl('https://OTP.Example.com/Ramz//').given).toBe('https://OTP.Example.com/Ramz');
  });

  it.each([
    ['otp.example.com', 'starts with http'],
    ['ftp://otp.example.com', 'starts with http'],
    ['https://otp.example.com?a=1', 'query'],
    ['https://otp.example.com/?', 'query'],
    ['https://otp.example.com/#top', 'fragment'],
    ['https://otp.example.com/#', 'fragment'],
    ['https://user:secret@otp.example.com', 'password'],
    ['https://user@otp.example.com', 'user'],
  ])('%s is refused with a sentence about the %s', (text, words) => {
    expect(() => parsePublicUrl(text)).toThrow(words);
    expect(() => parsePublicUrl(text)).not.toThrow('otp.example.com');
  });
});
