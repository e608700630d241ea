import { Counter, Histogram } from 'prom-client';
import { codeLabel, countryLabel, NONE } from './label-values.js';
import { registry } from './registry.js';

const messages = new Counter({
  name: 'ramz_messages_total',
  help: 'Steps of messages: calls that failed, acceptance by a provider, delivery reports, and ends without a provider',
  labelNames: ['channel', 'provider', 'method', 'status', 'code'],
  registers: [registry],
});

const delivery = new Histogram({
  name: 'ramz_message_delivery_seconds',
  help: 'Time from the acceptance of a message by its provider to the report of its delivery',
  labelNames: ['provider'],
  buckets: [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600],
  registers: [registry],
});

const spend = new Counter({
  name: 'ramz_spend_total',
  help: 'Prices that providers reported when they accepted messages',
  labelNames: ['provider', 'country', 'currency'],
  registers: [registry],
});

/**
 * What happened to a message.
 * - `accepted`, `delivered`, `undelivered`, `failed` by a report: its row has this status now
 * - `failed`, `unknown` with a code: a call did not send it, or its answer was lost
 * - `given_up`, `expired`, `cancelled`: it has ended without a provider
 */
export interface MessageStep {
  channel: string;
  provider?: string | null;
  method?: string | null;
  status: 'accepted' | 'delivered' | 'undelivered' | 'failed' | 'unknown' | 'given_up' | 'expired' | 'cancelled';
  /** Of the provider. */
  code?: number | string;
}

export function countMessage({ channel, provider, method, status, code }: MessageStep): void {
  const name = provider ?? NONE;
  messages.inc({ channel, provider: name, method: method ?? NONE, status, code: codeLabel(name, code) });
}

export function observeDelivery(provider: string, seconds: number): void {
  delivery.observe({ provider }, Math.max(0, seconds));
}

export function countSpend(accepted: {
  channel: string;
  provider: string;
  country: string | null;
  cost?: number | null;
  currency?: string | null;
}): void {
  const { channel, provider, country, cost, currency } = accepted;
  if (!cost || cost < 0 || !currency) return;
  spend.inc({ provider, country: countryLabel(country, channel), currency }, cost);
}
