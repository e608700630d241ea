import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';

/** Codes that went out as verifications of a provider. */
@Injectable()
export class VerificationRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The message that brought a code, as its provider knows it. */
  async of(otpTokenId: string): Promise<{ provider: string; providerMessageId: string } | undefined> {
    const row = await this.prisma.message.findFirst({
      where: { otpTokenId, method: 'verify' },
      select: { provider: true, providerMessageId: true },
    });
    if (!row?.provider || !row.providerMessageId) return undefined;
    return { provider: row.provider, providerMessageId: row.providerMessageId };
  }

  /** Those of codes to the same recipient that serve another purpose, and were asked for since then. */
  async ofOtherPurposes(id: string, since: Date): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ sid: string }[]>`
      SELECT DISTINCT other.provider_message_id AS sid
      FROM messages m
      JOIN otp_tokens t ON t.id = m.otp_token_id
      JOIN otp_tokens o ON o.recipient = t.recipient AND o.purpose <> t.purpose AND o.created_at > ${since}
      JOIN messages other ON other.otp_token_id = o.id AND other.method = 'verify'
      WHERE m.id = ${id}::uuid AND other.provider_message_id IS NOT NULL`;
    return rows.map(({ sid }) => sid);
  }

  /** Whether the message of a code is being sent, or is still to be. */
  async isUnderWay(otpTokenId: string): Promise<boolean> {
    const count = await this.prisma.message.count({ where: { otpTokenId, status: { in: ['queued', 'sending'] } } });
    return count > 0;
  }
}
