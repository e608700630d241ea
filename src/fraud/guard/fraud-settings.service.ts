import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { FraudListRepository } from '../lists/fraud-list.repository.js';
import { kindOfEntry, ListMatcher } from '../lists/list-matcher.js';
import { DEFAULT_POLICY } from '../policy/default-policy.js';
import type { FraudPolicy } from '../policy/fraud-policy.schema.js';
import { FraudPolicyService } from '../policy/fraud-policy.service.js';
import { FraudSettingsRepository } from './fraud-settings.repository.js';

/** Within this time a change in one process is in force in the others. */
const REFRESH_MS = 2000;

/** The lists and the policy in the memory of this process. While the database is away, the last known ones hold. */
@Injectable()
export class FraudSettingsService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Guard');
  private versions?: string;
  private timer?: NodeJS.Timeout;
  private current = { lists: new ListMatcher([]), policy: DEFAULT_POLICY };

  constructor(
    private readonly settings: FraudSettingsRepository,
    private readonly lists: FraudListRepository,
    private readonly policies: FraudPolicyService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.refresh();
    clearInterval(this.timer);
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  matcher(): ListMatcher {
    return this.current.lists;
  }

  policy(): FraudPolicy {
    return this.current.policy;
  }

  /** The versions are read first: a change that comes in between is read again with the next refresh. */
  async refresh(): Promise<void> {
    try {
      const versions = await this.settings.versions();
      if (versions === this.versions) return;
      const [entries, { policy }] = await Promise.all([this.lists.all(), this.policies.inForce()]);
      const lists = new ListMatcher(
        entries.map(({ list, entry }) => ({ list, text: entry, kind: kindOfEntry(entry) })),
      );
      this.current = { lists, policy };
      this.versions = versions;
      this.logger.debug({ message: 'guard settings read', versions });
    } catch (error) {
      this.logger.warn({ message: 'failed to read the guard settings', error });
    }
  }
}
