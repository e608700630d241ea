import type { MessageDetailDto, MessageDto } from '../admin/index.js';
import { bold, fields, table } from './text.js';

export function messageTable(messages: MessageDto[]): string[] {
  const headings = ['ID', 'CREATED', 'RECIPIENT', 'KIND', 'STATUS', 'PROVIDER', 'METHOD', 'ERROR'];
  return table(
    headings,
    messages.map((message) => [
      message.id,
      message.created_at,
      message.recipient,
      message.kind,
      message.status,
      message.provider,
      message.method,
      message.last_error,
    ]),
  );
}

/** One message with its calls. */
export function describeMessage(message: MessageDetailDto): string[] {
  const { attempts } = message;
  const headings = ['STARTED', 'PROVIDER', 'METHOD', 'OUTCOME', 'CODE', 'MS', 'MEANING'];
  const rows = attempts.map((attempt) => [
    attempt.started_at,
    attempt.provider,
    attempt.method,
    attempt.outcome,
    attempt.raw_code,
    attempt.latency_ms,
    attempt.meaning,
  ]);
  return [
    ...fields({
      id: message.id,
      recipient: message.recipient,
      kind: message.kind,
      status: message.status,
      provider: message.provider && [message.provider, message.method].filter(Boolean).join('/'),
      'id there': message.provider_message_id,
      cost: message.cost === null ? null : `${message.cost} ${message.currency ?? ''}`.trimEnd(),
      'last error': message.last_error,
      created: message.created_at,
      accepted: message.accepted_at,
      reported: message.reported_at,
      expires: message.expires_at,
    }),
    '',
    ...(rows.length === 0 ? ['No provider was called.'] : [bold('Calls'), ...table(headings, rows)]),
  ];
}
