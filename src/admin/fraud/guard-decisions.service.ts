import { Injectable } from '@nestjs/common';
import { FraudDecisionRepository, GuardKeys, type StoredDecision } from '../../fraud/index.js';
import { GuardDecisionSource, type TimelineEntry } from '../explain/explain.contract.js';

/** A refused request has no code, so the decisions of a day are shown in any case. */
const SHOWN_MS = 24 * 60 * 60_000;

/** Shows in the explanation of a code what the guard has decided about its recipient. */
@Injectable()
export class GuardDecisionsService extends GuardDecisionSource {
  constructor(
    private readonly decisions: FraudDecisionRepository,
    private readonly keys: GuardKeys,
  ) {
    super();
  }

  override async decisionsOn(recipient: string, from: Date, to: Date): Promise<TimelineEntry[]> {
    const since = new Date(Math.min(from.getTime(), to.getTime() - SHOWN_MS));
    const decisions = await this.decisions.about(this.keys.hash('recipient', recipient), since, to);
    return decisions.map((decision) => ({ at: decision.at, kind: 'guard', text: sentenceOf(decision) }));
  }
}

function sentenceOf({ rule, figure, threshold, action, isEnforced, outcome, requestedBy }: StoredDecision): string {
  const figures = threshold > 0 ? ` (${figure.toFixed(1)} of ${threshold.toFixed(1)})` : '';
  const subject = requestedBy === null ? 'the request' : `the send of ${requestedBy}`;
  const end = isEnforced ? `${subject} was ${outcome.replaceAll('_', ' ')}` : 'it was only recorded';
  return `The guard met its rule ${rule}${figures}, whose action is ${action.replaceAll('_', ' ')}; ${end}.`;
}
