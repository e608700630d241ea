import { documentedMetrics, documentedValues, missingLabels } from '../../test/support/metrics-page.js';
import { CHANNELS } from '../auth/otp/channel.js';
import { PURPOSES } from '../auth/otp/purpose.policy.js';
import { AttemptOutcome } from '../database/generated/enums.js';
import { LIMIT_DEFAULTS } from '../throttling/limit.config.js';
import { registry } from './index.js';

interface Metric {
  name: string;
  labelNames: string[];
}

describe('docs/metrics.md', () => {
  it('describes each label of each metric once', () => {
    expect(missingLabels()).toEqual([]);
  });

  it.each(registry.getMetricsAsArray() as unknown as Metric[])('has $name with its labels', ({ name, labelNames }) => {
    const found = documentedMetrics.find((metric) => metric.name === name);
    expect(found).toMatchObject({ labels: labelNames, isOfFleet: false });
  });

  it.each([
    ['ramz_otp_requests_total', 'purpose', PURPOSES],
    ['ramz_otp_requests_total', 'channel', [...CHANNELS, 'other']],
    ['ramz_rate_limited_total', 'limit', [...Object.keys(LIMIT_DEFAULTS), 'resend_cooldown']],
    [
      'ramz_provider_request_duration_seconds',
      'outcome',
      Object.values(AttemptOutcome).filter((outcome) => outcome !== 'started'),
    ],
  ])('has every value that %s may have in its label %s', (metric, label, values) => {
    expect(documentedValues(metric, label).toSorted()).toEqual([...values].toSorted());
  });
});
