import { Counter } from 'prom-client';
import { OTHER } from './label-values.js';
import { registry } from './registry.js';

const requests = new Counter({
  name: 'ramz_otp_requests_total',
  help: 'Requests for codes, by what became of them',
  labelNames: ['purpose', 'channel', 'country', 'result'],
  registers: [registry],
});

const verifications = new Counter({
  name: 'ramz_otp_verifications_total',
  help: 'Codes that were entered, by what became of them',
  labelNames: ['purpose', 'channel', 'result'],
  registers: [registry],
});

/** @param request `country` from `countryLabel`; `result`: accepted, rate_limited, or the code of an error */
export function countCodeRequest(request: { purpose: string; channel: string; country: string; result: string }): void {
  requests.inc(request);
}

/** @param verification `channel` of the code, absent if no code was found; `result`: verified, or why it was refused */
export function countVerification({
  purpose,
  channel = OTHER,
  result,
}: {
  purpose: string;
  channel?: string;
  result: string;
}): void {
  verifications.inc({ purpose, channel, result });
}
