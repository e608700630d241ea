import { Injectable } from '@nestjs/common';
import { PrismaService } from '../database/index.js';
import { SILENT_AFTER } from './admission.js';
import type { ProcessIdentity } from './process-identity.js';

/** A process whose row is fresh, with times as the database sees them. */
export interface RunningProcess {
  id: string;
  role: string;
  host: string;
  version: string;
  startedAt: Date;
  lastSeenAt: Date;
  skewMs: number;
}

/** An unexpected error in a job. */
export interface JobFailure {
  host: string;
  error: string;
  secondsAgo: number;
}

/** Rows of the processes. All times are those of the database, because several processes compare them. */
@Injectable()
export class ProcessRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Reports that the process runs, and deletes the rows of those that ended without doing so. */
  async beat({ id, role, host, version, keys, skewMs }: ProcessIdentity): Promise<void> {
    await this.prisma.$executeRaw`
      WITH ended AS (DELETE FROM processes WHERE last_seen_at < now() - interval '1 hour' AND id <> ${id}::uuid)
      INSERT INTO processes (id, role, host, version, keys, skew_ms)
      VALUES (${id}::uuid, ${role}, ${host}, ${version}, ${JSON.stringify(keys)}::jsonb, ${skewMs})
      ON CONFLICT (id) DO UPDATE SET last_seen_at = now(), skew_ms = excluded.skew_ms`;
  }

  async databaseTime(): Promise<number> {
    const [row] = await this.prisma.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    return row!.now.getTime();
  }

  async remove(id: string): Promise<void> {
    await this.prisma.process.deleteMany({ where: { id } });
  }

  async recordError(id: string, error: string): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE processes SET last_error = ${error}, last_error_at = now() WHERE id = ${id}::uuid`;
  }

  async running(): Promise<RunningProcess[]> {
    return this.prisma.$queryRaw<RunningProcess[]>`
      SELECT id, role, host, version, started_at AS "startedAt", last_seen_at AS "lastSeenAt", skew_ms AS "skewMs"
      FROM processes WHERE last_seen_at > now() - ${SILENT_AFTER}::interval ORDER BY started_at`;
  }

  /** The last error of each process within the last ten minutes. */
  async failures(): Promise<JobFailure[]> {
    return this.prisma.$queryRaw<JobFailure[]>`
      SELECT host, last_error AS error, extract(epoch FROM now() - last_error_at)::int AS "secondsAgo"
      FROM processes WHERE last_error_at > now() - interval '10 minutes' ORDER BY last_error_at DESC`;
  }
}
