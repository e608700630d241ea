import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { EMAIL_QUEUE, MAINTENANCE_QUEUE, SMS_QUEUE } from '../../queue/index.js';
import { boardPage } from './board-page.js';
import { ReadOnlyBoard } from './read-only-board.js';

const CONFIG = {
  boardTitle: 'Ramz queues',
  hideDocsLink: true,
  // Each poll is a row in admin_actions.
  pollingInterval: { showSetting: false, forceInterval: 30 },
};

/** bull-board over the queues of Ramz. It is loaded at the first request, because few processes ever show it. */
@Injectable()
export class QueueBoardService {
  private readonly queues: Queue[];
  private loading?: Promise<ReadOnlyBoard>;

  constructor(
    @InjectQueue(SMS_QUEUE) sms: Queue,
    @InjectQueue(EMAIL_QUEUE) email: Queue,
    @InjectQueue(MAINTENANCE_QUEUE) maintenance: Queue,
  ) {
    this.queues = [sms, email, maintenance];
  }

  /** @param prefix path of the console's address, such as `/otp` for `https://example.com/otp/admin` */
  async page(prefix: string): Promise<string> {
    const board = await this.board();
    return boardPage(board.viewsFolder, {
      prefix,
      config: { ...board.config, miscLinks: [{ text: 'Console', url: `${prefix}/admin` }] },
    });
  }

  async file(name: string) {
    return (await this.board()).files.find(name);
  }

  /** The answer of bull-board to a GET request. Undefined if there is no such route. */
  async read(path: string, query: Record<string, string>) {
    return (await this.board()).read(path, query);
  }

  private board(): Promise<ReadOnlyBoard> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  private async load(): Promise<ReadOnlyBoard> {
    const [{ createBullBoard }, { BullMQAdapter }] = await Promise.all([
      import('@bull-board/api'),
      import('@bull-board/api/bullMQAdapter'),
    ]);
    const board = new ReadOnlyBoard();
    const queues = this.queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true, allowRetries: false }));
    createBullBoard({ queues, serverAdapter: board, options: { uiConfig: CONFIG } });
    return board;
  }
}
