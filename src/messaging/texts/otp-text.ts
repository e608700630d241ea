import { LOCALES, type Locale } from './locale.registry.js';

export interface OtpTextOptions {
  locale: Locale;
  code: string;
  /** Validity of the code. */
  minutes: number;
  /** Domain without scheme. */
  webOtpDomain?: string;
  /** The 11-character hash of the Android SMS Retriever. */
  androidAppHash?: string;
}

/**
 * Renders the SMS that carries a code.
 *
 * The origin-bound line has to be the last one (https://wicg.github.io/sms-one-time-codes/). The SMS Retriever accepts its
 * hash anywhere in the message (https://developers.google.com/identity/sms-retriever/verify), so that is the line before.
 */
export function renderOtpText({ locale, code, minutes, webOtpDomain, androidAppHash }: OtpTextOptions): string {
  const lines = LOCALES[locale].otp(code, minutes);
  if (androidAppHash) lines.push(androidAppHash);
  if (webOtpDomain) lines.push(`@${webOtpDomain} #${code}`);
  return lines.join('\n');
}
