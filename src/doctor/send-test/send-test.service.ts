import { setTimeout as delay } from 'node:timers/promises';
import { EarlyReportRepository } from '../../messaging/index.js';
import {
  canExplain,
  canManageCodes,
  canPollDelivery,
  type DeliveryReport,
  type SendMethod,
  type SendOutcome,
  type SmsProvider,
} from '../../sms/index.js';
import type { TestPlan, TestStep } from './send-test.plan.js';

/** Providers ask operators rarely, and forbid frequent polling. */
const POLL_EVERY_MS = 10_000;
/** Reports by webhook are in the database. */
const LOOK_EVERY_MS = 500;

/** One call as it went. */
export interface TestStepResult {
  provider: string;
  method: SendMethod;
  outcome: SendOutcome['outcome'];
  /** The provider's own code. */
  code?: number;
  /** What a failure means and what to do. */
  meaning?: string;
  message_id?: string;
  cost?: number;
  currency?: string;
  segments?: number;
  /** Milliseconds until the answer. */
  duration: number;
  /** The last report that came in time. */
  delivery?: { state: DeliveryReport['state']; meaning?: string };
}

export interface TestResult {
  /** Every call was accepted, and no report says that a message did not arrive. */
  ok: boolean;
  steps: TestStepResult[];
  /** By currency, as far as the providers name costs. */
  spent: { currency: string; amount: number }[];
}

export interface SendTestOptions {
  /** Deadline of one call. */
  timeoutMs: number;
  /** How long to wait for delivery reports. */
  waitMs: number;
  pollEveryMs?: number;
  /** Called after each step. */
  onStep?: (result: TestStepResult, index: number) => void;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

/** Sends test messages by the adapters that real messages use, without limits, breakers, outbox and rows. */
export class SendTestService {
  constructor(private readonly reports: EarlyReportRepository) {}

  async run({ steps }: TestPlan, options: SendTestOptions): Promise<TestResult> {
    const results: TestStepResult[] = [];
    for (const [index, step] of steps.entries()) {
      const result = await sendStep(step, options.timeoutMs);
      results.push(result);
      options.onStep?.(result, index);
    }
    if (options.waitMs > 0) await this.waitForReports(steps, results, options);
    return { ok: results.every(isFine), steps: results, spent: sumOf(results) };
  }

  private async waitForReports(steps: TestStep[], results: TestStepResult[], options: SendTestOptions): Promise<void> {
    const { waitMs, pollEveryMs = POLL_EVERY_MS, signal } = options;
    const deadline = Date.now() + waitMs;
    let polledAt = -Infinity;
    for (;;) {
      const isPollDue = Date.now() - polledAt >= pollEveryMs || Date.now() >= deadline;
      if (isPollDue) polledAt = Date.now();
      for (const [index, { provider }] of steps.entries()) {
        const result = results[index]!;
        if (isOpen(result)) addReport(result, await this.findReport(provider, result, isPollDue, options.timeoutMs));
      }
      const left = deadline - Date.now();
      if (left <= 0 || signal?.aborted || !results.some(isOpen)) return;
      await delay(Math.min(LOOK_EVERY_MS, left), undefined, { signal }).catch(() => undefined);
    }
  }

  /** By webhook, which a running process received and could not match to a message, or by polling. */
  private async findReport(
    provider: SmsProvider,
    { message_id: id = '' }: TestStepResult,
    isPollDue: boolean,
    timeoutMs: number,
  ): Promise<Pick<DeliveryReport, 'state' | 'meaning'> | undefined> {
    const [byWebhook] = await this.reports.find(provider.name, [id]);
    if (byWebhook || !isPollDue || !canPollDelivery(provider)) return byWebhook;
    const polled = await provider.pollDelivery([id], AbortSignal.timeout(timeoutMs)).catch(() => []);
    return polled.find(({ providerMessageId }) => providerMessageId === id);
  }
}

function addReport(result: TestStepResult, report: Pick<DeliveryReport, 'state' | 'meaning'> | undefined): void {
  if (!report) return;
  result.delivery = { state: report.state, ...(report.meaning !== undefined && { meaning: report.meaning }) };
}

async function sendStep(step: TestStep, timeoutMs: number): Promise<TestStepResult> {
  const { provider, method } = step;
  const startedAt = Date.now();
  const outcome = await send(step, AbortSignal.timeout(timeoutMs));
  const duration = Date.now() - startedAt;
  const known = { provider: provider.name, method, outcome: outcome.outcome, duration };
  if (outcome.outcome !== 'accepted') {
    const explained = canExplain(provider) ? await provider.explain(outcome, AbortSignal.timeout(timeoutMs)) : outcome;
    const { rawCode, meaning } = explained;
    return { ...known, outcome: explained.outcome, ...(rawCode !== undefined && { code: rawCode }), meaning };
  }
  const { rawCode, providerMessageId, cost, currency, segments } = outcome;
  return {
    ...known,
    ...(rawCode !== undefined && { code: rawCode }),
    message_id: providerMessageId,
    ...(cost !== undefined && { cost, currency }),
    ...(segments !== undefined && { segments }),
  };
}

function send({ provider, method, request, isManaged }: TestStep, signal: AbortSignal): Promise<SendOutcome> {
  if (!isManaged || !canManageCodes(provider)) return provider.send(request, method, signal);
  const { text: _text, otp, ...managed } = request;
  return provider.startVerification({ ...managed, locale: otp?.locale ?? 'en' }, signal);
}

/** Accepted, and no final report yet. */
function isOpen({ message_id: id, delivery }: TestStepResult): boolean {
  return id !== undefined && (delivery === undefined || delivery.state === 'pending');
}

function isFine({ outcome, delivery }: TestStepResult): boolean {
  return outcome === 'accepted' && (delivery === undefined || ['pending', 'delivered'].includes(delivery.state));
}

function sumOf(results: TestStepResult[]): TestResult['spent'] {
  const sums = new Map<string, number>();
  for (const { cost, currency = '' } of results) {
    if (cost !== undefined && cost > 0) sums.set(currency, (sums.get(currency) ?? 0) + cost);
  }
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
}
