import type { MessageRow, MessageWithAttempts } from '../../messaging/index.js';
import { writeCursor } from './message-cursor.js';
import type { AttemptDto, MessageDetailDto, MessageDto, MessagePageDto } from './message.dto.js';

export function toMessagePageDto(rows: MessageRow[], hasMore: boolean): MessagePageDto {
  const last = rows.at(-1);
  return { items: rows.map(toMessageDto), next_cursor: hasMore && last ? writeCursor(last) : null };
}

export function toMessageDetailDto(row: MessageWithAttempts): MessageDetailDto {
  return Object.assign(toMessageDto(row), { route_reason: row.routeReason, attempts: row.attempts.map(toAttemptDto) });
}

function toMessageDto(row: MessageRow): MessageDto {
  return {
    id: row.id,
    kind: row.kind,
    channel: row.channel,
    recipient: row.recipient,
    status: row.status,
    provider: row.provider,
    provider_message_id: row.providerMessageId,
    method: row.method,
    sender: row.sender,
    batch_id: row.batchId,
    requested_by: row.requestedBy,
    segments: row.segments,
    cost: row.cost === null ? null : Number(row.cost),
    currency: row.currency,
    last_error: row.lastError,
    runs: row.attemptCount,
    created_at: row.createdAt.toISOString(),
    accepted_at: row.acceptedAt?.toISOString() ?? null,
    reported_at: row.reportedAt?.toISOString() ?? null,
    expires_at: row.expiresAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

function toAttemptDto(attempt: MessageWithAttempts['attempts'][number]): AttemptDto {
  return {
    provider: attempt.provider,
    method: attempt.method,
    outcome: attempt.outcome,
    raw_code: attempt.rawCode,
    meaning: attempt.meaning,
    latency_ms: attempt.latencyMs,
    cost: attempt.cost === null ? null : Number(attempt.cost),
    segments: attempt.segments,
    provider_message_id: attempt.providerMessageId,
    started_at: attempt.startedAt.toISOString(),
    finished_at: attempt.finishedAt?.toISOString() ?? null,
  };
}
