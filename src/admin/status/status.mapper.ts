import { alertPage, type OpenAlert } from '../../alerts/index.js';
import type { AccountCheck } from '../../sms/index.js';
import type { RunningProcess } from '../../fleet/index.js';
import type {
  AccountDto,
  AccountsDto,
  AlertDto,
  BreakerDto,
  ErrorKindDto,
  ProcessDto,
  SmsStatusDto,
} from './status.dto.js';
import type { ErrorKind } from '../../messaging/index.js';
import type { OpenBreakerRow } from './status.repository.js';
import type { SmsStatus } from './status.service.js';

export function toAccountsDto(checks: AccountCheck[]): AccountsDto {
  return { accounts: checks.map(toAccountDto) };
}

export function toSmsStatusDto(status: SmsStatus): SmsStatusDto {
  const { mode, problems, alerts, providers, routes, webhooks } = status;
  const { queued, sending, oldestAgeSeconds, jobs } = status.queue;
  return {
    mode,
    status: problems.length + alerts.length === 0 ? 'ok' : 'degraded',
    problems,
    alerts: alerts.map(toAlertDto),
    providers,
    routes,
    breakers: status.breakers.map(toBreakerDto),
    last_errors: status.errors.map(toErrorKindDto),
    accounts: status.accounts.map(toAccountDto),
    queue: { queued, sending, oldest_age: oldestAgeSeconds, jobs },
    processes: status.processes.map(toProcessDto),
    webhooks,
  };
}

export function toAlertDto({ name, kind, summary, raisedAt }: OpenAlert): AlertDto {
  return { name, summary, raised_at: raisedAt.toISOString(), docs: alertPage(kind) };
}

function toBreakerDto({ name, cause, reason, openedAt, retryAt }: OpenBreakerRow): BreakerDto {
  return { name, cause, reason, opened_at: openedAt.toISOString(), retry_at: retryAt.toISOString() };
}

function toProcessDto({ role, host, version, startedAt, lastSeenAt }: RunningProcess): ProcessDto {
  return { role, host, version, started_at: startedAt.toISOString(), last_seen_at: lastSeenAt.toISOString() };
}

function toErrorKindDto({ provider, method, rawCode, meaning, count, lastAt }: ErrorKind): ErrorKindDto {
  return { provider, method, raw_code: rawCode, meaning, count, last_at: lastAt.toISOString() };
}

function toAccountDto({ provider, checkedAt, account, low, fault }: AccountCheck): AccountDto {
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
