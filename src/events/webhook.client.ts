import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Agent, request } from 'undici';
import { codeOf } from '../common/system-error.js';

export const WEBHOOK_TIMEOUT_MS = 15_000;
/** The answer is not read beyond this. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Posts events to receivers. */
@Injectable()
export class WebhookClient implements OnModuleDestroy {
  private readonly agent = new Agent();

  /** Returns why the receiver did not take the event, in a sentence without its address; undefined if it took it. */
  async post(url: string, body: string, headers: Record<string, string>): Promise<string | undefined> {
    try {
      const response = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'Ramz', ...headers },
        body,
        dispatcher: this.agent,
        signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
      });
      await response.body.dump({ limit: MAX_ANSWER_BYTES });
      const { statusCode } = response;
      return statusCode >= 200 && statusCode < 300 ? undefined : `The receiver answered with status ${statusCode}.`;
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') {
        return `The receiver did not answer within ${WEBHOOK_TIMEOUT_MS / 1000} seconds.`;
      }
      return `The receiver could not be reached (${codeOf(error) ?? 'the connection failed'}).`;
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.agent.close();
  }
}
