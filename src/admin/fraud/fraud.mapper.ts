import type { DailyConversion, PolicyInForce, StoredDecision, StoredEntry } from '../../fraud/index.js';
import type { ConversionDto } from './conversion.dto.js';
import type { DecisionDto, DecisionPageDto, ListEntriesDto, PolicyInForceDto } from './fraud.dto.js';

export function toPolicyInForceDto(mode: string, { version, setAt, policy }: PolicyInForce): PolicyInForceDto {
  return { mode, version, set_at: setAt?.toISOString() ?? null, policy };
}

/** @param limit of the page: a full page has a next one */
export function toDecisionPageDto(decisions: StoredDecision[], limit: number): DecisionPageDto {
  const last = decisions.length === limit ? decisions.at(-1) : undefined;
  return { items: decisions.map(toDecisionDto), next_cursor: last ? String(last.id) : null };
}

export function toListEntriesDto(list: string, entries: StoredEntry[]): ListEntriesDto {
  return { list, items: entries.map(({ entry, createdAt }) => ({ entry, created_at: createdAt.toISOString() })) };
}

export function toConversionDto(items: DailyConversion[]): ConversionDto {
  return {
    items: items.map(({ country, provider, day, sent, verified }) => ({
      country,
      provider,
      day,
      sent,
      verified,
      ratio: Math.round((verified / sent) * 1000) / 1000,
    })),
  };
}

function toDecisionDto(decision: StoredDecision): DecisionDto {
  const { at, rule, figure, threshold, action, isEnforced, outcome, country, maskedRecipient, requestedBy } = decision;
  const figures = { figure: rounded(figure), threshold: rounded(threshold) };
  return {
    at: at.toISOString(),
    rule,
    ...figures,
    action,
    enforced: isEnforced,
    outcome,
    country,
    recipient: maskedRecipient,
    requested_by: requestedBy,
  };
}

function rounded(figure: number): number {
  return Math.round(figure * 10) / 10;
}
