import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { Prisma } from '../database/generated/client.js';
import { isSameChainSql } from './otp-chain.sql.js';

/** Finds codes that were sent through a provider's verification product. */
@Injectable()
export class VerificationRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * The provider's id of the message that carried a code. A provider that manages codes sends the same one again, so for
   * such a code that has not been sent, it is that of the code before it.
   */
  async of(otpTokenId: string): Promise<{ provider: string; providerMessageId: string } | undefined> {
    const [row] = await this.prisma.$queryRaw<{ provider: string; providerMessageId: string }[]>`
      SELECT m.provider, m.provider_message_id AS "providerMessageId"
      FROM otp_tokens t JOIN otp_tokens sent ON sent.id = t.id OR (${isSameChainSql(Prisma.sql`sent`, Prisma.sql`t`)}
        AND sent.managed_by = t.managed_by AND sent.status <> 'used' AND sent.expires_at > t.created_at)
      JOIN messages m ON m.otp_token_id = sent.id
      WHERE t.id = ${otpTokenId}::uuid AND m.method = 'verify' AND m.provider_message_id IS NOT NULL
      ORDER BY sent.id = t.id DESC, sent.created_at DESC LIMIT 1`;
    return row;
  }

  /** Whether the message of a code is queued or being sent. */
  async isUnderWay(otpTokenId: string): Promise<boolean> {
    const count = await this.prisma.message.count({ where: { otpTokenId, status: { in: ['queued', 'sending'] } } });
    return count > 0;
  }
}
