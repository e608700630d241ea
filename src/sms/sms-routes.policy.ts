import type { CountryCode } from 'libphonenumber-js/max';
import type { AppConfig, ProviderName } from '../config/index.js';

/** Twilio has delivered nothing to Iran since March 2025 (Twilio error 60605). */
const UNREACHABLE: Partial<Record<CountryCode, readonly ProviderName[]>> = { IR: ['twilio'] };

/** The providers for a destination in order, of those configured. Empty: no way to send there. */
export function providersFor(country: CountryCode, sms: AppConfig['sms']): (ProviderName | 'simulation')[] {
  if (sms.simulated) return ['simulation'];
  const named = sms.routes.get(country) ?? sms.routes.get('*') ?? [];
  const unreachable = UNREACHABLE[country] ?? [];
  return named.filter((provider) => sms.providers.includes(provider) && !unreachable.includes(provider));
}
