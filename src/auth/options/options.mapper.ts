import type { OptionsDto } from './options.dto.js';
import type { ClientOptions } from './options.service.js';

export function toOptionsDto(options: ClientOptions): OptionsDto {
  const { humanCheck } = options;
  return {
    channels: options.channels,
    countries: options.countries,
    default_country: options.defaultCountry,
    code_length: options.codeLength,
    locales: options.locales,
    resend_in: options.resendInSeconds,
    human_check: humanCheck ? { provider: humanCheck.provider, site_key: humanCheck.siteKey } : null,
    sessions: options.sessions,
  };
}
