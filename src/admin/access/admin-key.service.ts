import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { adminConfig, type AdminApiKey, type AdminConfig } from './admin.config.js';
import { AdminKeyRepository } from './admin-key.repository.js';
import { newApiKey } from './api-key.js';

/** A key as operators see it. */
export interface ListedApiKey {
  name: string;
  source: 'database' | 'ADMIN_API_KEYS';
  /** Absent: nobody has noted when a configured key was made. */
  createdAt?: Date;
  /** Absent: it opens the admin routes. */
  revokedAt?: Date;
}

/** The keys that open the admin routes: those of `ADMIN_API_KEYS`, and those that a command has made. */
@Injectable()
export class AdminKeyService {
  constructor(
    @Inject(adminConfig.KEY) private readonly config: AdminConfig,
    private readonly repository: AdminKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** Those that are not revoked, as of now: a command works in all processes at once. */
  async live(): Promise<AdminApiKey[]> {
    return (await this.list()).filter(({ revokedAt }) => !revokedAt);
  }

  async list(): Promise<(ListedApiKey & AdminApiKey)[]> {
    const kept = await this.repository.all();
    const configured = this.config.apiKeys.map(({ name, digest }) => ({
      name,
      digest,
      source: 'ADMIN_API_KEYS' as const,
      revokedAt: kept.find((row) => row.digest.equals(digest))?.revokedAt ?? undefined,
    }));
    const made = kept
      .filter((row) => !configured.some(({ digest }) => digest.equals(row.digest)))
      .map(({ revokedAt, ...row }) => ({ ...row, source: 'database' as const, revokedAt: revokedAt ?? undefined }));
    return [...configured, ...made];
  }

  /** Makes a key, which is never to be read again. One name may have several: the new one and the one it replaces. */
  async create(name: string): Promise<string> {
    const { key, digest } = newApiKey();
    await this.repository.add({ name, digest }, new Date(this.clock.now()));
    return key;
  }

  /** Ends every key of the name, configured ones too. How many there were. */
  async revoke(name: string): Promise<number> {
    const configured = this.config.apiKeys.filter((key) => key.name === name).map(({ digest }) => digest);
    return this.repository.revoke(name, configured, new Date(this.clock.now()));
  }
}
