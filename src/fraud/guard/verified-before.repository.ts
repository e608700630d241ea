import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

/** Whether somebody has entered a code of a number or e-mail address before. */
@Injectable()
export class VerifiedBeforeRepository {
  constructor(private readonly prisma: PrismaService) {}

  async includes(recipient: string): Promise<boolean> {
    const [row] = await this.prisma.$queryRaw<{ verified: boolean }[]>`
      SELECT EXISTS (SELECT FROM users WHERE phone = ${recipient} AND phone_verified_at IS NOT NULL)
        OR EXISTS (SELECT FROM users WHERE email = ${recipient} AND email_verified_at IS NOT NULL)
        OR EXISTS (SELECT FROM otp_tokens WHERE recipient = ${recipient} AND status = 'used') AS verified`;
    return row?.verified === true;
  }
}
