import { Inject, Injectable } from '@nestjs/common';
import type { CountryCode } from '../../common/phone-number.js';
import {
  chooseLocale,
  countSegments,
  renderOtpMail,
  renderOtpText,
  type Locale,
  type MessagePayload,
} from '../../messaging/index.js';
import type { Channel } from './channel.js';
import { generateCode } from './otp-code.js';
import { otpConfig, type OtpConfig } from './otp.config.js';

/** What a code is made for. */
export interface CodeWish {
  /** The code itself, if it is given; otherwise one is made. */
  code?: string;
  /** The language that the client asks for. */
  locale?: string;
  acceptLanguage?: string;
  /** ISO country, for the language if the client asks for none. */
  country: CountryCode;
  /** How the message is sent, and the provider that makes and checks the code itself; absent if nothing is sent. */
  route?: { channel: Channel; managedBy?: string };
  now: number;
}

/** A code with its message, before the guard has let it through. */
export interface CodeDraft {
  code: string;
  locale: Locale;
  /** Absent if nothing is sent. */
  content?: MessagePayload;
  /** How many segments the text of an SMS has. */
  segments?: number;
}

/** Makes codes, and writes their texts and e-mails. */
@Injectable()
export class CodeDraftService {
  constructor(@Inject(otpConfig.KEY) private readonly otp: OtpConfig) {}

  draft({ code = generateCode(this.otp.length), locale: requested, route, now, ...client }: CodeWish): CodeDraft {
    const locale = chooseLocale({ requested, ...client });
    if (!route) return { code, locale };
    const content = this.contentOf(route, code, locale, now);
    const segments = route.channel === 'sms' ? countSegments(content.text).segments : undefined;
    return { code, locale, content, segments };
  }

  private contentOf(
    { channel, managedBy }: NonNullable<CodeWish['route']>,
    code: string,
    locale: Locale,
    now: number,
  ): MessagePayload {
    if (managedBy) return { text: '', managed: { provider: managedBy, locale } };
    const { lifetimeMs, webOtpDomain, androidAppHash } = this.otp;
    const minutes = lifetimeMs / 60_000;
    const otp = { code, locale };
    if (channel !== 'email') {
      return { text: renderOtpText({ locale, code, minutes, webOtpDomain, androidAppHash }), otp };
    }
    const expiresAt = new Date(now + lifetimeMs);
    const { text, ...mail } = renderOtpMail({ locale, code, minutes, expiresAt });
    return { text, mail, otp };
  }
}
