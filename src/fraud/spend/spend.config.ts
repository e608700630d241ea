import type { ConfigType } from '@nestjs/config';
import { defineConfig, variable } from '../../config/index.js';
import { priceTable } from './price-table.js';
import { spendLimits, type SpendLimit } from './spend-limits.js';

/** How much texts may cost. */
export const spendConfig = defineConfig('spend', {
  title: 'Spending',
  variables: {
    SPEND_LIMITS: variable(spendLimits, {
      default: '',
      help: 'Money for texts by destination country and window, such as `IR=5000000IRR/day;*=20USD/hour`: [fraud.md](fraud.md#money)',
    }),
    PRICE_TABLE: variable(priceTable, {
      help: 'Prices of one segment by provider and country, for providers that report what a message costs late or never',
    }),
  },
  faults: ({ SPEND_LIMITS }) =>
    destinationsOf(SPEND_LIMITS)
      .filter((destination) => currenciesOf(SPEND_LIMITS, destination).size > 1)
      .map((destination) => `SPEND_LIMITS has several currencies for ${destination}: write its limits in one currency`),
  read: ({ SPEND_LIMITS, PRICE_TABLE }) => ({ limits: SPEND_LIMITS, prices: PRICE_TABLE ?? {} }),
});

export type SpendConfig = ConfigType<typeof spendConfig>;

function destinationsOf(limits: SpendLimit[]): string[] {
  return [...new Set(limits.map(({ destination }) => destination))];
}

function currenciesOf(limits: SpendLimit[], destination: string): Set<string> {
  return new Set(limits.filter((limit) => limit.destination === destination).map(({ currency }) => currency));
}
