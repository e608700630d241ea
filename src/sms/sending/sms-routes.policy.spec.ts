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
  it('takes the route of the country before the one for all others', () => {
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

  it('leaves out providers that are not configured', () => {
    expect(providersFor('TR', sms(['kavenegar'], [['*', ['twilio', 'kavenegar']]]))).toEqual(['kavenegar']);
    expect(providersFor('TR', sms(['kavenegar'], [['*', ['twilio']]]))).toEqual([]);
  });

  it('never sends to Iran through Twilio, whatever the routes say', () => {
    expect(providersFor('IR', sms(['kavenegar', 'twilio'], [['IR', ['twilio', 'kavenegar']]]))).toEqual(['kavenegar']);
  });

  it('has no way where no route names the country', () => {
    expect(providersFor('TR', sms(['kavenegar'], [['IR', ['kavenegar']]]))).toEqual([]);
  });

  it('simulates everywhere when no provider is configured', () => {
    expect(providersFor('IR', sms([], [['IR', ['kavenegar']]]))).toEqual(['simulation']);
  });
});

describe('routeWarnings', () => {
  it('names a route that leads to Iran through Twilio', () => {
    expect(routeWarnings(sms(['kavenegar', 'twilio'], [['IR', ['twilio', 'kavenegar']]]))).toEqual([
      'SMS_ROUTES sends IR to twilio, which delivers nothing there: it is passed over.',
    ]);
  });

  it('names Iran where its codes would fall to the route of all others', () => {
    const others = { ...sms(['twilio'], [['*', ['twilio']]]), allowedCountries: new Set(['IR'] as const) };
    expect(routeWarnings(others)).toEqual([expect.stringContaining('IR to twilio')]);
    expect(routeWarnings({ ...others, allowedCountries: new Set() })).toEqual([]);
  });

  it('names a destination whose providers are not configured', () => {
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
