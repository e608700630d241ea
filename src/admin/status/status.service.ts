import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { AlertService, type OpenAlert } from '../../alerts/index.js';
import { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/deadline.js';
import { EventHealthService } from '../../events/index.js';
import { MAX_SKEW_MS, ProcessRepository, type JobFailure, type RunningProcess } from '../../fleet/index.js';
import { SendingHealthService } from '../../health/index.js';
import { MessageStatisticsRepository, type ErrorKind, type FailingMethod } from '../../messaging/index.js';
import { SMS_QUEUE } from '../../queue/index.js';
import {
  canPollDelivery,
  canReadReports,
  canSendMany,
  DeliveryReportService,
  methodsOf,
  ProviderAccountService,
  ProviderRegistry,
  providersFor,
  smsConfig,
  type AccountCheck,
  type ReportCounts,
  type SendMethod,
  type SmsConfig,
  type SmsProvider,
} from '../../sms/index.js';
import { StatusRepository, type OpenBreakerRow } from './status.repository.js';

const ERRORS_OF_MS = 3_600_000;
/** Fewer calls in vain may be due to a single message. */
const MIN_CALLS_IN_VAIN = 3;
/** Neither a slow provider nor an unavailable queue backend delays the answer further. */
const WAIT_MS = 2000;

export interface SmsStatus {
  mode: 'simulation' | 'production' | 'disabled';
  /** What an operator should fix. Empty if there is nothing. */
  problems: string[];
  /** The oldest first. */
  alerts: OpenAlert[];
  providers: { name: string; methods: SendMethod[]; bulk: boolean; reports: ('webhook' | 'polling')[] }[];
  /** The providers of each country in order; `*` stands for all other countries. */
  routes: Record<string, string[]>;
  breakers: OpenBreakerRow[];
  errors: ErrorKind[];
  accounts: AccountCheck[];
  queue: { queued: number; sending: number; oldestAgeSeconds: number | null; jobs: Record<string, number> | null };
  processes: RunningProcess[];
  /** Counted by this process since its start. */
  webhooks: Record<string, ReportCounts>;
}

/** The status of sending, for administrators. */
@Injectable()
export class StatusService {
  constructor(
    @Inject(smsConfig.KEY) private readonly config: SmsConfig,
    private readonly providers: ProviderRegistry,
    private readonly accounts: ProviderAccountService,
    private readonly reports: DeliveryReportService,
    private readonly repository: StatusRepository,
    private readonly statistics: MessageStatisticsRepository,
    private readonly sending: SendingHealthService,
    private readonly events: EventHealthService,
    private readonly alerts: AlertService,
    private readonly processes: ProcessRepository,
    private readonly clock: Clock,
    @InjectQueue(SMS_QUEUE) private readonly queue: Queue,
  ) {}

  async status(): Promise<SmsStatus> {
    const now = this.clock.now();
    const since = new Date(now - ERRORS_OF_MS);
    const [breakers, errors, failing, unfinished, accounts, jobs, late, undelivered, alerts, processes, failures] =
      await Promise.all([
        this.repository.breakers(),
        this.statistics.errors(since),
        this.statistics.failingMethods(since, MIN_CALLS_IN_VAIN),
        this.statistics.unfinished(),
        this.accounts.known(WAIT_MS),
        this.jobCounts(),
        this.sending.problems(),
        this.events.problems(),
        this.alerts.open(),
        this.processes.running(),
        this.processes.failures(),
      ]);
    const { queued, sending, oldestQueuedAt } = unfinished;
    const oldestAgeSeconds = oldestQueuedAt && Math.max(0, Math.floor((now - oldestQueuedAt.getTime()) / 1000));
    return {
      mode: this.mode(),
      problems: [
        ...late,
        ...problemsOf(accounts, breakers, failing, jobs === null),
        ...undelivered,
        ...failures.map(describeFailure),
        ...processes.filter(({ skewMs }) => Math.abs(skewMs) > MAX_SKEW_MS).map(describeSkew),
      ],
      alerts,
      providers: this.providers.all().map(describe),
      routes: this.routes(),
      breakers,
      errors,
      accounts,
      queue: { queued, sending, oldestAgeSeconds, jobs },
      processes,
      webhooks: this.reports.counts(),
    };
  }

  private mode(): SmsStatus['mode'] {
    const { enabled, simulated } = this.config;
    if (!enabled) return 'disabled';
    return simulated ? 'simulation' : 'production';
  }

  private routes(): SmsStatus['routes'] {
    if (this.config.simulated) return { '*': ['simulation'] };
    return Object.fromEntries(
      [...this.config.routes.keys()].map((country) => [country, providersFor(country, this.config)]),
    );
  }

  /** Null if the queue backend does not answer in time. */
  private async jobCounts(): Promise<Record<string, number> | null> {
    const counts = this.queue.getJobCounts('waiting', 'active', 'delayed');
    return withDeadline(counts, WAIT_MS, 'queue').catch(() => null);
  }
}

function problemsOf(
  accounts: AccountCheck[],
  breakers: OpenBreakerRow[],
  failing: FailingMethod[],
  isQueueAway: boolean,
): string[] {
  return [
    ...accounts.flatMap(({ provider, fault }) => (fault === undefined ? [] : [`${provider}: ${fault}`])),
    ...accounts.filter(({ low }) => low).map(({ provider }) => `${provider}: the credit is low. Top it up.`),
    ...failing.map(
      ({ provider, method, count, meaning }) =>
        `${provider}/${method}: ${count} calls of the last hour were in vain, so each message needs another one. ${meaning}`,
    ),
    ...breakers.map(({ name, reason }) => `${name}: the circuit breaker is open. ${reason}`),
    ...(isQueueAway ? ['The queue backend does not answer.'] : []),
  ];
}

function describeFailure({ host, error, secondsAgo }: JobFailure): string {
  return `A job on ${host} failed ${secondsAgo} seconds ago. ${error}`;
}

function describeSkew({ role, host, skewMs }: RunningProcess): string {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const amount = seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `The clock of ${host} (${role}) is ${amount} ${skewMs > 0 ? 'ahead of' : 'behind'} the database. Synchronise both by NTP.`;
}

function describe(provider: SmsProvider): SmsStatus['providers'][number] {
  return {
    name: provider.name,
    methods: methodsOf(provider),
    bulk: canSendMany(provider),
    reports: [
      ...(canReadReports(provider) ? (['webhook'] as const) : []),
      ...(canPollDelivery(provider) ? (['polling'] as const) : []),
    ],
  };
}
