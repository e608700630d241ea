import { countSegments, segmentWarnings } from './segments.js';

describe('the segment counter', () => {
  it.each([
    ['nothing', '', 'gsm7', 1, 0],
    ['160 GSM characters', 'a'.repeat(160), 'gsm7', 1, 160],
    ['161 GSM characters', 'a'.repeat(161), 'gsm7', 2, 161],
    ['two full GSM parts', 'a'.repeat(306), 'gsm7', 2, 306],
    ['one more', 'a'.repeat(307), 'gsm7', 3, 307],
    ['80 euro signs', '€'.repeat(80), 'gsm7', 1, 160],
    ['an escaped character that a part has no room for', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'gsm7', 3, 306],
    ['GSM letters beyond ASCII', 'ñäöü¿¡Ω@\n', 'gsm7', 1, 9],
    ['a backtick, which GSM-7 lacks', '`', 'ucs2', 1, 1],
    ['an ó, which GSM-7 lacks', 'código', 'ucs2', 1, 6],
    ['70 Persian letters', 'ک'.repeat(70), 'ucs2', 1, 70],
    ['71 Persian letters', 'ک'.repeat(71), 'ucs2', 2, 71],
    ['two full UCS-2 parts', 'ک'.repeat(134), 'ucs2', 2, 134],
    ['one more', 'ک'.repeat(135), 'ucs2', 3, 135],
    ['35 emoji', '🔑'.repeat(35), 'ucs2', 1, 70],
    ['a pair that a part has no room for', `${'ک'.repeat(66)}🔑${'ک'.repeat(66)}`, 'ucs2', 3, 134],
  ] as const)('counts %s', (_, text, encoding, segments, units) => {
    expect(countSegments(text)).toEqual({ encoding, segments, units });
  });
});

describe('the warning at start', () => {
  const otp = {
    length: 6,
    lifetimeMs: 300_000,
    maxAttempts: 5,
    resendCooldownMs: 30_000,
    requireChallenge: false,
    enforceCooldown: false,
    peppers: [],
    testNumbers: [],
    retentionMs: 0,
  };

  it('is silent for the texts alone, and with either suffix, even for the longest code', () => {
    const longest = { ...otp, length: 10, lifetimeMs: 600_000 };
    expect(segmentWarnings(longest)).toEqual([]);
    expect(segmentWarnings({ ...otp, androidAppHash: 'FA+9qCX9VSu' })).toEqual([]);
    expect(segmentWarnings({ ...otp, webOtpDomain: 'example.com' })).toEqual([]);
  });

  it('names the language that both suffixes make too long', () => {
    const warnings = segmentWarnings({ ...otp, androidAppHash: 'FA+9qCX9VSu', webOtpDomain: 'example.com' });
    expect(warnings).toEqual([expect.stringContaining('The "fa" message is billed as 2 SMS')]);
  });

  it('names every language for a very long domain', () => {
    expect(segmentWarnings({ ...otp, webOtpDomain: `${'a'.repeat(60)}.${'b'.repeat(60)}.example` })).toHaveLength(3);
  });
});
