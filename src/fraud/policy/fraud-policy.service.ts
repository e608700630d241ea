import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { DEFAULT_POLICY } from './default-policy.js';
import { FraudPolicyRepository } from './fraud-policy.repository.js';
import { readFraudPolicy, type FraudPolicy } from './fraud-policy.schema.js';

export interface PolicyInForce {
  /** 0 for the default policy. */
  version: number;
  /** Undefined for the default policy. */
  setAt?: Date;
  policy: FraudPolicy;
}

/** The policy of the guard, for administrators. Processes follow a change through `FraudSettingsService`. */
@Injectable()
export class FraudPolicyService {
  constructor(
    private readonly policies: FraudPolicyRepository,
    private readonly clock: Clock,
  ) {}

  async inForce(): Promise<PolicyInForce> {
    const stored = await this.policies.newest();
    if (!stored) return { version: 0, policy: DEFAULT_POLICY };
    const read = readFraudPolicy(stored.document);
    if (!read.ok) throw new Error(`fraud policy ${stored.version} is not valid in this release`);
    return { version: Number(stored.version), setAt: stored.createdAt, policy: read.policy };
  }

  /** @throws AppError validation_failed */
  async set(document: unknown): Promise<PolicyInForce> {
    const read = readFraudPolicy(document);
    if (!read.ok) {
      const [path, sentences] = Object.entries(read.errors)[0]!;
      throw new AppError('validation_failed', {
        detail: `The policy is not valid: ${path}: ${sentences[0]}`,
        errors: read.errors,
      });
    }
    const setAt = new Date(this.clock.now());
    return { version: Number(await this.policies.set(read.policy, setAt)), setAt, policy: read.policy };
  }
}
