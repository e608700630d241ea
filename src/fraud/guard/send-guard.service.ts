import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { FraudDecisionService } from '../decisions/fraud-decision.service.js';
import { MessageSpendService } from '../spend/message-spend.service.js';
import { FraudSettingsService } from './fraud-settings.service.js';
import { guardConfig, type GuardConfig } from './guard.config.js';
import { GuardedSend } from './guarded-send.js';
import { GuardKeys } from './guard-keys.js';

/** Applies the lists and the limits of money to sends of administrators (docs/adr/0060). */
@Injectable()
export class SendGuardService {
  constructor(
    @Inject(guardConfig.KEY) private readonly config: GuardConfig,
    private readonly settings: FraudSettingsService,
    private readonly spending: MessageSpendService,
    private readonly decisions: FraudDecisionService,
    private readonly keys: GuardKeys,
    private readonly clock: Clock,
  ) {}

  /** Queues a send under the guard, and keeps what the guard has refused of it, whether or not `queue` throws. */
  async watch<T>(requestedBy: string, queue: (send: GuardedSend) => Promise<T>): Promise<T> {
    const lists = this.config.mode === 'off' ? undefined : this.settings.matcher();
    const send = new GuardedSend(lists, this.spending, (recipient) => this.keys.hash('recipient', recipient));
    try {
      return await queue(send);
    } finally {
      const at = new Date(this.clock.now());
      const common = { at, action: 'refuse', isEnforced: true, outcome: 'refused', requestedBy } as const;
      await this.decisions.keepOfSend(send.refusals.map((refusal) => ({ ...refusal, ...common })));
    }
  }
}
