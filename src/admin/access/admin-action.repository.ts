import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../database/index.js';

export interface AdminAction {
  at: Date;
  admin: string;
  /** The `operationId` of the route. */
  action: string;
  /** With numbers and addresses masked. */
  target?: string;
  requestId: string;
  /** Client IP address. */
  address: string;
}

/** The table `admin_actions`: what administrators have requested. */
@Injectable()
export class AdminActionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Records a request before it is carried out. */
  async begin(action: AdminAction): Promise<bigint> {
    const { id } = await this.prisma.adminAction.create({ data: action, select: { id: true } });
    return id;
  }

  /**
   * @param outcome the HTTP status of the answer, and how many rows the request changed or returned, where it applies
   */
  async finish(id: bigint, outcome: { status: number; count?: number }): Promise<void> {
    await this.prisma.adminAction.updateMany({ where: { id }, data: outcome });
  }
}
