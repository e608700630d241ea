import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EXAMPLE_PROVIDER } from '../../sms/index.js';

const MODES = ['simulation', 'production', 'disabled'] as const;
const METHODS = ['lookup', 'plain', 'default_line', 'verify'] as const;
const REPORTS = ['webhook', 'polling'] as const;
const CAUSES = ['failing', 'account', 'throttled'] as const;

export class ProviderStatusDto {
  @ApiProperty({ example: EXAMPLE_PROVIDER })
  name!: string;
  /** The methods by which the provider can be asked to send. */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...METHODS], example: 'lookup' } })
  methods!: (typeof METHODS)[number][];
  /** Whether the provider accepts many messages in one call. @example true */
  bulk!: boolean;
  /** How delivery reports arrive. */
  @ApiProperty({ type: 'array', items: { type: 'string', enum: [...REPORTS], example: 'webhook' } })
  reports!: (typeof REPORTS)[number][];
}

export class BreakerDto {
  /** A provider, or one method of it for a channel and a country. */
  @ApiProperty({ example: `${EXAMPLE_PROVIDER}/lookup/sms/CO` })
  name!: string;
  @ApiProperty({ enum: CAUSES, example: 'failing' })
  cause!: string;
  /** The last error. @example 'The provider is unavailable (503).' */
  reason!: string;
  /** @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  opened_at!: string;
  /** When a few messages will probe the provider again. @example '2026-01-31T12:00:30.000Z' */
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
  /** The meaning of the last error of this kind. */
  @ApiProperty({ type: 'string', nullable: true, example: 'The provider is unavailable (503).' })
  meaning!: string | null;
  /** How many calls have failed this way. */
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
  /** In `currency`. Absent if the provider does not report it. */
  @ApiPropertyOptional({ type: 'number', example: 1_250_000 })
  credit?: number;
  /** ISO 4217. */
  @ApiPropertyOptional({ example: 'IRR' })
  currency?: string;
  /** Whether the credit is below the configured minimum. */
  @ApiProperty({ example: false })
  low!: boolean;
  /** The kind of account, as the provider calls it. */
  @ApiPropertyOptional({ example: 'master' })
  type?: string;
  /** When the account expires. */
  @ApiPropertyOptional({ format: 'date-time', example: '2027-01-31T00:00:00.000Z' })
  expires_at?: string;
  /** The settings of the account that affect sends. */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { defaultsender: '2000660110', debugmode: 'disabled' },
  })
  settings?: Record<string, string>;
  /** Why the account cannot be used or read. */
  @ApiPropertyOptional({ example: 'Invalid API key (403). Correct it in the configuration.' })
  error?: string;
}

export class QueueStatusDto {
  /** How many messages are waiting. */
  @ApiProperty({ type: 'integer', example: 0 })
  queued!: number;
  /** How many messages a worker is sending. */
  @ApiProperty({ type: 'integer', example: 2 })
  sending!: number;
  /** Age of the oldest waiting message in seconds. Null if none is waiting. */
  @ApiProperty({ type: 'integer', nullable: true, example: 3 })
  oldest_age!: number | null;
  /** Jobs by state, as BullMQ counts them. Null if the queue backend does not answer. */
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: { type: 'integer' },
    example: { waiting: 0, active: 2, delayed: 0 },
  })
  jobs!: Record<string, number> | null;
}

export class ProcessDto {
  @ApiProperty({ enum: ['all', 'api', 'worker'], example: 'worker' })
  role!: string;
  /** @example 'ramz-worker-1' */
  host!: string;
  /** Version of Ramz. @example '1.0.0' */
  version!: string;
  /** @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  started_at!: string;
  /** Every process reports every ten seconds. @example '2026-01-31T12:30:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  last_seen_at!: string;
}

export class AlertDto {
  /** What is at fault, and what it is about. */
  @ApiProperty({ example: `low_credit:${EXAMPLE_PROVIDER}` })
  name!: string;
  /** What is wrong, in one sentence. */
  @ApiProperty({ example: `The credit of ${EXAMPLE_PROVIDER} is low. Top it up.` })
  summary!: string;
  /** @example '2026-01-31T12:00:00.000Z' */
  @ApiProperty({ format: 'date-time' })
  raised_at!: string;
  /** The section of the documentation that says what to do. @example 'docs/operations.md#alert-low-credit' */
  docs!: string;
}

export class SmsStatusDto {
  @ApiProperty({ enum: MODES, example: 'production' })
  mode!: (typeof MODES)[number];
  /** `degraded` if there is a problem or an open alert. */
  @ApiProperty({ enum: ['ok', 'degraded'], example: 'degraded' })
  status!: 'ok' | 'degraded';
  /** What an operator should fix. */
  @ApiProperty({
    type: 'array',
    items: { type: 'string', example: `${EXAMPLE_PROVIDER}: the credit is low. Top it up.` },
  })
  problems!: string[];
  /** The open alerts, the oldest first. */
  @ApiProperty({ type: [AlertDto] })
  alerts!: AlertDto[];
  /** The configured providers. */
  @ApiProperty({ type: [ProviderStatusDto] })
  providers!: ProviderStatusDto[];
  /** The providers of each country in order; `*` stands for all other countries. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    example: { IR: [EXAMPLE_PROVIDER], '*': [EXAMPLE_PROVIDER] },
  })
  routes!: Record<string, string[]>;
  /** The open circuit breakers. */
  @ApiProperty({ type: [BreakerDto] })
  breakers!: BreakerDto[];
  /** Failed calls to providers within the last hour, the most frequent kinds first. */
  @ApiProperty({ type: [ErrorKindDto] })
  last_errors!: ErrorKindDto[];
  @ApiProperty({ type: [AccountDto] })
  accounts!: AccountDto[];
  @ApiProperty({ type: QueueStatusDto })
  queue!: QueueStatusDto;
  /** The processes that run on this database. */
  @ApiProperty({ type: [ProcessDto] })
  processes!: ProcessDto[];
  /** Delivery reports that this process has received since its start, by provider and result. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'integer' } },
    example: { [EXAMPLE_PROVIDER]: { applied: 12, unchanged: 3, unknown: 0, forged: 1, malformed: 0 } },
  })
  webhooks!: Record<string, Record<string, number>>;
}

export class AccountsDto {
  /** An account for each provider that has one. */
  @ApiProperty({ type: [AccountDto] })
  accounts!: AccountDto[];
}
