import { Inject, Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { Clock } from '../common/clock.js';
import { processEnvironment, secretsConfig, type SecretsConfig } from '../config/index.js';
import { readRunning } from './admission.js';
import { reportKeys, type KeyReport } from './key-report.policy.js';
import { ProcessIdentity } from './process-identity.js';
import { findMissingKeys, findUnsharedKeys, keyName, readKeysOfAnswers, readUsedKeys } from './secret-faults.js';
import { sharedKeysOf } from './secret-fingerprint.js';

/** Reports which keys of the configuration are in use, and which are missing. */
@Injectable()
export class KeyReportService {
  constructor(
    @Inject(secretsConfig.KEY) private readonly secrets: SecretsConfig,
    @Inject(Pool) private readonly pool: Pool,
    private readonly identity: ProcessIdentity,
    private readonly clock: Clock,
  ) {}

  /** @param tokenLifeMs how long the longest token lives that is signed with a key */
  async report(tokenLifeMs: number): Promise<{ keys: KeyReport[]; faults: string[] }> {
    const lists = sharedKeysOf(this.secrets, processEnvironment());
    const client = await this.pool.connect();
    try {
      const needed = await readUsedKeys(client);
      const used = [...needed, ...(await readKeysOfAnswers(client))];
      const running = await readRunning(client);
      const { rows } = await client.query<{ variable: string; id: string; registeredAt: Date }>(
        'SELECT variable, key_id AS id, registered_at AS "registeredAt" FROM secret_keys',
      );
      const registeredAt = new Map(rows.map((row) => [keyName(row.variable, row.id), row.registeredAt]));
      const now = new Date(this.clock.now());
      return {
        keys: reportKeys({ now, lists, registeredAt, used, running, tokenLifeMs }),
        faults: [...findMissingKeys(lists, used), ...findUnsharedKeys(this.identity, running)],
      };
    } finally {
      client.release();
    }
  }
}
