import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, request, type Dispatcher } from 'undici';
import { z } from 'zod';
import { codeOf } from '../../../common/system-error.js';

/** Replies have a few hundred bytes. */
const MAX_BODY_BYTES = 16 * 1024;

/** The common part of all replies; hCaptcha leaves out the codes of a success. */
const replySchema = z.object({
  success: z.boolean(),
  'error-codes': z.array(z.string().max(64)).default([]),
});

export type SiteverifyReply = z.infer<typeof replySchema>;

/** `reason` is for the log: it holds no address and nothing of the request. */
export type SiteverifyAnswer = { ok: true; reply: SiteverifyReply } | { ok: false; reason: string };

class UnusableAnswer extends Error {}

/** Asks a provider that speaks `siteverify`, once: it does not retry, follow redirects or throw. */
@Injectable()
export class SiteverifyClient implements OnApplicationShutdown {
  private readonly agent = new Agent();

  onApplicationShutdown(): Promise<void> {
    return this.agent.destroy();
  }

  /** @param signal deadline of the whole answer */
  async ask(url: string, form: Record<string, string>, signal: AbortSignal): Promise<SiteverifyAnswer> {
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: this.agent,
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        signal,
      });
      return { ok: true, reply: parse(await readText(body), statusCode) };
    } catch (error) {
      return { ok: false, reason: signal.aborted ? 'no answer before the deadline' : reasonOf(error) };
    }
  }
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early closes the connection.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new UnusableAnswer(`the answer is larger than ${MAX_BODY_BYTES / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A refusal may come with status 400; a success counts only with 200. */
function parse(text: string, status: number): SiteverifyReply {
  const { success, data } = replySchema.safeParse(parseJson(text, status));
  if (success && (status === 200 || (status < 500 && !data.success))) return data;
  throw new UnusableAnswer(`the answer does not have the documented form (HTTP ${status})`);
}

function parseJson(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableAnswer(`the answer is not JSON (HTTP ${status})`);
  }
}

/** Only the code of foreign errors, because their messages may quote addresses. */
function reasonOf(error: unknown): string {
  if (error instanceof UnusableAnswer) return error.message;
  const code = codeOf(error);
  return `the connection failed${code ? ` (${code})` : ''}`;
}
