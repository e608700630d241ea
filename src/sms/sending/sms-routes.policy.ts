import type { CountryCode } from 'libphonenumber-js/max';
import type { AppConfig, ProviderName } from '../../config/index.js';

/** Twilio has delivered nothing to Iran since March 2025 (Twilio error 60605). */
const UNREACHABLE: Readonly<Record<string, readonly ProviderName[]>> = { IR: ['twilio'] };

/** The providers for a destination in order, of those configured. Empty: no way to send there. */
export function providersFor(country: string, sms: AppConfig['sms']): (ProviderName | 'simulation')[] {
  if (sms.simulated) return ['simulation'];
  const named = sms.routes.get(country as CountryCode) ?? sms.routes.get('*') ?? [];
  const unreachable = UNREACHABLE[country] ?? [];
  return named.filter((provider) => sms.providers.includes(provider) && !unreachable.includes(provider));
}

/** What an operator should know of the routes at start. */
export function routeWarnings(sms: AppConfig['sms']): string[] {
  const allowed: ReadonlySet<string> = sms.allowedCountries;
  const blocked = Object.entries(UNREACHABLE).flatMap(([country, providers]) =>
    (sms.routes.get(country as CountryCode) ?? (allowed.has(country) ? sms.routes.get('*') : undefined) ?? [])
      .filter((provider) => providers.includes(provider) && sms.providers.includes(provider))
      .map(
        (provider) => `SMS_ROUTES sends ${country} to ${provider}, which delivers nothing there: it is passed over.`,
      ),
  );
  const unconfigured = [...sms.routes].flatMap(([destination, names]) =>
    sms.providers.length > 0 && !names.some((name) => sms.providers.includes(name))
      ? [
          `SMS_ROUTES names no configured provider for ${destination === '*' ? 'other countries' : destination}: codes there are refused.`,
        ]
      : [],
  );
  return [...blocked, ...unconfigured];
}
