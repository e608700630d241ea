import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { BucketRepository, type FullBucket } from '../buckets/bucket.repository.js';
import { FraudDecisionRepository } from '../decisions/fraud-decision.repository.js';
import { FraudPolicyService } from '../policy/fraud-policy.service.js';
import { SpendService, type SpendState } from '../spend/spend.service.js';
import { guardConfig, type GuardConfig } from './guard.config.js';

const DAY_MS = 86_400_000;
const BUCKETS_SHOWN = 10;

export interface GuardStatus {
  mode: string;
  policyVersion: number;
  /** Decisions of the last 24 hours. */
  decisions: { rule: string; action: string; isEnforced: boolean; count: number }[];
  /** Countries and prefixes with the most unverified codes. */
  buckets: FullBucket[];
  spending: SpendState[];
}

/** What the guard does at the moment, for operators. */
@Injectable()
export class GuardStatusService {
  constructor(
    @Inject(guardConfig.KEY) private readonly config: GuardConfig,
    private readonly policies: FraudPolicyService,
    private readonly decisions: FraudDecisionRepository,
    private readonly buckets: BucketRepository,
    private readonly spending: SpendService,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<GuardStatus> {
    const now = new Date(this.clock.now());
    const [{ version }, decisions, buckets, spending] = await Promise.all([
      this.policies.inForce(),
      this.decisions.countsSince(new Date(now.getTime() - DAY_MS)),
      this.buckets.fullest(now, BUCKETS_SHOWN),
      this.spending.states(),
    ]);
    return { mode: this.config.mode, policyVersion: version, decisions, buckets, spending };
  }
}
