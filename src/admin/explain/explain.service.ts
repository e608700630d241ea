import { Injectable, Optional } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { OTP_PURPOSES } from '../../messaging/index.js';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { LimitService } from '../../throttling/index.js';
import { AdminRecipient } from '../access/admin-recipient.js';
import { GuardDecisionSource, type TimelineEntry } from './explain.contract.js';
import { summaryOf, timelineOf } from './explain.policy.js';
import { ExplainRepository, type ExplainFacts } from './explain.repository.js';

const NOTHING = 'There is no challenge and no message with this id.';

export interface Explanation {
  /** One sentence that names the cause. */
  summary: string;
  /** E.164, or an e-mail address. */
  recipient: string;
  timeline: TimelineEntry[];
}

/** Explains why a code or message arrived, or why not, to support staff. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly repository: ExplainRepository,
    private readonly recipients: AdminRecipient,
    private readonly limits: LimitService,
    private readonly clock: Clock,
    @Optional() private readonly guard?: GuardDecisionSource,
  ) {}

  /**
   * @param query the id of a challenge or message, or a number or address, whose newest code or message is explained
   * @throws AppError not_found, phone_number_invalid, email_invalid
   */
  async explain(query: string): Promise<Explanation> {
    if (isUUID(query)) {
      const facts = await this.repository.byId(query.toLowerCase());
      if (!facts) throw new AppError('not_found', { detail: NOTHING });
      return this.answer(facts, (facts.code ?? facts.message)!.recipient);
    }
    const recipient = this.recipients.read(query, 'query');
    return this.answer(await this.repository.byRecipient(recipient), recipient);
  }

  private async answer(stored: Omit<ExplainFacts, 'now'>, recipient: string): Promise<Explanation> {
    const facts = { ...stored, now: new Date(this.clock.now()) };
    const from = (facts.code ?? facts.message)?.createdAt ?? facts.now;
    const [limits, decisions] = await Promise.all([
      this.usedUpLimits(recipient, facts.now),
      this.guard?.decisionsOn(recipient, from, facts.now) ?? [],
    ]);
    const timeline = [...decisions, ...timelineOf(facts), ...limits];
    return {
      summary: summaryOf(facts),
      recipient,
      timeline: timeline.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    };
  }

  /** Refused requests are not stored, so the timeline ends with the limits that refuse requests now. */
  private async usedUpLimits(recipient: string, now: Date): Promise<TimelineEntry[]> {
    const states = await this.limits.statesOf(recipient, OTP_PURPOSES, []);
    return states
      .filter(({ remaining }) => remaining === 0)
      .map(({ name, limit }) => ({
        at: now,
        kind: 'limit' as const,
        text: `The limit ${name} of ${limit} is used up; further requests are refused now.`,
      }));
  }
}
