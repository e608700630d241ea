import { getCountries } from 'libphonenumber-js/max';
import { parsed } from '../../config/index.js';
import { toMicros, type Micros } from './money.js';

export const SPEND_WINDOWS = { hour: 3_600_000, day: 86_400_000 } as const;
export type SpendWindowName = keyof typeof SPEND_WINDOWS;

/** Beyond the limit, people are checked; beyond 120 % of it, only verified numbers and the allow list get messages. */
const CEILING_PERCENT = 120n;

export interface SpendLimit {
  /** ISO country, or `*` for all countries without a limit of their own, together. */
  destination: string;
  amount: Micros;
  /** ISO 4217. */
  currency: string;
  window: SpendWindowName;
}

const FORM = 'must be like IR=5000000IRR/day;*=20USD/hour (country or *, amount, currency, hour or day)';
const COUNTRIES = new Set<string>([...getCountries(), '*']);

/** The value of `SPEND_LIMITS`. */
export const spendLimits = parsed('`country=amount currency/window`, separated by semicolons', (text): SpendLimit[] =>
  text
    .split(';')
    .filter((item) => item.trim() !== '')
    .map((item) => {
      const [, destination = '', amount, currency = '', window] =
        /^([A-Z]{2}|\*)=(\d+(?:\.\d{1,6})?)([A-Z]{3})\/(hour|day)$/.exec(item.trim()) ?? [];
      if (!COUNTRIES.has(destination) || !(Number(amount) > 0)) throw new Error(FORM);
      return { destination, amount: toMicros(Number(amount)), currency, window: window as SpendWindowName };
    }),
);

/** The limits that a code to a country counts against: its own ones, or those of `*`. */
export function limitsFor(country: string, limits: readonly SpendLimit[]): SpendLimit[] {
  const own = limits.filter(({ destination }) => destination === country);
  return own.length > 0 ? own : limits.filter(({ destination }) => destination === '*');
}

/** What the messages of a window may cost at most. */
export function ceilingOf({ amount }: SpendLimit): Micros {
  return (amount * CEILING_PERCENT) / 100n;
}

/** When the window began that contains a time. Windows begin at full hours and at midnight, in UTC. */
export function windowStart(window: SpendWindowName, now: number): Date {
  const length = SPEND_WINDOWS[window];
  return new Date(Math.floor(now / length) * length);
}
