import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ProcessRepository, type RunningProcess } from '../fleet/index.js';
import {
  MessageStatisticsRepository,
  messagingConfig,
  type Backlog,
  type MessagingConfig,
} from '../messaging/index.js';

/** After the end of a lease, the sweeper and the queue take some time to hand the message on. */
const TAKE_OVER_MS = 30_000;
/** Health probes are frequent and need no login. */
const CACHE_MS = 2000;

/** Finds out whether messages are sent: whether a worker runs, and whether any message is late. */
@Injectable()
export class SendingHealthService {
  private cached?: { at: number; problems: Promise<string[]> };

  constructor(
    @Inject(messagingConfig.KEY) private readonly config: MessagingConfig,
    private readonly processes: ProcessRepository,
    private readonly statistics: MessageStatisticsRepository,
    private readonly clock: Clock,
  ) {}

  /** Sentences that name no host and no recipient. Empty if all is well. */
  async problems(): Promise<string[]> {
    const now = this.clock.now();
    const [running, backlog] = await Promise.all([
      this.processes.running(),
      this.statistics.backlog(new Date(now), this.config.leaseMs + TAKE_OVER_MS),
    ]);
    return sendingProblems(running, backlog, now);
  }

  /** Same as `problems`, at most two seconds old. */
  async recentProblems(): Promise<string[]> {
    const at = this.clock.now();
    if (!this.cached || at - this.cached.at >= CACHE_MS) this.cached = { at, problems: this.problems() };
    return this.cached.problems;
  }
}

export function sendingProblems(
  running: Pick<RunningProcess, 'role'>[],
  { lateCodes, lateMessages, oldestQueuedAt, abandoned }: Backlog,
  now: number,
): string[] {
  const minutes = Math.floor((now - (oldestQueuedAt?.getTime() ?? now)) / 60_000);
  const late = [
    ...(lateCodes > 0 ? [`${lateCodes} codes for more than a minute`] : []),
    ...(lateMessages > 0 ? [`${lateMessages} other messages for more than 15 minutes`] : []),
  ].join(' and ');
  return [
    ...(running.some(({ role }) => role !== 'api')
      ? []
      : ['No worker is running, so nothing is sent. Start a process with ROLE=worker or ROLE=all.']),
    ...(late ? [`Messages wait to be sent: ${late}, the oldest for ${minutes} minutes. Start more workers.`] : []),
    ...(abandoned > 0
      ? [`${abandoned} messages were left by a worker in the middle of a send, and no worker takes them over.`]
      : []),
  ];
}
