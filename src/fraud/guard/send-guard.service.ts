import { Inject, Injectable, Logger } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { countFraudDecision } from '../../metrics/index.js';
import { kindOfEntry } from '../lists/list-matcher.js';
import { MessageSpendService, type FullLimit, type MessageToPay } from '../spend/message-spend.service.js';
import { fromMicros } from '../spend/money.js';
import { ceilingOf } from '../spend/spend-limits.js';
import { FraudSettingsService } from './fraud-settings.service.js';
import { guardConfig, type GuardConfig } from './guard.config.js';

/** A message of a send. */
interface GuardedMessage extends MessageToPay {
  /** E.164. */
  recipient: string;
}

/** What the lists and the limits of money allow administrators to send (docs/adr/0060). */
@Injectable()
export class SendGuardService {
  private readonly logger = new Logger('Guard');

  constructor(
    @Inject(guardConfig.KEY) private readonly config: GuardConfig,
    private readonly settings: FraudSettingsService,
    private readonly spending: MessageSpendService,
  ) {}

  /** @throws AppError destination_suspended if the number, its prefix or its country is on the block list */
  assertNotBlocked(recipient: string, country: string): void {
    if (this.config.mode === 'off') return;
    const found = this.settings.matcher().find({ recipient, country });
    if (found?.list !== 'block') return;
    countFraudDecision('block_list', 'refuse');
    throw new AppError('destination_suspended', { detail: sentenceOf(found.entry), extensions: { list: 'block' } });
  }

  /**
   * Sets aside what the messages of a send will cost, of all or of none. Numbers on the allow list pass uncounted.
   * @returns what gives the money back, if the messages cannot be stored after all; it never throws
   * @throws AppError destination_suspended if a limit of money does not allow them
   */
  async setAside(messages: readonly GuardedMessage[]): Promise<() => Promise<void>> {
    if (this.config.mode === 'off') return async () => undefined;
    const lists = this.settings.matcher();
    const outcome = await this.spending.reserve(messages.filter((message) => lists.find(message)?.list !== 'allow'));
    if (!outcome.ok) throw beyondCeiling(outcome.limit);
    return () =>
      outcome.giveBack().catch((error: unknown) => {
        this.logger.warn({ message: 'failed to give back the money of a send', error });
      });
  }
}

/** Names no full number. */
function sentenceOf(entry: string): string {
  switch (kindOfEntry(entry)) {
    case 'country':
      return `The country of this number, ${entry}, is on the block list.`;
    case 'prefix':
      return `The prefix of this number, ${entry}, is on the block list.`;
    default:
      return 'This number is on the block list.';
  }
}

function beyondCeiling(limit: FullLimit): AppError {
  const { destination, currency, window } = limit;
  const [ceiling, spent, needed] = [ceilingOf(limit), limit.spent, limit.needed].map(fromMicros);
  countFraudDecision(`spend_${window}`, 'refuse');
  const place = destination === '*' ? 'countries without a limit of their own' : destination;
  return new AppError('destination_suspended', {
    detail:
      `Nothing was sent: SPEND_LIMITS allows ${ceiling} ${currency} a ${window} for ${place}, ` +
      `of which ${spent} are spent, and this would cost ${needed}.`,
    extensions: { spend: { destination, window, currency, ceiling, spent, needed } },
  });
}
