import { chooseLocale } from './locale.policy.js';

describe('chooseLocale', () => {
  it.each([
    [{ requested: 'fa', acceptLanguage: 'en', country: 'CO' }, 'fa'],
    [{ requested: 'fa-IR', country: 'CO' }, 'fa'],
    [{ requested: 'ES_co' }, 'es'],
    [{ requested: 'de', acceptLanguage: 'es', country: 'IR' }, 'es'],
    [{ acceptLanguage: 'en-US,en;q=0.9,fa;q=0.8', country: 'IR' }, 'en'],
    [{ acceptLanguage: 'en;q=0.3, fa-IR;q=0.9', country: 'CO' }, 'fa'],
    [{ acceptLanguage: 'de, es;q=0.5', country: 'IR' }, 'es'],
    [{ acceptLanguage: 'en;q=0, *', country: 'IR' }, 'fa'],
    [{ acceptLanguage: 'en;q=0, *', country: 'CO' }, 'es'],
    [{ acceptLanguage: 'fa;Q=0.1, es ; q=0.5', country: 'IR' }, 'es'],
    [{ acceptLanguage: 'fa;q = 0.1, en;q="0.5"', country: 'CO' }, 'en'],
    [{ acceptLanguage: 'de-DE', country: 'IR' }, 'fa'],
    [{ acceptLanguage: ';;q=,,=;q=x', country: 'CO' }, 'es'],
    [{ country: 'IR' }, 'fa'],
    [{ country: 'AF' }, 'fa'],
    [{ country: 'CO' }, 'es'],
    [{ country: 'MX' }, 'es'],
    [{ country: 'BR' }, 'en'],
    [{ requested: 'farsi' }, 'en'],
    [{ requested: 'fa_IR.UTF-8' }, 'fa'],
    [{ requested: '\u200efa\u200e' }, 'fa'],
    [{ requested: 'fa.UTF-8', country: 'CO' }, 'fa'],
    [{ requested: '../../fa', country: 'CO' }, 'es'],
    [{ requested: 'fa\u0000', country: 'CO' }, 'es'],
    [{ requested: '', country: 'CO' }, 'es'],
    [{ requested: '', acceptLanguage: 'fa', country: 'CO' }, 'fa'],
    [{ requested: '-'.repeat(50_000), acceptLanguage: 'fa' }, 'fa'],
    [{ requested: 'constructor' }, 'en'],
    [{}, 'en'],
  ] as const)('chooses for %j the language %s', (options, locale) => {
    expect(chooseLocale(options)).toBe(locale);
  });
});
