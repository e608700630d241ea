import type { CountryCode } from 'libphonenumber-js/max';
import { text, variable } from '../../config/index.js';
import { defineProvider } from '../providers/define-provider.js';
import { PROVIDERS } from '../providers/index.js';
import { SimulationProvider } from '../providers/simulation/simulation.provider.js';
import { defaultRoutes, providersFor, routeWarnings, type Routing } from './sms-routes.policy.js';

function sms(names: string[], routes: [string, string[]][]): Routing {
  return {
    providers: PROVIDERS.filter(({ name }) => names.includes(name)),
    routes: new Map(routes),
    allowedCountries: new Set(),
    simulated: names.length === 0,
  };
}

/** A provider that exists only in these tests. */
function described(name: string, countries?: (CountryCode | '*')[]) {
  return defineProvider({
    name,
    title: name,
    environment: { MADE_UP_API_KEY: variable(text, { help: 'API key' }) },
    enabledBy: 'MADE_UP_API_KEY',
    secrets: ['MADE_UP_API_KEY'],
    countries,
    capabilities: ['polling'],
    create: () => new SimulationProvider(),
  });
}

describe('defaultRoutes', () => {
  it('each destination has the providers whose descriptors list it, in the order of the list', () => {
    const providers = [described('world', ['*']), described('local', ['IR', 'AF']), described('both', ['IR', '*'])];
    expect(defaultRoutes(providers)).toBe('AF=local;IR=local,both;*=world,both');
    expect(defaultRoutes(providers.toReversed())).toBe('AF=local;IR=both,local;*=both,world');
  });

  it('a provider without countries is in no default route', () => {
    const local = described('local', ['IR', '*']);
    expect(defaultRoutes([described('new'), local])).toBe(defaultRoutes([local]));
  });

  it('there is no route for other countries if no provider serves them', () => {
    expect(defaultRoutes([described('local', ['IR'])])).toBe('IR=local');
  });

  it('the routes of Ramz are those of the product', () => {
    expect(defaultRoutes(PROVIDERS)).toBe('IR=kavenegar;*=twilio,kavenegar');
  });
});

describe('providersFor', () => {
  it('the route of the country takes precedence over the one for all others', () => {
    const both = sms(
      ['kavenegar', 'twilio'],
      [
        ['CO', ['twilio']],
        ['*', ['kavenegar']],
      ],
    );
    expect(providersFor('CO', both)).toEqual(['twilio']);
    expect(providersFor('TR', both)).toEqual(['kavenegar']);
  });

  it('providers that are not configured are skipped', () => {
    expect(providersFor('TR', sms(['kavenegar'], [['*', ['twilio', 'kavenegar']]]))).toEqual(['kavenegar']);
    expect(providersFor('TR', sms(['kavenegar'], [['*', ['twilio']]]))).toEqual([]);
  });

  it('a provider that cannot reach the country is skipped, whatever the routes say', () => {
    expect(providersFor('IR', sms(['kavenegar', 'twilio'], [['IR', ['twilio', 'kavenegar']]]))).toEqual(['kavenegar']);
  });

  it('a country without a route has no provider', () => {
    expect(providersFor('TR', sms(['kavenegar'], [['IR', ['kavenegar']]]))).toEqual([]);
  });

  it('every destination is simulated if no provider is configured', () => {
    expect(providersFor('IR', sms([], [['IR', ['kavenegar']]]))).toEqual(['simulation']);
  });
});

describe('routeWarnings', () => {
  it('a route to a country that the provider cannot reach gives a warning', () => {
    expect(routeWarnings(sms(['kavenegar', 'twilio'], [['IR', ['twilio', 'kavenegar']]]))).toEqual([
      'SMS_ROUTES sends IR to twilio, which delivers nothing there. It is skipped.',
    ]);
  });

  it('such a country gives a warning even if only the route for all others covers it', () => {
    const others = { ...sms(['twilio'], [['*', ['twilio']]]), allowedCountries: new Set(['IR'] as const) };
    expect(routeWarnings(others)).toEqual([expect.stringContaining('IR to twilio')]);
    expect(routeWarnings({ ...others, allowedCountries: new Set() })).toEqual([]);
  });

  it('a destination without a configured provider gives a warning', () => {
    expect(
      routeWarnings(
        sms(
          ['kavenegar'],
          [
            ['CO', ['twilio']],
            ['*', ['twilio', 'kavenegar']],
          ],
        ),
      ),
    ).toEqual(['SMS_ROUTES names no configured provider for CO: codes there are refused.']);
    expect(routeWarnings(sms([], [['CO', ['twilio']]]))).toEqual([]);
  });
});
