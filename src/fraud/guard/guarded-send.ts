import { Logger } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { maskRecipient } from '../../common/recipient.js';
import type { NewDecision } from '../decisions/fraud-decision.repository.js';
import { kindOfEntry, type ListMatcher } from '../lists/list-matcher.js';
import type { FullLimit, MessageSpendService, MessageToPay } from '../spend/message-spend.service.js';
import { fromMicros } from '../spend/money.js';
import { ceilingOf } from '../spend/spend-limits.js';

/** A message of a send. */
interface GuardedMessage extends MessageToPay {
  /** E.164. */
  recipient: string;
}

/** What is written about a refusal, beside who was refused. */
type Refusal = Pick<NewDecision, 'rule' | 'figure' | 'threshold' | 'country' | 'recipientKey' | 'maskedRecipient'>;

/** One send of an administrator, and what the guard refuses of it. */
export class GuardedSend {
  private readonly logger = new Logger('Guard');
  readonly refusals: Refusal[] = [];

  /** @param lists undefined if the guard is off */
  constructor(
    private readonly lists: ListMatcher | undefined,
    private readonly spending: MessageSpendService,
    private readonly recipientKeyOf: (recipient: string) => string,
  ) {}

  /** @throws AppError destination_suspended if the number, its prefix or its country is on the block list */
  assertNotBlocked(recipient: string, country: string): void {
    const found = this.lists?.find({ recipient, country });
    if (found?.list !== 'block') return;
    this.refuse({ rule: 'block_list', figure: 1, threshold: 0, country }, [recipient]);
    throw new AppError('destination_suspended', { detail: sentenceOf(found.entry), extensions: { list: 'block' } });
  }

  /**
   * Sets aside what the messages will cost, of all or of none. Numbers on the allow list pass uncounted.
   * @returns what gives the money back, if the messages cannot be stored after all; it never throws
   * @throws AppError destination_suspended if a limit of money does not allow them
   */
  async setAside(messages: readonly GuardedMessage[]): Promise<() => Promise<void>> {
    const { lists } = this;
    if (!lists) return async () => undefined;
    const outcome = await this.spending.reserve(messages.filter((message) => lists.find(message)?.list !== 'allow'));
    if (!outcome.ok) {
      this.refuseForMoney(outcome.limit, messages);
      throw beyondCeiling(outcome.limit);
    }
    return () =>
      outcome.giveBack().catch((error: unknown) => {
        this.logger.warn({ message: 'failed to give back the money of a send', error });
      });
  }

  /** A send to several countries is listed under that of the limit. */
  private refuseForMoney(limit: FullLimit, messages: readonly GuardedMessage[]): void {
    const { destination, window, amount, spent, needed } = limit;
    const [country, ...others] = new Set(messages.map((message) => message.country));
    const listed = others.length === 0 ? country : destination === '*' ? undefined : destination;
    const figures = { figure: fromMicros(spent + needed), threshold: fromMicros(amount) };
    this.refuse(
      { rule: `spend_${window}`, ...figures, country: listed },
      messages.map(({ recipient }) => recipient),
    );
  }

  private refuse(
    refusal: Omit<Refusal, 'recipientKey' | 'maskedRecipient'>,
    [first = '', ...others]: readonly string[],
  ): void {
    const recipient =
      others.length > 0
        ? { recipientKey: '', maskedRecipient: `${others.length + 1} numbers` }
        : { recipientKey: this.recipientKeyOf(first), maskedRecipient: maskRecipient(first) };
    this.refusals.push({ ...refusal, ...recipient });
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
  const place = destination === '*' ? 'countries without a limit of their own' : destination;
  return new AppError('destination_suspended', {
    detail:
      `Nothing was sent: SPEND_LIMITS allows ${ceiling} ${currency} a ${window} for ${place}, ` +
      `of which ${spent} are spent, and this would cost ${needed}.`,
    extensions: { spend: { destination, window, currency, ceiling, spent, needed } },
  });
}
