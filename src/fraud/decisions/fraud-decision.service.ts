import { Injectable, Logger } from '@nestjs/common';
import { EventPublisher } from '../../events/index.js';
import { countFraudDecision } from '../../metrics/index.js';
import { FraudDecisionRepository, type NewDecision } from './fraud-decision.repository.js';

/** Keeps the decisions of the guard: as a row, in the metrics, and as an event if a request for a code was stopped. */
@Injectable()
export class FraudDecisionService {
  private readonly logger = new Logger('Guard');

  constructor(
    private readonly decisions: FraudDecisionRepository,
    private readonly events: EventPublisher,
  ) {}

  /** Never throws: a decision that cannot be stored is carried out all the same. @param recipient for the event */
  async keep(decision: NewDecision, recipient: string): Promise<void> {
    const { rule, action, country, at, outcome, isEnforced } = decision;
    countFraudDecision(rule, action);
    try {
      await this.decisions.add(decision);
      if (!isEnforced || outcome === 'sent' || outcome === 'challenged') return;
      await this.events.publish({ type: 'fraud.blocked', recipient, data: { rule, action, country }, occurredAt: at });
    } catch (error) {
      this.logger.error({ message: 'failed to keep a decision', rule, action, error });
    }
  }

  /** Keeps what was refused of a send of an administrator, who has the answer, so there are no events. Never throws. */
  async keepOfSend(refusals: NewDecision[]): Promise<void> {
    for (const { rule, action } of refusals) countFraudDecision(rule, action);
    try {
      await this.decisions.addMany(refusals);
    } catch (error) {
      this.logger.error({ message: 'failed to keep the decisions on a send', count: refusals.length, error });
    }
  }
}
