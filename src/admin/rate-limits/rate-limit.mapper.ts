import { recipientFields } from '../../common/recipient.js';
import type { RecipientLimit } from '../../throttling/index.js';
import type { LimitsOfRecipient } from './admin-limit.service.js';
import type { RateLimitDto, RateLimitsDto } from './rate-limit.dto.js';

export function toRateLimitsDto({ recipient, limits }: LimitsOfRecipient): RateLimitsDto {
  return { ...recipientFields(recipient), limits: limits.map(toRateLimitDto) };
}

function toRateLimitDto({ name, purpose, by, limit, used, remaining, resetSeconds }: RecipientLimit): RateLimitDto {
  return {
    name,
    ...(purpose !== undefined && { purpose, by }),
    limit,
    used,
    remaining,
    resets_in: used === 0 ? 0 : resetSeconds,
  };
}
