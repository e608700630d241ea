import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';

/** Finds codes that were sent through a provider's verification product. */
@Injectable()
export class VerificationRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The provider's id of the message that carried a code. */
  async of(otpTokenId: string): Promise<{ provider: string; providerMessageId: string } | undefined> {
    const row = await this.prisma.message.findFirst({
      where: { otpTokenId, method: 'verify' },
      select: { provider: true, providerMessageId: true },
    });
    if (!row?.provider || !row.providerMessageId) return undefined;
    return { provider: row.provider, providerMessageId: row.providerMessageId };
  }

  /** Provider's ids of codes to the same recipient for other purposes, requested after `since`. */
  async ofOtherPurposes(messageId: string, since: Date): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ providerMessageId: string }[]>`
      SELECT DISTINCT other.provider_message_id AS "providerMessageId"
      FROM messages m
      JOIN otp_tokens t ON t.id = m.otp_token_id
      JOIN otp_tokens o ON o.recipient = t.recipient AND o.purpose <> t.purpose AND o.created_at > ${since}
      JOIN messages other ON other.otp_token_id = o.id AND other.method = 'verify'
      WHERE m.id = ${messageId}::uuid AND other.provider_message_id IS NOT NULL`;
    return rows.map(({ providerMessageId }) => providerMessageId);
  }

  /** Whether the message of a code is queued or being sent. */
  async isUnderWay(otpTokenId: string): Promise<boolean> {
    const count = await this.prisma.message.count({ where: { otpTokenId, status: { in: ['queued', 'sending'] } } });
    return count > 0;
  }
}
