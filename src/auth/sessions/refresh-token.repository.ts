import { Injectable } from '@nestjs/common';
import { Batcher } from '../../common/batcher.js';
import { PrismaService } from '../../database/index.js';
import { Prisma } from '../../database/generated/client.js';
import {
  endOfLifeSql,
  rotateSql,
  type OpenSession,
  type RotatedRow,
  type Rotation,
} from './rotate-refresh-token.sql.js';

export type { OpenSession, Rotation };

export interface SpentRefreshToken extends OpenSession {
  usedAt: Date | null;
  /** The refresh token that replaced it, encrypted under it; null once that one was used. */
  successorSealed: Uint8Array | null;
  successorUsed: boolean;
  /** Whether the session has ended or the refresh token has expired. */
  ended: boolean;
}

/** The table `refresh_tokens`. Spending a token and writing its successor is one conditional statement. */
@Injectable()
export class RefreshTokenRepository {
  private readonly rotations: Batcher<Rotation, OpenSession | undefined>;

  constructor(private readonly prisma: PrismaService) {
    this.rotations = new Batcher({
      run: (rotations) => this.rotateAll(rotations),
      keyOf: ({ digest }) => digest,
    });
  }

  /**
   * Replaces the presented refresh token; see `rotateSql`. Only one concurrent call with the same digest succeeds. Undefined
   * for the others, and if the session has ended.
   */
  rotate(rotation: Rotation): Promise<OpenSession | undefined> {
    return this.rotations.add(rotation);
  }

  async find(digest: string, now: Date, maxAgeMs: number): Promise<SpentRefreshToken | undefined> {
    const [spent] = await this.prisma.$queryRaw<SpentRefreshToken[]>`
      SELECT s.id AS "sessionId", s.user_id AS "userId", u.role, s.auth_time AS "authTime", s.expires_at AS "expiresAt",
        r.used_at AS "usedAt", r.successor_sealed AS "successorSealed",
        coalesce(n.used_at IS NOT NULL, false) AS "successorUsed",
        (s.revoked_at IS NOT NULL OR r.expires_at <= ${now} OR ${endOfLifeSql(Prisma.sql`${maxAgeMs}::float8`)} <= ${now}) AS ended
      FROM refresh_tokens r
      JOIN sessions s ON s.id = r.session_id
      JOIN users u ON u.id = s.user_id
      LEFT JOIN refresh_tokens n ON n.digest = r.successor
      WHERE r.digest = ${digest}`;
    return spent;
  }

  private async rotateAll(rotations: Rotation[]): Promise<(OpenSession | undefined)[]> {
    const rows = await this.prisma.$queryRaw<RotatedRow[]>(rotateSql(rotations));
    const sessions = new Map(rows.map(({ digest, ...session }) => [digest, session]));
    return rotations.map(({ digest }) => sessions.get(digest));
  }
}
