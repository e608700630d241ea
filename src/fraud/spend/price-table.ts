import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parsed } from '../../config/index.js';
import { toMicros, type Micros } from './money.js';

const tableSchema = z.record(
  z.string(),
  z.record(
    z.string().regex(/^([A-Z]{2}|\*)$/),
    z.strictObject({ price: z.number().positive(), currency: z.string().length(3) }),
  ),
);

/** Prices of a text of one segment, by provider and country, where `*` stands for all other countries. */
export type PriceTable = z.output<typeof tableSchema>;

const FAULT =
  'must be the path of a JSON file such as {"provider-name": {"IR": {"price": 1200, "currency": "IRR"}}}, with countries or *';

/** The value of `PRICE_TABLE`. */
export const priceTable = parsed('path of a JSON file', (path): PriceTable => {
  const { success, data } = tableSchema.safeParse(documentAt(path));
  if (!success) throw new Error(FAULT);
  return data;
});

/** The highest price of a segment to a country in a currency, so that the money set aside is enough for any provider. */
export function highestPrice(table: PriceTable, country: string, currency: string): Micros | undefined {
  const prices = Object.values(table)
    .map((byCountry) => byCountry[country] ?? byCountry['*'])
    .filter((price) => price?.currency === currency)
    .map((price) => toMicros(price!.price));
  return prices.toSorted((a, b) => Number(b - a))[0];
}

function documentAt(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Error(FAULT);
  }
}
