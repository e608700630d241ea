import { Injectable } from '@nestjs/common';
import { withDeadline } from '../common/deadline.js';
import { PrismaService } from '../database/index.js';
import { QueueHealthService } from '../queue/index.js';
import { SendingHealthService } from './sending-health.service.js';

const TIMEOUT_MS = 2000;

type State = 'ok' | 'unavailable';

export interface ReadinessReport {
  status: State;
  checks: Record<'database' | 'queue', State>;
  /** What delays sends. The process can serve requests all the same. */
  problems: string[];
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
    private readonly sending: SendingHealthService,
  ) {}

  /** Reports not ready from now on, while pending requests and sends are finished. */
  drain(): void {
    this.isShuttingDown = true;
  }

  async check(): Promise<ReadinessReport> {
    const [database, queue, problems] = await Promise.all([
      stateOf('database', this.prisma.$queryRaw`SELECT 1`),
      stateOf('queue', this.queue.check()),
      this.problems(),
    ]);
    const isReady = database === 'ok' && queue === 'ok' && !this.isShuttingDown;
    return {
      status: isReady ? 'ok' : 'unavailable',
      checks: { database, queue },
      problems,
      ...(this.isShuttingDown && { shutting_down: true }),
    };
  }

  /** Empty while the database does not answer, which is reported above. */
  private async problems(): Promise<string[]> {
    return withDeadline(this.sending.recentProblems(), TIMEOUT_MS, 'database').catch(() => []);
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
