/** An amount in millionths of its currency, so that sums are exact. */
export type Micros = bigint;

const MILLION = 1_000_000;

export function toMicros(amount: number): Micros {
  return BigInt(Math.round(amount * MILLION));
}

/** In the currency, for people and for metrics. */
export function fromMicros(micros: Micros): number {
  return Number(micros) / MILLION;
}
