import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/deadline.js';
import { messagingConfig, type MessagingConfig } from '../../messaging/index.js';
import { canReportAccount, canTestConnection } from '../providers/provider-capabilities.js';
import type { AccountReport, SmsProvider } from '../providers/provider.contract.js';
import { ProviderRegistry } from '../providers/provider-registry.js';

/** A provider is not asked again before. */
const FRESH_MS = 10_000;

export interface AccountCheck {
  provider: string;
  checkedAt: Date;
  /** Absent where the provider did not answer. */
  account?: AccountReport;
  /** Its credit is below `minCredit`. */
  low: boolean;
  /** Why the account cannot be used, or not be asked, in a sentence for the operator. */
  fault?: string;
}

/** Asks providers how their accounts stand. A provider that fails is told as that, never thrown. */
@Injectable()
export class ProviderAccountService {
  private readonly running = new Map<string, Promise<AccountCheck>>();
  private readonly last = new Map<string, AccountCheck>();

  constructor(
    private readonly providers: ProviderRegistry,
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly clock: Clock,
  ) {}

  /** One for each provider that can be asked. */
  async check(): Promise<AccountCheck[]> {
    return Promise.all(this.askable().map((provider) => this.checkOne(provider)));
  }

  /** As `check`, but of a provider that takes longer than `waitMs` what it answered before, where it did. */
  async known(waitMs: number): Promise<AccountCheck[]> {
    await withDeadline(this.check(), waitMs, 'providers').catch(() => undefined);
    return this.askable().flatMap(({ name }) => this.last.get(name) ?? []);
  }

  private askable(): SmsProvider[] {
    return this.providers.all().filter((provider) => canReportAccount(provider) || canTestConnection(provider));
  }

  private checkOne(provider: SmsProvider): Promise<AccountCheck> {
    const { name } = provider;
    const last = this.last.get(name);
    if (last && this.clock.now() - last.checkedAt.getTime() < FRESH_MS) return Promise.resolve(last);
    let check = this.running.get(name);
    if (!check) {
      check = this.ask(provider).finally(() => this.running.delete(name));
      this.running.set(name, check);
    }
    return check;
  }

  private async ask(provider: SmsProvider): Promise<AccountCheck> {
    const signal = AbortSignal.timeout(this.config.timeoutMs);
    const [unusable, told] = await Promise.all([
      canTestConnection(provider) ? provider.testConnection(signal).catch(sentenceOf) : undefined,
      canReportAccount(provider) ? provider.account(signal).catch(sentenceOf) : undefined,
    ]);
    const account = typeof told === 'object' ? told : undefined;
    const fault = unusable ?? (typeof told === 'string' ? told : undefined);
    const check: AccountCheck = {
      provider: provider.name,
      checkedAt: new Date(this.clock.now()),
      low: account !== undefined && canReportAccount(provider) && account.credit < (provider.minCredit ?? -Infinity),
      ...(account && { account }),
      ...(fault !== undefined && { fault }),
    };
    this.last.set(provider.name, check);
    return check;
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
