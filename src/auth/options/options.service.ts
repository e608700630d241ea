import { Inject, Injectable } from '@nestjs/common';
import { callingCodeOf } from '../../common/phone-number.js';
import { installationConfig, type InstallationConfig } from '../../config/index.js';
import { emailConfig, type EmailConfig } from '../../email/index.js';
import { humanCheckConfig, type HumanCheckConfig } from '../../fraud/index.js';
import { LOCALE_NAMES, type Locale } from '../../messaging/index.js';
import { smsConfig, type SmsConfig } from '../../sms/index.js';
import type { Channel } from '../otp/channel.js';
import { otpConfig, type OtpConfig } from '../otp/otp.config.js';
import { sessionConfig, type SessionConfig } from '../sessions/session.config.js';

/** What a client may offer to its user. Decided by the configuration alone, so it is the same for everybody. */
export interface ClientOptions {
  channels: Channel[];
  /** Calling codes without `+`, by ISO code. */
  countries: Record<string, string>;
  defaultCountry: string;
  codeLength: number;
  locales: Locale[];
  resendInSeconds: number;
  humanCheck?: { provider: string; siteKey?: string };
  sessions: ('token' | 'cookie')[];
}

/** Finds out what a client may offer. */
@Injectable()
export class OptionsService {
  readonly options: ClientOptions;

  constructor(
    @Inject(installationConfig.KEY) { defaultCountry }: InstallationConfig,
    @Inject(otpConfig.KEY) otp: OtpConfig,
    @Inject(smsConfig.KEY) sms: SmsConfig,
    @Inject(emailConfig.KEY) email: EmailConfig,
    @Inject(humanCheckConfig.KEY) { check }: HumanCheckConfig,
    @Inject(sessionConfig.KEY) session: SessionConfig,
  ) {
    const countries = [...sms.allowedCountries].toSorted();
    this.options = {
      channels: otp.channels.filter((channel) => (channel === 'email' ? email.enabled : sms.enabled)),
      countries: Object.fromEntries(countries.map((country) => [country, callingCodeOf(country)])),
      defaultCountry: sms.allowedCountries.has(defaultCountry) ? defaultCountry : (countries[0] ?? defaultCountry),
      codeLength: otp.length,
      locales: LOCALE_NAMES,
      resendInSeconds: otp.resendCooldownMs / 1000,
      humanCheck: check && { provider: check.provider, siteKey: check.siteKey },
      sessions: session.cookies ? ['token', 'cookie'] : ['token'],
    };
  }
}
