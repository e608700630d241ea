import { Counter } from 'prom-client';
import { registry } from './registry.js';

const decisions = new Counter({
  name: 'ramz_fraud_decisions_total',
  help: 'Decisions about requests that may be abuse',
  labelNames: ['rule', 'action'],
  registers: [registry],
});

export type FraudAction =
  | 'allow'
  | 'challenge'
  | 'block'
  | 'record'
  | 'human_check'
  | 'delay'
  | 'other_channel'
  | 'refuse';

export function countFraudDecision(rule: string, action: FraudAction): void {
  decisions.inc({ rule, action });
}
