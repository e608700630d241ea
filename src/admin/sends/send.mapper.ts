import type { BulkResult, QueuedBulk } from '../../sms/index.js';
import type { BulkResultDto, SmsQueuedDto } from './send.dto.js';

export function toSmsQueuedDto({ batchId, queued, results }: QueuedBulk): SmsQueuedDto {
  return { success: true, batch_id: batchId, queued, results: results.map(toBulkResultDto) };
}

function toBulkResultDto(result: BulkResult): BulkResultDto {
  if ('error' in result) return result;
  const { receptor, messageId, duplicate } = result;
  return { receptor, message_id: messageId, ...(duplicate && { duplicate }) };
}
