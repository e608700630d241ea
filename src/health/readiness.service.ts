import { Injectable } from '@nestjs/common';
import { withDeadline } from '../common/deadline.js';
import { PrismaService } from '../database/index.js';
import { QueueHealthService } from '../queue/index.js';

const TIMEOUT_MS = 2000;

export interface ReadinessReport {
  status: 'ok' | 'unavailable';
  checks: Record<'database' | 'queue', 'ok' | 'unavailable'>;
  /** Set once the process has been told to end. */
  shutting_down?: true;
}

/** Whether traffic should come to this process. */
@Injectable()
export class ReadinessService {
  private draining = false;

  constructor(
    private readonly prisma: PrismaService,
    private readonly queue: QueueHealthService,
  ) {}

  /** From here on not ready, while requests and sends in flight are finished. */
  drain(): void {
    this.draining = true;
  }

  async check(): Promise<ReadinessReport> {
    const [database, queue] = await Promise.all([
      answers(this.prisma.$queryRaw`SELECT 1`, 'database'),
      answers(this.queue.check(), 'queue'),
    ]);
    const ready = database && queue && !this.draining;
    return {
      status: ready ? 'ok' : 'unavailable',
      checks: { database: database ? 'ok' : 'unavailable', queue: queue ? 'ok' : 'unavailable' },
      ...(this.draining && { shutting_down: true }),
    };
  }
}

async function answers(answer: PromiseLike<unknown>, source: string): Promise<boolean> {
  return withDeadline(answer, TIMEOUT_MS, source).then(
    () => true,
    () => false,
  );
}
