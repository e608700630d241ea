import { countSegments, type KeptMessage } from '../../messaging/index.js';
import type { SimulatedMessageDto } from './simulated-message.dto.js';

export function toSimulatedMessageDto(message: KeptMessage): SimulatedMessageDto {
  const { channel, recipient, subject, text, code, createdAt } = message;
  const count = channel === 'sms' ? countSegments(text) : undefined;
  return {
    to: recipient,
    channel,
    subject: subject ?? null,
    text,
    code: code ?? null,
    segments: count?.segments ?? null,
    encoding: count?.encoding ?? null,
    created_at: createdAt.toISOString(),
  };
}
