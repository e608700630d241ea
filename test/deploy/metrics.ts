import { RamzProcess } from '../support/ramz-process.js';
import { createTestEnvironment } from '../support/ramz-environment.js';
import { postJson, readCode } from './code-request.js';

export interface MetricFamily {
  type: string;
  labels: string[];
}
export type MetricFamilies = Record<string, MetricFamily>;

/** The contract: what `/metrics` exports, beside the metrics of the process. */
export const contract: MetricFamilies = {
  ramz_otp_requests_total: { type: 'counter', labels: ['purpose', 'channel', 'country', 'result'] },
  ramz_otp_verifications_total: { type: 'counter', labels: ['purpose', 'channel', 'result'] },
  ramz_messages_total: { type: 'counter', labels: ['channel', 'provider', 'method', 'status', 'code'] },
  ramz_provider_request_duration_seconds: { type: 'histogram', labels: ['provider', 'method', 'outcome'] },
  ramz_message_delivery_seconds: { type: 'histogram', labels: ['provider'] },
  ramz_queue_jobs: { type: 'gauge', labels: ['queue', 'state'] },
  ramz_queue_oldest_seconds: { type: 'gauge', labels: ['queue'] },
  ramz_rate_limited_total: { type: 'counter', labels: ['limit'] },
  ramz_breaker_open: { type: 'gauge', labels: ['provider', 'method'] },
  ramz_provider_credit: { type: 'gauge', labels: ['provider', 'currency'] },
  ramz_spend_total: { type: 'counter', labels: ['provider', 'country', 'currency'] },
  ramz_conversion_ratio: { type: 'gauge', labels: ['country', 'provider', 'window'] },
  ramz_fraud_decisions_total: { type: 'counter', labels: ['rule', 'action'] },
  ramz_http_request_duration_seconds: { type: 'histogram', labels: ['route', 'method', 'status'] },
};

const METRICS_TOKEN = 'token-of-the-tests-of-deploy';

/** Scrapes a running Ramz after it has sent and verified a code. */
export async function scrape(): Promise<MetricFamilies> {
  const environment = await createTestEnvironment();
  const ramz = await RamzProcess.start({ ...environment.variables, METRICS_TOKEN });
  try {
    const phone_number = '+989121234567';
    await postJson(`${ramz.url}/api/v1/auth/otp`, { phone_number });
    await ramz.waitForOutput('code: ');
    await postJson(`${ramz.url}/api/v1/auth/otp/verify`, { phone_number, code: readCode(ramz.output) });
    const response = await fetch(`${ramz.url}/metrics`, { headers: { Authorization: `Bearer ${METRICS_TOKEN}` } });
    return parseExposition(await response.text());
  } finally {
    await ramz.stop();
    await environment.dispose();
  }
}

/** Reads Prometheus' text format. A family without samples has no label names in it. */
export function parseExposition(text: string): MetricFamilies {
  const families: MetricFamilies = {};
  for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) families[name!] = { type: type!, labels: [] };
  for (const [, name, labels] of text.matchAll(/^([a-z_:][\w:]*)\{(.*)\} \S+$/gim)) {
    const family = families[name!] ?? families[familyOf(name!)];
    for (const [, label] of labels!.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g))
      if (label !== 'le' && !family?.labels.includes(label!)) family?.labels.push(label!);
  }
  return families;
}

/** A histogram `x` has the series `x_bucket`, `x_sum` and `x_count`. */
export function familyOf(series: string): string {
  return series.replace(/_(bucket|sum|count)$/, '');
}
