import type { CountryCode } from 'libphonenumber-js/max';
import type { AppConfig, ProviderName } from '../config/index.js';

/** Twilio has delivered nothing to Iran since March 2025 (Twilio error 60605). */
const UNREACHABLE: Readonly<Record<string, readonly ProviderName[]>> = { IR: ['twilio'] };

/** The providers for a destination in order, of those configured. Empty: no way to send there. */
export function providersFor(country: string, sms: AppConfig['sms']): (ProviderName | 'simulation')[] {
  if (sms.simulated) return ['simulation'];
  const named = sms.routes.get(country as CountryCode) ?? sms.routes.get('*') ?? [];
  const unreachable = UNREACHABLE[country] ?? [];
  return named.filter((provider) => sms.providers.includes(provider) && !unreachable.includes(provider));
}
