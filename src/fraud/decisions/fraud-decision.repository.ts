import { Injectable } from '@nestjs/common';
import { Batcher } from '../../common/batcher.js';
import { PrismaService } from '../../database/index.js';
import type { GuardAction } from '../policy/fraud-policy.schema.js';

/** What became of a request or send that met a rule. */
export const OUTCOMES = ['sent', 'challenged', 'delayed', 'other_channel', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface NewDecision {
  at: Date;
  rule: string;
  figure: number;
  threshold: number;
  action: GuardAction;
  isEnforced: boolean;
  outcome: Outcome;
  country?: string;
  recipientKey: string;
  maskedRecipient: string;
  /** The administrator whose send was refused; absent for a request for a code. */
  requestedBy?: string;
}

export interface StoredDecision extends Omit<NewDecision, 'action' | 'outcome' | 'country' | 'requestedBy'> {
  id: bigint;
  action: string;
  outcome: string;
  country: string | null;
  requestedBy: string | null;
}

export interface DecisionsOfCountry {
  country: string;
  count: number;
  rule: string;
}

export interface DecisionFilter {
  rule?: string;
  outcome?: Outcome;
  country?: string;
  from?: Date;
  to?: Date;
  /** Only decisions before this one. */
  before?: bigint;
  limit: number;
}

/** The table `fraud_decisions`. */
@Injectable()
export class FraudDecisionRepository {
  private readonly additions: Batcher<NewDecision, void>;

  constructor(private readonly prisma: PrismaService) {
    this.additions = new Batcher({ run: (decisions) => this.addAll(decisions) });
  }

  add(decision: NewDecision): Promise<void> {
    return this.additions.add(decision);
  }

  async addMany(decisions: NewDecision[]): Promise<void> {
    if (decisions.length > 0) await this.addAll(decisions);
  }

  /** The newest first. */
  async page({ rule, outcome, country, from, to, before, limit }: DecisionFilter): Promise<StoredDecision[]> {
    return this.prisma.fraudDecision.findMany({
      where: { rule, outcome, country, at: { gte: from, lt: to }, id: { lt: before } },
      orderBy: { id: 'desc' },
      take: limit,
    });
  }

  async about(recipientKey: string, from: Date, to: Date): Promise<StoredDecision[]> {
    return this.prisma.fraudDecision.findMany({
      where: { recipientKey, at: { gte: from, lte: to } },
      orderBy: { id: 'asc' },
      take: 100,
    });
  }

  /** Countries with decisions about codes since a time, and the rule that was met most. */
  async countriesSince(from: Date): Promise<DecisionsOfCountry[]> {
    return this.prisma.$queryRaw<DecisionsOfCountry[]>`
      SELECT country, count(*)::int AS count, mode() WITHIN GROUP (ORDER BY rule) AS rule FROM fraud_decisions
      WHERE at > ${from} AND country IS NOT NULL AND rule <> 'block_list' AND requested_by IS NULL
      GROUP BY country ORDER BY country`;
  }

  /** How many decisions there were since a time, by rule, action and whether they were carried out. */
  async countsSince(from: Date) {
    const groups = await this.prisma.fraudDecision.groupBy({
      by: ['rule', 'action', 'isEnforced'],
      where: { at: { gte: from } },
      _count: true,
      orderBy: { rule: 'asc' },
    });
    return groups.map(({ _count: count, ...group }) => ({ ...group, count }));
  }

  private async addAll(decisions: NewDecision[]): Promise<void[]> {
    await this.prisma.$executeRaw`
      INSERT INTO fraud_decisions
        (at, rule, figure, threshold, action, is_enforced, outcome, country, recipient_key, masked_recipient,
          requested_by)
      SELECT at, rule, figure, threshold, action, "isEnforced", outcome, country, "recipientKey", "maskedRecipient",
        "requestedBy"
      FROM json_to_recordset(${JSON.stringify(decisions)}::json) AS d (at timestamptz, rule text, figure float8,
        threshold float8, action text, "isEnforced" boolean, outcome text, country text, "recipientKey" text,
        "maskedRecipient" text, "requestedBy" text)`;
    return decisions.map(() => undefined);
  }
}
