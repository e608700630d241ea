import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../../common/clock.js';
import { deriveKey } from '../../../common/derive-key.js';
import { secretsConfig, type SecretsConfig } from '../../../config/index.js';
import type { CheckedClient, HumanVerdict, HumanVerifier, WorkChallenge } from '../human-verifier.contract.js';
import { levelOf, newChallenge, readSolution } from './altcha.challenge.js';
import { SpentChallengeRepository } from './spent-challenge.repository.js';

/** A challenge may be one level easier than the request needs by now: suspicion grows while a person solves it. */
const LEVELS_OF_GRACE = 1;

/** A proof of work: the client tries hashes until one fits. Nothing and nobody else is asked. */
@Injectable()
export class AltchaVerifier implements HumanVerifier {
  private readonly logger = new Logger('HumanCheck');
  private readonly key: string;

  constructor(
    @Inject(secretsConfig.KEY) { peppers }: SecretsConfig,
    private readonly spent: SpentChallengeRepository,
    private readonly clock: Clock,
  ) {
    this.key = deriveKey(peppers, 'proof of work').toString('base64url');
  }

  async challenge(suspicion: number): Promise<WorkChallenge> {
    return newChallenge(levelOf(suspicion), this.key, this.clock.now());
  }

  async verify(token: string, { suspicion }: Pick<CheckedClient, 'suspicion'>): Promise<HumanVerdict> {
    const solution = await readSolution(token, this.key, this.clock.now());
    if (!solution || solution.level < levelOf(suspicion) - LEVELS_OF_GRACE) return 'failed';
    try {
      return (await this.spent.spend(solution.challenge, solution.expiresAt)) ? 'passed' : 'failed';
    } catch (error) {
      this.logger.error({ message: 'human check unavailable', reason: 'spent challenges cannot be stored', error });
      return 'unavailable';
    }
  }
}
