import { LOCALE_NAMES } from './locale.registry.js';
import { renderOtpText } from './otp-text.js';

export interface SegmentCount {
  encoding: 'gsm7' | 'ucs2';
  segments: number;
  /** Septets for GSM-7, UTF-16 units for UCS-2. */
  units: number;
}

/** GSM 03.38 default alphabet, https://www.3gpp.org/dynareport/23038.htm */
const GSM7_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Sent as an escape and a septet. */
const GSM7_EXTENSION = new Set('\f^{}\\[~]|€');
/** Units in a message of one segment, and in each of several, whose header takes the rest. */
const CAPACITY = { gsm7: { single: 160, part: 153 }, ucs2: { single: 70, part: 67 } };

/** How many SMS a text is billed as. */
export function countSegments(text: string): SegmentCount {
  const characters = Array.from(text);
  const encoding = characters.every((c) => GSM7_BASIC.has(c) || GSM7_EXTENSION.has(c)) ? 'gsm7' : 'ucs2';
  const costs = characters.map((c) => (encoding === 'ucs2' ? c.length : GSM7_EXTENSION.has(c) ? 2 : 1));
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  const { single, part } = CAPACITY[encoding];
  if (units <= single) return { encoding, segments: 1, units };
  // An escaped character or a surrogate pair is not cut in two: it moves to the next segment as a whole.
  let segments = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > part) {
      segments += 1;
      used = 0;
    }
    used += cost;
  }
  return { encoding, segments, units };
}

/** What the length of the text depends on. */
interface CodeTextOptions {
  length: number;
  lifetimeMs: number;
  webOtpDomain?: string;
  androidAppHash?: string;
}

/** A sentence for each language whose message, with its last lines, is billed as more than one SMS. */
export function segmentWarnings(otp: CodeTextOptions): string[] {
  return LOCALE_NAMES.flatMap((locale) => {
    const text = renderOtpText({
      ...otp,
      locale,
      code: '0'.repeat(otp.length),
      minutes: Math.round(otp.lifetimeMs / 60_000),
    });
    const { encoding, segments, units } = countSegments(text);
    if (segments === 1) return [];
    return [
      `The "${locale}" message is billed as ${segments} SMS: ${units} characters where ${CAPACITY[encoding].single} fit. ` +
        'A shorter OTP_WEBOTP_DOMAIN, or only one of it and OTP_ANDROID_APP_HASH, saves the rest.',
    ];
  });
}
