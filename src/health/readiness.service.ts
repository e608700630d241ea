import { Injectable } from '@nestjs/common';
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
      answers(this.prisma.$queryRaw`SELECT 1`),
      answers(this.queue.check()),
    ]);
    const ready = database && queue && !this.draining;
    return {
      status: ready ? 'ok' : 'unavailable',
      checks: { database: database ? 'ok' : 'unavailable', queue: queue ? 'ok' : 'unavailable' },
      ...(this.draining && { shutting_down: true }),
    };
  }
}

async function answers(question: PromiseLike<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), TIMEOUT_MS);
  });
  const answer = Promise.resolve(question).then(
    () => true,
    () => false,
  );
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
