import { Counter } from 'prom-client';
import { registry } from './registry.js';

const decisions = new Counter({
  name: 'ramz_fraud_decisions_total',
  help: 'Decisions about requests that may be abuse',
  labelNames: ['rule', 'action'],
  registers: [registry],
});

export type FraudAction = 'allow' | 'challenge' | 'block';

export function countFraudDecision(rule: 'destination' | 'human_check', action: FraudAction): void {
  decisions.inc({ rule, action });
}
