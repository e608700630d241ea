import { PROVIDERS } from '../providers/index.js';
import { providersFor, routeWarnings, type Routing } from './sms-routes.policy.js';

function sms(names: string[], routes: [string, string[]][]): Routing {
  return {
    providers: PROVIDERS.filter(({ name }) => names.includes(name)),
    routes: new Map(routes),
    allowedCountries: new Set(),
    simulated: names.length === 0,
  };
}

describe('providersFor', () => {
  it('prefers the route of the country to the one for all others', () => {
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

  it('skips providers that are not configured', () => {
    expect(providersFor('TR', sms(['kavenegar'], [['*', ['twilio', 'kavenegar']]]))).toEqual(['kavenegar']);
    expect(providersFor('TR', sms(['kavenegar'], [['*', ['twilio']]]))).toEqual([]);
  });

  it('skips a provider that cannot reach the country, whatever the routes say', () => {
    expect(providersFor('IR', sms(['kavenegar', 'twilio'], [['IR', ['twilio', 'kavenegar']]]))).toEqual(['kavenegar']);
  });

  it('has no provider if no route names the country', () => {
    expect(providersFor('TR', sms(['kavenegar'], [['IR', ['kavenegar']]]))).toEqual([]);
  });

  it('simulates every destination if no provider is configured', () => {
    expect(providersFor('IR', sms([], [['IR', ['kavenegar']]]))).toEqual(['simulation']);
  });
});

describe('routeWarnings', () => {
  it('warns of a route to a country that the provider cannot reach', () => {
    expect(routeWarnings(sms(['kavenegar', 'twilio'], [['IR', ['twilio', 'kavenegar']]]))).toEqual([
      'SMS_ROUTES sends IR to twilio, which delivers nothing there. It is skipped.',
    ]);
  });

  it('warns of such a country if only the route for all others covers it', () => {
    const others = { ...sms(['twilio'], [['*', ['twilio']]]), allowedCountries: new Set(['IR'] as const) };
    expect(routeWarnings(others)).toEqual([expect.stringContaining('IR to twilio')]);
    expect(routeWarnings({ ...others, allowedCountries: new Set() })).toEqual([]);
  });

  it('warns of a destination without a configured provider', () => {
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
