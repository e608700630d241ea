/** Networks that the prefixes of Iranian mobile numbers were given to. Numbers move between them, so it is a hint. */
const OPERATORS: readonly [RegExp, string][] = [
  [/^\+989(?:1\d|9[0-6])/, 'mci'],
  [/^\+989(?:0[0-5]|3[035-9]|41)/, 'irancell'],
  [/^\+989(?:2[0-3])/, 'rightel'],
  [/^\+98932/, 'taliya'],
  [/^\+98998/, 'shatel'],
  [/^\+98999/, 'aptel'],
];

/** The operator that a prefix of a number hints at. Undefined where that is not known. */
export function operatorOf(prefix: string): string | undefined {
  return OPERATORS.find(([pattern]) => pattern.test(prefix))?.[1];
}
