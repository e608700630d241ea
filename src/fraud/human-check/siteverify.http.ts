import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, request, type Dispatcher } from 'undici';

/** Replies of both providers have some hundred bytes. */
const MAX_BODY_BYTES = 16 * 1024;

/** `reason` is a fragment to put into a sentence; it holds no address and nothing of the request. */
export type HttpAnswer = { ok: true; status: number; json: unknown } | { ok: false; reason: string };

class UnusableAnswer extends Error {}

/** Posts a form once and reads JSON. It does not throw, retry or follow redirects. */
@Injectable()
export class SiteverifyHttp implements OnApplicationShutdown {
  private readonly agent = new Agent();

  /** By then no request is open that could still ask. */
  onApplicationShutdown(): Promise<void> {
    return this.agent.destroy();
  }

  /** @param signal the deadline, for the whole answer */
  async post(url: string, form: Record<string, string>, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      const response = await request(url, {
        dispatcher: this.agent,
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        signal,
      });
      const text = await readText(response.body);
      return { ok: true, status: response.statusCode, json: parse(text, response.statusCode) };
    } catch (error) {
      return { ok: false, reason: signal.aborted ? 'no answer came before the deadline' : describe(error) };
    }
  }
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early drops the connection.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new UnusableAnswer(`the answer is larger than ${MAX_BODY_BYTES / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableAnswer(`the answer is not JSON (HTTP ${status})`);
  }
}

/** Of errors that are not ours only the code: their texts may quote addresses. */
function describe(error: unknown): string {
  if (error instanceof UnusableAnswer) return error.message;
  const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : '';
  return `the connection failed${code}`;
}
