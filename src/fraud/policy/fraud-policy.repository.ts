import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';
import type { FraudPolicy } from './fraud-policy.schema.js';

export interface StoredPolicy {
  version: bigint;
  document: unknown;
  createdAt: Date;
}

/** Every policy that was in force. */
@Injectable()
export class FraudPolicyRepository {
  constructor(private readonly prisma: PrismaService) {}

  async newest(): Promise<StoredPolicy | undefined> {
    return (await this.prisma.fraudPolicy.findFirst({ orderBy: { version: 'desc' } })) ?? undefined;
  }

  /** Puts a policy in force, in one statement. Of two concurrent calls each gets a version of its own. */
  async set(policy: FraudPolicy, now: Date): Promise<bigint> {
    const [row] = await this.prisma.$queryRaw<{ version: bigint }[]>`
      WITH raised AS (UPDATE fraud_versions SET version = version + 1 WHERE name = 'policy' RETURNING version)
      INSERT INTO fraud_policies (version, document, created_at)
      SELECT version, ${JSON.stringify(policy)}::jsonb, ${now} FROM raised RETURNING version`;
    if (!row) throw new Error('fraud_versions has no row for the policy');
    return row.version;
  }
}
