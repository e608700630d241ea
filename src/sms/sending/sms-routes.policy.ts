import type { CountryCode } from 'libphonenumber-js/max';
import type { ConfiguredProvider, ProviderDescriptor } from '../providers/define-provider.js';

/** Provider names in order, by country or `*` for all other countries. */
export type SmsRoutes = ReadonlyMap<string, readonly string[]>;

/** The part of the configuration that decides routes. */
export interface Routing {
  routes: SmsRoutes;
  allowedCountries: ReadonlySet<CountryCode>;
  providers: readonly Pick<ConfiguredProvider, 'name' | 'unreachable'>[];
  simulated: boolean;
}

/** The default of `SMS_ROUTES`, from the `countries` of the descriptors. */
export function defaultRoutes(providers: readonly Pick<ProviderDescriptor, 'name' | 'countries'>[]): string {
  const destinations = new Set(providers.flatMap(({ countries }) => countries));
  const byName = [...destinations].filter((destination) => destination !== '*').toSorted();
  return [...byName, ...(destinations.has('*') ? ['*' as const] : [])]
    .map((destination) => {
      const serving = providers.filter(({ countries }) => countries.includes(destination));
      return `${destination}=${serving.map(({ name }) => name).join(',')}`;
    })
    .join(';');
}

/** The configured providers for a destination, in order. Empty if nothing can be sent there. */
export function providersFor(country: string, { routes, providers, simulated }: Routing): string[] {
  if (simulated) return ['simulation'];
  const named = routes.get(country) ?? routes.get('*') ?? [];
  return named.filter((name) => {
    const provider = providers.find((candidate) => candidate.name === name);
    return provider && !isUnreachable(country, provider);
  });
}

/** Sentences about routes that will not work, for the operator at start. */
export function routeWarnings({ routes, allowedCountries, providers }: Routing): string[] {
  const blocked = providers.flatMap((provider) =>
    provider.unreachable
      .filter((country) => {
        const named = routes.get(country) ?? (allowedCountries.has(country) ? routes.get('*') : undefined);
        return named?.includes(provider.name);
      })
      .map(
        (country) => `SMS_ROUTES sends ${country} to ${provider.name}, which delivers nothing there. It is skipped.`,
      ),
  );
  const unconfigured = [...routes].flatMap(([destination, names]) =>
    providers.length > 0 && !names.some((name) => providers.some((provider) => provider.name === name))
      ? [
          `SMS_ROUTES names no configured provider for ${destination === '*' ? 'other countries' : destination}: codes there are refused.`,
        ]
      : [],
  );
  return [...blocked, ...unconfigured];
}

function isUnreachable(country: string, { unreachable }: Pick<ConfiguredProvider, 'unreachable'>): boolean {
  return unreachable.some((candidate) => candidate === country);
}
