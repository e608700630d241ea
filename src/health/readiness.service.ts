import { Injectable } from '@nestjs/common';
import { withDeadline } from '../common/deadline.js';
import { PrismaService } from '../database/index.js';
import { QueueHealthService } from '../queue/index.js';

const TIMEOUT_MS = 2000;

type State = 'ok' | 'unavailable';

export interface ReadinessReport {
  status: State;
  checks: Record<'database' | 'queue', State>;
  /** Present while the process is shutting down. */
  shutting_down?: true;
}

/** Reports whether this process can serve requests. */
@Injectable()
export class ReadinessService {
  private isShuttingDown = false;

  constructor(
    private readonly prisma: PrismaService,
    private readonly queue: QueueHealthService,
  ) {}

  /** Reports not ready from now on, while pending requests and sends are finished. */
  drain(): void {
    this.isShuttingDown = true;
  }

  async check(): Promise<ReadinessReport> {
    const [database, queue] = await Promise.all([
      stateOf('database', this.prisma.$queryRaw`SELECT 1`),
      stateOf('queue', this.queue.check()),
    ]);
    const isReady = database === 'ok' && queue === 'ok' && !this.isShuttingDown;
    return {
      status: isReady ? 'ok' : 'unavailable',
      checks: { database, queue },
      ...(this.isShuttingDown && { shutting_down: true }),
    };
  }
}

async function stateOf(store: string, answer: PromiseLike<unknown>): Promise<State> {
  try {
    await withDeadline(answer, TIMEOUT_MS, store);
    return 'ok';
  } catch {
    return 'unavailable';
  }
}
