import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

export interface AdminAction {
  at: Date;
  admin: string;
  /** Name of the operation, as in the description of the API. */
  action: string;
  /** Numbers and addresses masked. */
  target?: string;
  requestId: string;
  /** Of the client. */
  address: string;
}

/** The rows of what administrators have asked for. */
@Injectable()
export class AdminActionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Before it is done. */
  async begin({ at, admin, action, target, requestId, address }: AdminAction): Promise<bigint> {
    const [row] = await this.prisma.$queryRaw<{ id: bigint }[]>`
      INSERT INTO admin_actions (at, admin, action, target, request_id, address)
      VALUES (${at}, ${admin}, ${action}, ${target ?? null}, ${requestId}, ${address})
      RETURNING id`;
    return row!.id;
  }

  /** @param status HTTP status of the answer */
  async finish(id: bigint, status: number): Promise<void> {
    await this.prisma.$executeRaw`UPDATE admin_actions SET status = ${status} WHERE id = ${id}`;
  }
}
