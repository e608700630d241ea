import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/deadline.js';
import { messagingConfig, type MessagingConfig } from '../../messaging/index.js';
import { canReportAccount, canTestConnection } from '../providers/provider-capabilities.js';
import type { AccountReport, SmsProvider } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { ProviderCreditRepository } from './provider-credit.repository.js';

/** A check is reused for this long. */
const FRESH_MS = 10_000;

export interface AccountCheck {
  provider: string;
  checkedAt: Date;
  /** Absent if the provider gave no report. */
  account?: AccountReport;
  /** Whether the credit is below `minCredit`. */
  low: boolean;
  /** Why the account or the provider cannot be used, in a sentence for the operator. */
  fault?: string;
}

/** Checks the accounts at the providers. A failed check is a result with a `fault`, not an error. */
@Injectable()
export class ProviderAccountService {
  private readonly logger = new Logger('Accounts');
  private readonly running = new Map<string, Promise<AccountCheck>>();
  private readonly last = new Map<string, AccountCheck>();

  constructor(
    private readonly providers: ProviderRegistry,
    private readonly credits: ProviderCreditRepository,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly clock: Clock,
  ) {}

  /** One check per provider that has an account. */
  async check(): Promise<AccountCheck[]> {
    return Promise.all(this.checkable().map((provider) => this.checkOne(provider)));
  }

  /** Like `check`, but uses the last known result of a provider that takes longer than `waitMs`, if there is one. */
  async known(waitMs: number): Promise<AccountCheck[]> {
    await withDeadline(this.check(), waitMs, 'providers').catch(() => undefined);
    return this.checkable().flatMap(({ name }) => this.last.get(name) ?? []);
  }

  private checkable(): SmsProvider[] {
    return this.providers.all().filter((provider) => canReportAccount(provider) || canTestConnection(provider));
  }

  private checkOne(provider: SmsProvider): Promise<AccountCheck> {
    const { name } = provider;
    const last = this.last.get(name);
    if (last && this.clock.now() - last.checkedAt.getTime() < FRESH_MS) return Promise.resolve(last);
    let check = this.running.get(name);
    if (!check) {
      check = this.callProvider(provider).finally(() => this.running.delete(name));
      this.running.set(name, check);
    }
    return check;
  }

  private async callProvider(provider: SmsProvider): Promise<AccountCheck> {
    const signal = AbortSignal.timeout(this.config.timeoutMs);
    const [connectionFault, report] = await Promise.all([
      canTestConnection(provider) ? provider.testConnection(signal).catch(sentenceOf) : undefined,
      canReportAccount(provider) ? provider.account(signal).catch(sentenceOf) : undefined,
    ]);
    const account = typeof report === 'object' ? report : undefined;
    const fault = connectionFault ?? (typeof report === 'string' ? report : undefined);
    const check: AccountCheck = {
      provider: provider.name,
      checkedAt: new Date(this.clock.now()),
      low: account !== undefined && canReportAccount(provider) && account.credit < (provider.minCredit ?? -Infinity),
      ...(account && { account }),
      ...(fault !== undefined && { fault }),
    };
    this.last.set(provider.name, check);
    await this.recordCredit(check);
    return check;
  }

  /** For the metrics of all processes. A database that is away must not hide the result. */
  private async recordCredit({ provider, account, checkedAt }: AccountCheck): Promise<void> {
    if (!account) return;
    const { credit, currency } = account;
    await this.credits.record({ provider, credit, currency }, checkedAt).catch((error: unknown) => {
      this.logger.warn({ message: 'failed to record the credit of an account', provider, error });
    });
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
