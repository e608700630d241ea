export { FraudModule } from './fraud.module.js';
export {
  FraudDecisionRepository,
  OUTCOMES,
  type Outcome,
  type DecisionsOfCountry,
  type StoredDecision,
} from './decisions/fraud-decision.repository.js';
export { CodeGuardService } from './guard/code-guard.service.js';
export { FRAUD_MODES, guardConfig, type GuardConfig } from './guard/guard.config.js';
export { GuardKeys } from './guard/guard-keys.js';
export { type ConversionDrop } from './history/conversion-drop.policy.js';
export { ConversionDropService } from './history/conversion-drop.service.js';
export { ConversionHourRepository, type DailyConversion } from './history/conversion-hour.repository.js';
export { ConversionTrendService } from './history/conversion-trend.service.js';
export { GuardStatusService, type GuardStatus } from './guard/guard-status.service.js';
export { SendGuardService } from './guard/send-guard.service.js';
export { humanCheckConfig, type HumanCheckConfig } from './human-check/human-check.config.js';
export { widgetSourcesOf } from './human-check/siteverify/siteverify.providers.js';
export { HumanCheckService } from './human-check/human-check.service.js';
export { type StoredEntry } from './lists/fraud-list.repository.js';
export { FraudListService } from './lists/fraud-list.service.js';
export { LISTS, MAX_ENTRY_LENGTH, type ListName } from './lists/list-entry.js';
export {
  fraudPolicyJsonSchema,
  GUARD_ACTIONS,
  readFraudPolicy,
  type FraudPolicy,
} from './policy/fraud-policy.schema.js';
export { FraudPolicyService, type PolicyInForce } from './policy/fraud-policy.service.js';
export { proposePolicy } from './replay/proposed-policy.js';
export { ReplayService, type ReplayResult } from './replay/replay.service.js';
export { GuardRetentionService } from './retention/guard-retention.service.js';
export { fromMicros } from './spend/money.js';
export { SpendRepository } from './spend/spend.repository.js';
export { SpendService, type SpendState } from './spend/spend.service.js';
