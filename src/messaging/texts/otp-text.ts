import { LOCALES, type Locale } from './locale.registry.js';

export interface OtpTextOptions {
  locale: Locale;
  code: string;
  /** For how long the code is valid. */
  minutes: number;
  /** Bare domain. */
  webOtpDomain?: string;
  /** The 11 characters of the Android SMS Retriever. */
  androidAppHash?: string;
}

/**
 * The text of the message that carries a code.
 *
 * The origin-bound line has to be the last one (https://wicg.github.io/sms-one-time-codes/), while the SMS Retriever asks
 * only that the hash be in the message (https://developers.google.com/identity/sms-retriever/verify), so the hash goes
 * on the line before it.
 */
export function renderOtpText({ locale, code, minutes, webOtpDomain, androidAppHash }: OtpTextOptions): string {
  const lines = LOCALES[locale].otp(code, minutes);
  if (androidAppHash) lines.push(androidAppHash);
  if (webOtpDomain) lines.push(`@${webOtpDomain} #${code}`);
  return lines.join('\n');
}
