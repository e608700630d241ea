import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedWebhook {
  headers: Record<string, string>;
  body: string;
  event: {
    id: string;
    type: string;
    timestamp: string;
    subject: string | null;
    data: Record<string, unknown>;
    text?: string;
  };
}

/** A receiver of events. It answers with `status` and keeps what it was sent. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  status: number | ((webhook: ReceivedWebhook) => number | Promise<number>) = 204;
  private readonly server = createServer((request, response) => void this.receive(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** The types that were received, in order. */
  types(): string[] {
    return this.received.map(({ event }) => event.type);
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (request.method === 'HEAD') return void response.writeHead(404).end();
    const event = JSON.parse(body) as ReceivedWebhook['event'];
    const webhook = { headers: flat(request.headers), body, event };
    this.received.push(webhook);
    response.statusCode = typeof this.status === 'function' ? await this.status(webhook) : this.status;
    response.end();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
