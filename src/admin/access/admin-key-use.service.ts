import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { AdminApiKey } from './admin.config.js';
import { AdminKeyRepository } from './admin-key.repository.js';

const RECORD_EVERY_MS = 60_000;

/** Records when keys are used, at most once a minute for each key. Requests do not wait for it. */
@Injectable()
export class AdminKeyUseService {
  private readonly logger = new Logger('Admin');
  /** Unix times in milliseconds, by digest in hexadecimal. Saves the statement; the statement checks other processes. */
  private readonly recordedAt = new Map<string, number>();

  constructor(
    private readonly keys: AdminKeyRepository,
    private readonly clock: Clock,
  ) {}

  /** Never rejects. */
  async record({ name, digest }: AdminApiKey): Promise<void> {
    const id = digest.toString('hex');
    const now = this.clock.now();
    const since = now - RECORD_EVERY_MS;
    if ((this.recordedAt.get(id) ?? -Infinity) > since) return;
    this.recordedAt.set(id, now);
    try {
      await this.keys.recordUse(digest, new Date(now), new Date(since));
    } catch (error) {
      this.logger.warn({ message: 'failed to record the use of an admin key', key_name: name, error });
    }
  }
}
