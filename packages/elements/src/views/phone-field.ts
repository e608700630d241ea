import { h, setText } from '../dom.js';
import { splitInternational } from '../phone-number.js';
import type { Texts } from '../texts.js';
import type { VerificationFlow } from '../verification-flow.js';

/** The number with its country. Only the calling code is shown; the list behind it has the names. */
export function phoneField(
  flow: VerificationFlow,
  texts: Texts,
): { nodes: HTMLElement[]; input: HTMLInputElement; update(): void } {
  const { countries } = flow;
  const code = h('span', { 'aria-hidden': 'true' });
  const options = Object.entries(countries)
    .map(([country, callingCode]) => ({ country, callingCode, name: texts.country(country) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, texts.locale))
    // The isolate keeps the plus sign before the digits in right-to-left names.
    .map(({ country, callingCode, name }) => h('option', { value: country }, `${name} (\u2066+${callingCode}\u2069)`));
  const select = h(
    'select',
    {
      part: 'country',
      'aria-label': texts.messages.country,
      disabled: options.length < 2,
      change: () => flow.edit({ country: select.value }),
    },
    ...options,
  );
  const input = h('input', {
    part: 'input',
    id: 'contact',
    name: 'phone_number',
    type: 'tel',
    autocomplete: 'tel',
    enterkeyhint: 'send',
    input: () => {
      const split = splitInternational(input.value, countries, flow.country);
      // An international number, typed, pasted or filled in, chooses its country.
      if (split) input.value = split.national;
      flow.edit({ phone: input.value, ...(split && { country: split.country }) });
    },
  });
  input.value = flow.draft.phone ?? '';
  return {
    nodes: options.length > 0 ? [h('span', { part: 'picker' }, code, select), input] : [input],
    input,
    update() {
      select.value = flow.country;
      setText(code, `+${countries[flow.country]}`);
    },
  };
}
