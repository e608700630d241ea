import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { adminConfig, type AdminApiKey, type AdminConfig } from './admin.config.js';
import { AdminKeyRepository } from './admin-key.repository.js';
import { findApiKey, newApiKey } from './api-key.js';
import { FULL_GRANT, isExpired, type KeyGrant } from './key-grant.js';

/** A key in the list for operators. */
export interface ListedApiKey extends KeyGrant {
  name: string;
  source: 'database' | 'ADMIN_API_KEYS';
  /** Absent for configured keys. */
  createdAt?: Date;
  /** Absent while the key is accepted. */
  revokedAt?: Date;
  /** To the minute. Absent if the key was never used. */
  lastUsedAt?: Date;
}

export type KeyCheck =
  | { result: 'valid' | 'expired'; key: AdminApiKey }
  | { result: 'wrong' }
  /** No key would be accepted, because there are none or all are revoked. */
  | { result: 'no_keys' };

/** The API keys of administrators: those of `ADMIN_API_KEYS`, and those created by a command. */
@Injectable()
export class AdminKeyService {
  constructor(
    @Inject(adminConfig.KEY) private readonly config: AdminConfig,
    private readonly repository: AdminKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** Checks a key that was sent. Reads the keys anew each time, so that a command takes effect in all processes at once. */
  async check(sent: string): Promise<KeyCheck> {
    const keys = (await this.all()).filter(({ revokedAt }) => !revokedAt);
    if (keys.length === 0) return { result: 'no_keys' };
    const key = findApiKey(keys, sent);
    if (!key) return { result: 'wrong' };
    return { result: isExpired(key, this.clock.now()) ? 'expired' : 'valid', key };
  }

  async list(): Promise<(ListedApiKey & AdminApiKey)[]> {
    const [keys, uses] = await Promise.all([this.all(), this.repository.uses()]);
    return keys.map((key) => ({ ...key, lastUsedAt: uses.get(key.digest.toString('hex')) }));
  }

  /** Creates a key and returns it; it cannot be read again. A name can have several keys, such as one and its successor. */
  async create(name: string, grant: KeyGrant = FULL_GRANT): Promise<string> {
    const { key, digest } = newApiKey();
    await this.repository.add({ name, digest, ...grant }, new Date(this.clock.now()));
    return key;
  }

  /** Revokes every key of the name, including configured ones, and returns how many there were. */
  async revoke(name: string): Promise<number> {
    const configured = this.config.apiKeys.filter((key) => key.name === name).map(({ digest }) => digest);
    return this.repository.revoke(name, configured, new Date(this.clock.now()));
  }

  private async all(): Promise<(ListedApiKey & AdminApiKey)[]> {
    const stored = await this.repository.all();
    const configured = this.config.apiKeys.map((key) => ({
      ...key,
      source: 'ADMIN_API_KEYS' as const,
      revokedAt: stored.find((row) => row.digest.equals(key.digest))?.revokedAt ?? undefined,
    }));
    const created = stored
      .filter((row) => !configured.some(({ digest }) => digest.equals(row.digest)))
      .map(({ revokedAt, ...row }) => ({ ...row, source: 'database' as const, revokedAt: revokedAt ?? undefined }));
    return [...configured, ...created];
  }
}
