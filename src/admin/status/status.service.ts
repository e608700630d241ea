import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/deadline.js';
import { smsConfig, type SmsConfig } from '../../sms/index.js';
import { SMS_QUEUE } from '../../queue/index.js';
import { ProviderAccountService, type AccountCheck } from '../../sms/index.js';
import { DeliveryReportService, type ReportCounts } from '../../sms/index.js';
import { canPollDelivery, canReadReports, canSendMany } from '../../sms/index.js';
import type { SmsProvider, SmsRequest, SendMethod } from '../../sms/index.js';
import { ProviderRegistry } from '../../sms/index.js';
import { providersFor } from '../../sms/index.js';
import { MessageStatisticsRepository, type ErrorKind } from '../../messaging/index.js';
import { StatusRepository, type OpenBreakerRow } from './status.repository.js';

const ERRORS_OF_MS = 3_600_000;
/** Neither a slow provider nor a queue store that is away holds up the answer. */
const WAIT_MS = 2000;

export interface SmsStatus {
  mode: 'simulation' | 'production' | 'disabled';
  /** What an operator has to see to; empty when all is well. */
  problems: string[];
  providers: { name: string; methods: SendMethod[]; bulk: boolean; reports: ('webhook' | 'polling')[] }[];
  /** Country, or `*` for all others, to its providers in order. */
  routes: Record<string, string[]>;
  breakers: OpenBreakerRow[];
  errors: ErrorKind[];
  accounts: AccountCheck[];
  queue: { queued: number; sending: number; oldestAgeSeconds: number | null; jobs: Record<string, number> | null };
  /** Of this process, since its start. */
  webhooks: Record<string, ReportCounts>;
}

/** How sending stands: one look for an administrator. */
@Injectable()
export class StatusService {
  constructor(
    @Inject(smsConfig.KEY) private readonly config: SmsConfig,
    private readonly providers: ProviderRegistry,
    private readonly accounts: ProviderAccountService,
    private readonly reports: DeliveryReportService,
    private readonly repository: StatusRepository,
    private readonly statistics: MessageStatisticsRepository,
    private readonly clock: Clock,
    @InjectQueue(SMS_QUEUE) private readonly queue: Queue,
  ) {}

  async status(): Promise<SmsStatus> {
    const now = this.clock.now();
    const [breakers, errors, unfinished, accounts, jobs] = await Promise.all([
      this.repository.breakers(),
      this.statistics.errors(new Date(now - ERRORS_OF_MS)),
      this.statistics.unfinished(),
      this.accounts.known(WAIT_MS),
      this.jobCounts(),
    ]);
    const { queued, sending, oldestQueuedAt } = unfinished;
    const oldestAgeSeconds = oldestQueuedAt && Math.max(0, Math.floor((now - oldestQueuedAt.getTime()) / 1000));
    return {
      mode: this.mode(),
      problems: problemsOf(accounts, breakers, jobs === null),
      providers: this.providers.all().map(describe),
      routes: this.routes(),
      breakers,
      errors,
      accounts,
      queue: { queued, sending, oldestAgeSeconds, jobs },
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

  /** Null when the queue's store does not answer. */
  private async jobCounts(): Promise<Record<string, number> | null> {
    const counts = this.queue.getJobCounts('waiting', 'active', 'delayed');
    return withDeadline(counts, WAIT_MS, 'queue').catch(() => null);
  }
}

function problemsOf(accounts: AccountCheck[], breakers: OpenBreakerRow[], isQueueAway: boolean): string[] {
  return [
    ...accounts.flatMap(({ provider, fault }) => (fault === undefined ? [] : [`${provider}: ${fault}`])),
    ...accounts.filter(({ low }) => low).map(({ provider }) => `${provider}: the credit is low. Top it up.`),
    ...breakers.map(({ name, reason }) => `${name} rests: ${reason}`),
    ...(isQueueAway ? ['The store of the queue does not answer.'] : []),
  ];
}

/** A code and a text: between them they take every way that a provider has. */
const TEXT: SmsRequest = {
  messageId: '',
  localId: 0n,
  recipient: '',
  country: '',
  text: 'text',
  channel: 'sms',
  validForSeconds: 0,
};
const CODE: SmsRequest = { ...TEXT, otp: { code: '0', locale: 'en' } };

function describe(provider: SmsProvider): SmsStatus['providers'][number] {
  return {
    name: provider.name,
    methods: [...new Set([CODE, TEXT].flatMap((request) => provider.methods(request)))],
    bulk: canSendMany(provider),
    reports: [
      ...(canReadReports(provider) ? (['webhook'] as const) : []),
      ...(canPollDelivery(provider) ? (['polling'] as const) : []),
    ],
  };
}
