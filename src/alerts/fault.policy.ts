import type { Backlog } from '../messaging/index.js';
import type { AccountCheck } from '../sms/index.js';
import type { Fault } from './alert.contract.js';
import type { Conversion, RefusedCalls } from './fault.repository.js';

/** A smaller sample says nothing. */
const MIN_RECENT_CODES = 50;
const MIN_EARLIER_CODES = 200;
/** The share of the earlier ratio below which the recent one is a drop. */
const DROP = 0.6;

export function refusalFault({ provider, rawCode, count, meaning }: RefusedCalls): Fault {
  const summary = `${provider} refused ${count} calls with ${rawCode} within an hour. ${meaning ?? ''}`.trim();
  return { kind: 'provider_refused', about: `${provider}/${rawCode}`, summary };
}

export function breakerFault({ name, reason }: { name: string; reason: string }): Fault {
  return { kind: 'breaker_open', about: name, summary: `The circuit breaker of ${name} is open. ${reason}` };
}

export function creditFaults(accounts: AccountCheck[]): Fault[] {
  return accounts
    .filter(({ low }) => low)
    .map(({ provider }) => ({
      kind: 'low_credit',
      about: provider,
      summary: `The credit of ${provider} is low. Top it up.`,
    }));
}

export function backlogFaults({ lateCodes, lateMessages, oldestQueuedAt }: Backlog, now: number): Fault[] {
  if (lateCodes + lateMessages === 0) return [];
  const minutes = Math.floor((now - (oldestQueuedAt?.getTime() ?? now)) / 60_000);
  const summary = `${lateCodes} codes and ${lateMessages} other messages are late, the oldest by ${minutes} minutes. Start more workers.`;
  return [{ kind: 'backlog', summary }];
}

/** Providers whose codes are entered much more rarely than during the day before. */
export function conversionFaults(conversions: Conversion[]): Fault[] {
  return conversions
    .filter(({ recent, earlier }) => recent >= MIN_RECENT_CODES && earlier >= MIN_EARLIER_CODES)
    .filter(({ recent, recentUsed, earlier, earlierUsed }) => recentUsed / recent < (earlierUsed / earlier) * DROP)
    .map(({ provider, recent, recentUsed, earlier, earlierUsed }) => ({
      kind: 'conversion_drop',
      about: provider,
      summary: `Of the codes that ${provider} sent in the last hour, ${percent(recentUsed, recent)} were entered, after ${percent(earlierUsed, earlier)} during the day before. Check whether its messages arrive.`,
    }));
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}
