import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EXAMPLE_PROVIDER, type AccountCheck } from '../../sms/index.js';
import type { SmsStatus } from './status.service.js';

const MODES = ['simulation', 'production', 'disabled'] as const;
const METHODS = ['lookup', 'plain', 'default_line', 'verify'] as const;
const REPORTS = ['webhook', 'polling'] as const;
const CAUSES = ['failing', 'account', 'throttled'] as const;

export class ProviderStatusDto {
  @ApiProperty({ example: EXAMPLE_PROVIDER })
  name!: string;
  /** How messages can leave by it. */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...METHODS], example: 'lookup' } })
  methods!: (typeof METHODS)[number][];
  /** Whether it takes many messages in one call. @example true */
  bulk!: boolean;
  /** How it tells of delivery. */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...REPORTS], example: 'webhook' } })
  reports!: (typeof REPORTS)[number][];
}

export class BreakerDto {
  /** A provider, or one of its methods. */
  @ApiProperty({ example: `${EXAMPLE_PROVIDER}/lookup` })
  name!: string;
  @ApiProperty({ enum: CAUSES, example: 'failing' })
  cause!: string;
  /** The last error. @example 'The provider is unavailable (503).' */
  reason!: string;
  /** @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  opened_at!: string;
  /** From when one message tries it again. @example '2026-01-31T12:00:30.000Z' */
  @ApiProperty({ format: 'date-time' })
  retry_at!: string;
}

export class ErrorKindDto {
  @ApiProperty({ example: EXAMPLE_PROVIDER })
  provider!: string;
  /** @example 'lookup' */
  method!: string;
  /** The provider's own code. */
  @ApiProperty({ type: 'integer', nullable: true, example: 424 })
  raw_code!: number | null;
  /** What the last one meant. */
  @ApiProperty({ type: 'string', nullable: true, example: 'The provider is unavailable (503).' })
  meaning!: string | null;
  /** How many calls failed so. */
  @ApiProperty({ type: 'integer', example: 3 })
  count!: number;
  /** @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  last_at!: string;
}

export class AccountDto {
  @ApiProperty({ example: EXAMPLE_PROVIDER })
  provider!: string;
  /** When the provider was asked. @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  checked_at!: string;
  /** In `currency`; absent where the provider did not say. */
  @ApiPropertyOptional({ type: 'number', example: 1_250_000 })
  credit?: number;
  /** ISO 4217. */
  @ApiPropertyOptional({ example: 'IRR' })
  currency?: string;
  /** Whether the credit is below the least that was configured. */
  @ApiProperty({ example: false })
  low!: boolean;
  /** The provider's own word for the kind of account. */
  @ApiPropertyOptional({ example: 'master' })
  type?: string;
  /** When the account ends. */
  @ApiPropertyOptional({ format: 'date-time', example: '2027-01-31T00:00:00.000Z' })
  expires_at?: string;
  /** What of the account's settings decides over sends. */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { defaultsender: '2000660110', debugmode: 'disabled' },
  })
  settings?: Record<string, string>;
  /** Why the account cannot be used, or not be asked. */
  @ApiPropertyOptional({ example: 'Invalid API key (403). Correct it in the configuration.' })
  error?: string;
}

export class QueueStatusDto {
  /** Messages that wait. */
  @ApiProperty({ type: 'integer', example: 0 })
  queued!: number;
  /** Messages that a worker has. */
  @ApiProperty({ type: 'integer', example: 2 })
  sending!: number;
  /** Seconds that the oldest waiting message is old; null when none waits. */
  @ApiProperty({ type: 'integer', nullable: true, example: 3 })
  oldest_age!: number | null;
  /** Jobs as BullMQ counts them; null when the queue's store does not answer. */
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: { type: 'integer' },
    example: { waiting: 0, active: 2, delayed: 0 },
  })
  jobs!: Record<string, number> | null;
}

export class SmsStatusDto {
  @ApiProperty({ enum: MODES, example: 'production' })
  mode!: (typeof MODES)[number];
  /** Whether there is a problem. */
  @ApiProperty({ enum: ['ok', 'degraded'], example: 'degraded' })
  status!: 'ok' | 'degraded';
  /** What an operator has to see to. */
  @ApiProperty({
    type: 'array',
    items: { type: 'string', example: `${EXAMPLE_PROVIDER}: the credit is low. Top it up.` },
  })
  problems!: string[];
  /** Those that are configured. */
  @ApiProperty({ type: [ProviderStatusDto] })
  providers!: ProviderStatusDto[];
  /** Country, or `*` for all others, to its providers in order. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    example: { IR: [EXAMPLE_PROVIDER], '*': [EXAMPLE_PROVIDER] },
  })
  routes!: Record<string, string[]>;
  /** Open circuit breakers, of providers and of their methods. */
  @ApiProperty({ type: [BreakerDto] })
  breakers!: BreakerDto[];
  /** Calls to providers that failed within the last hour, the most frequent kinds first. */
  @ApiProperty({ type: [ErrorKindDto] })
  last_errors!: ErrorKindDto[];
  @ApiProperty({ type: [AccountDto] })
  accounts!: AccountDto[];
  @ApiProperty({ type: QueueStatusDto })
  queue!: QueueStatusDto;
  /** Delivery reports that this process was sent since its start, by provider and by what became of them. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'integer' } },
    example: { [EXAMPLE_PROVIDER]: { applied: 12, unchanged: 3, unknown: 0, forged: 1, malformed: 0 } },
  })
  webhooks!: Record<string, Record<string, number>>;
}

export class AccountsDto {
  /** One for each provider that has an account. */
  @ApiProperty({ type: [AccountDto] })
  accounts!: AccountDto[];
}

export function describeAccount({ provider, checkedAt, account, low, fault }: AccountCheck): AccountDto {
  return {
    provider,
    checked_at: checkedAt.toISOString(),
    credit: account?.credit,
    currency: account?.currency,
    low,
    type: account?.type,
    expires_at: account?.expiresAt?.toISOString(),
    settings: account?.settings,
    error: fault,
  };
}

export function describeStatus(status: SmsStatus): SmsStatusDto {
  const { mode, problems, providers, routes, webhooks } = status;
  const { queued, sending, oldestAgeSeconds, jobs } = status.queue;
  return {
    mode,
    status: problems.length === 0 ? 'ok' : 'degraded',
    problems,
    providers,
    routes,
    breakers: status.breakers.map(({ name, cause, reason, openedAt, retryAt }) => ({
      name,
      cause,
      reason,
      opened_at: openedAt.toISOString(),
      retry_at: retryAt.toISOString(),
    })),
    last_errors: status.errors.map(({ provider, method, rawCode, meaning, count, lastAt }) => ({
      provider,
      method,
      raw_code: rawCode,
      meaning,
      count,
      last_at: lastAt.toISOString(),
    })),
    accounts: status.accounts.map(describeAccount),
    queue: { queued, sending, oldest_age: oldestAgeSeconds, jobs },
    webhooks,
  };
}
