import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { adminConfig, type AdminApiKey, type AdminConfig } from './admin.config.js';
import { AdminKeyRepository } from './admin-key.repository.js';
import { newApiKey } from './api-key.js';

/** A key in the list for operators. */
export interface ListedApiKey {
  name: string;
  source: 'database' | 'ADMIN_API_KEYS';
  /** Absent for configured keys. */
  createdAt?: Date;
  /** Absent while the key is accepted. */
  revokedAt?: Date;
}

/** The API keys of administrators: those of `ADMIN_API_KEYS`, and those created by a command. */
@Injectable()
export class AdminKeyService {
  constructor(
    @Inject(adminConfig.KEY) private readonly config: AdminConfig,
    private readonly repository: AdminKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** The keys that are not revoked. Read anew each time, so that a command takes effect in all processes at once. */
  async live(): Promise<AdminApiKey[]> {
    return (await this.list()).filter(({ revokedAt }) => !revokedAt);
  }

  async list(): Promise<(ListedApiKey & AdminApiKey)[]> {
    const stored = await this.repository.all();
    const configured = this.config.apiKeys.map(({ name, digest }) => ({
      name,
      digest,
      source: 'ADMIN_API_KEYS' as const,
      revokedAt: stored.find((row) => row.digest.equals(digest))?.revokedAt ?? undefined,
    }));
    const created = stored
      .filter((row) => !configured.some(({ digest }) => digest.equals(row.digest)))
      .map(({ revokedAt, ...row }) => ({ ...row, source: 'database' as const, revokedAt: revokedAt ?? undefined }));
    return [...configured, ...created];
  }

  /** Creates a key and returns it; it cannot be read again. A name can have several keys, such as one and its successor. */
  async create(name: string): Promise<string> {
    const { key, digest } = newApiKey();
    await this.repository.add({ name, digest }, new Date(this.clock.now()));
    return key;
  }

  /** Revokes every key of the name, including configured ones, and returns how many there were. */
  async revoke(name: string): Promise<number> {
    const configured = this.config.apiKeys.filter((key) => key.name === name).map(({ digest }) => digest);
    return this.repository.revoke(name, configured, new Date(this.clock.now()));
  }
}
