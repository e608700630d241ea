import { readFraudPolicy, type FraudPolicy, type Step } from './fraud-policy.schema.js';

const CHECK_THEN_REFUSE: Step[] = [
  { at: 1, action: 'human_check' },
  { at: 1.2, action: 'refuse' },
];

/**
 * The policy until an administrator sets one. The thresholds of countries and addresses are those that Authgear
 * publishes: https://docs.authgear.com/admin/fraud-protection. The others were found with `bench/attacks`.
 */
export const DEFAULT_POLICY: FraudPolicy = parsed({
  schema: 1,
  rules: {
    country: {
      hour: { floor: 3, of_daily_maximum: 0.2 / 6, of_verified_hour: 0.2 },
      day: { floor: 20, of_daily_maximum: 0.3, of_verified_day: 0.3 },
      steps: CHECK_THEN_REFUSE,
      except_known_networks: true,
    },
    prefix_4: {
      hour: { floor: 4, of_verified_hour: 0.5 },
      day: { floor: 8, of_verified_day: 0.5 },
      steps: CHECK_THEN_REFUSE,
    },
    prefix_3: {
      hour: { floor: 3, of_verified_hour: 0.5 },
      day: { floor: 5, of_verified_day: 0.5 },
      steps: CHECK_THEN_REFUSE,
    },
    address: {
      hour: { floor: 5, of_verified_day: 0.2 / 6 },
      day: { floor: 10, of_verified_day: 0.3 },
      steps: CHECK_THEN_REFUSE,
    },
    network: {
      hour: { floor: 10, of_verified_day: 0.1 },
      day: { floor: 20, of_verified_day: 0.5 },
      steps: CHECK_THEN_REFUSE,
    },
    address_country: {
      day: { floor: 10, of_verified_day: 0.3 },
      steps: CHECK_THEN_REFUSE,
    },
    device: {
      hour: { floor: 5 },
      day: { floor: 10, of_verified_day: 0.3 },
      steps: CHECK_THEN_REFUSE,
    },
  },
  countries_per_address: { most: 3, steps: [{ at: 1, action: 'refuse' }] },
  known_network: { verified: 3, unverified_share: 0.06 },
  refused_line_types: [],
  delay_seconds: 60,
});

function parsed(document: unknown): FraudPolicy {
  const read = readFraudPolicy(document);
  if (!read.ok) throw new Error(`The default policy is not valid: ${JSON.stringify(read.errors)}`);
  return read.policy;
}
