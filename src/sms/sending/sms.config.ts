import type { ConfigType } from '@nestjs/config';
import { getCountries, isSupportedCountry, type CountryCode } from 'libphonenumber-js/max';
import { boolean, choice, defineConfig, installationConfig, list, parsed, variable } from '../../config/index.js';
import { PROVIDERS } from '../providers/index.js';
import { defaultRoutes, type SmsRoutes } from './sms-routes.policy.js';

const PROVIDER_NAMES = PROVIDERS.map(({ name }) => name);

const routes = parsed('`country=provider,provider;…`, `*` for all other countries', (text): SmsRoutes => {
  const known = PROVIDER_NAMES.join(', ');
  const entries = text
    .split(';')
    .filter((part) => part.trim())
    .map((part) => {
      const [destination = '', names = '', ...rest] = part.split('=').map((piece) => piece.trim());
      const code = destination.toUpperCase();
      if (rest.length > 0 || (code !== '*' && !isSupportedCountry(code)))
        throw new Error(`must be like ${defaultRoutes(PROVIDERS)} with ISO country codes or *`);
      const providers = list(names.toLowerCase());
      if (providers.some((name) => !PROVIDER_NAMES.includes(name)))
        throw new Error(`names an unknown provider; known are ${known}`);
      if (providers.length === 0) throw new Error(`names no provider for one of its countries; known are ${known}`);
      return [code, providers] as const;
    });
  return new Map(entries);
});

const countries = parsed('ISO country codes, comma-separated, or `*`', (text): CountryCode[] => {
  if (text === '*') return getCountries();
  return list(text.toUpperCase()).map((code) => {
    if (!isSupportedCountry(code)) throw new Error('must be ISO country codes, comma-separated, or *');
    return code;
  });
});

/** Providers and their routes. */
export const smsConfig = defineConfig('sms', {
  title: 'Sending',
  variables: {
    SMS_ENABLED: variable(boolean, {
      default: 'true',
      help: 'Off: asking for a code answers 503 `sms_disabled`; verifying goes on',
    }),
    SMS_ROUTES: variable(routes, {
      default: defaultRoutes(PROVIDERS),
      help: `Providers by destination in order, of those configured: ${PROVIDER_NAMES.map((name) => `\`${name}\``).join(', ')}`,
    }),
    SMS_ALLOWED_COUNTRIES: variable(countries, {
      unset: 'the countries named in `SMS_ROUTES`, and `DEFAULT_COUNTRY`',
      help: 'Destinations; others answer 403 `destination_not_allowed`',
    }),
    SMS_UNKNOWN_OUTCOME: variable(choice('retry', 'reconcile', 'failover', 'fail'), {
      default: 'retry',
      help: "What comes first when a provider's answer was lost: send again, ask the provider, go to the next provider, or, for texts that are no codes, give up",
    }),
    ROUTE_BY_CONVERSION: variable(boolean, {
      default: 'false',
      help: 'Providers of a route in the order of the codes that were entered, for codes: [delivery.md](delivery.md#order-by-conversion)',
    }),
  },
  faults: (values, { production, environment }) => {
    if (!production || !values.SMS_ENABLED || configured(environment).length > 0) return [];
    const switches = PROVIDERS.map(({ enabledBy }) => enabledBy).join(', ');
    return [
      `No SMS provider is configured, and production does not simulate. Set one of ${switches}, or SMS_ENABLED=false`,
    ];
  },
  read: (values, { production, environment }) => {
    const providers = configured(environment).map((provider) => provider.configure(environment)!);
    const named = [...values.SMS_ROUTES.keys()].filter((code) => isSupportedCountry(code));
    const { defaultCountry } = installationConfig.read(environment);
    return {
      enabled: values.SMS_ENABLED,
      routes: values.SMS_ROUTES,
      allowedCountries: new Set<CountryCode>(values.SMS_ALLOWED_COUNTRIES ?? [...named, defaultCountry]),
      unknownOutcome: values.SMS_UNKNOWN_OUTCOME,
      routeByConversion: values.ROUTE_BY_CONVERSION,
      /** The providers with credentials. */
      providers,
      /** Nothing is sent, because there is no provider and this is not production. */
      simulated: !production && providers.length === 0,
    };
  },
});

export type SmsConfig = ConfigType<typeof smsConfig>;

function configured(environment: Readonly<Record<string, string | undefined>>) {
  return PROVIDERS.filter(({ enabledBy }) => environment[enabledBy] !== undefined);
}
