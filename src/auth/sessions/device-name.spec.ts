import fc from 'fast-check';
import { deviceName } from './device-name.js';

describe('deviceName', () => {
  it.each([
    [
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
      'Chrome on Android',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Safari on iOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
      'Microsoft Edge on Windows',
    ],
    ['SomeApp/2.1.0 (Linux; U; Android 14; Pixel 8)', 'Android Browser on Android'],
  ])('names %s', (userAgent, name) => {
    expect(deviceName(userAgent)).toBe(name);
  });

  it.each([null, '', '   ', 'okhttp/4.12.0', 'curl/8.5.0', '<script>alert(1)</script>/1 x', 'نرم‌افزار'])(
    'returns no name for %j',
    (userAgent) => {
      expect(deviceName(userAgent)).toBeUndefined();
    },
  );

  it('returns a short text of known names for any User-Agent', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `Mozilla/5.0 (${text}) ${text}/1 `),
        ),
        (userAgent) => {
          const name = deviceName(userAgent);
          return name === undefined || /^[\w .()-]{2,60}$/.test(name);
        },
      ),
    );
  });

  it('reads only the beginning of a very long User-Agent', () => {
    expect(deviceName(`${'x'.repeat(100_000)} Firefox/128.0`)).toBeUndefined();
  });
});
