import { abortable, delay, throwIfAborted } from './abort.js';
import { networkProblem, problemOf } from './problem.js';
import type { Result } from './result.js';
import { retryAfterSeconds } from './retry-after.js';
import { type RetryOptions, retryDelayMs } from './retry.policy.js';

const TIMEOUT_MS = 40_000;

export interface TransportOptions {
  /** The address of Ramz, such as https://auth.example.com; without it, the origin of the page. */
  baseUrl?: string;
  /** Used in place of the global `fetch`. */
  fetch?: typeof fetch;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** How long one try may take. 40 seconds by default: Ramz itself may wait 35 for a provider or for a repeated request. */
  timeoutMs?: number;
  retry?: RetryOptions;
}

export interface Message {
  method: string;
  address: string;
  headers?: Record<string, string | undefined>;
  body?: unknown;
  signal?: AbortSignal;
  /** Whether it does no harm to send it twice. */
  isRepeatable: boolean;
}

/** Sends requests, repeats those that may succeed a little later, and reads the answers. */
export class Transport {
  constructor(
    private readonly options: TransportOptions,
    private readonly credentials: RequestCredentials,
  ) {}

  async send(message: Message): Promise<Result<unknown>> {
    for (let attempt = 1; ; attempt++) {
      const result = await this.try(message);
      const wait =
        result.problem && retryDelayMs(result.problem, attempt, message.isRepeatable, this.options.retry ?? {});
      if (wait === undefined) return result;
      await abortable(delay(wait), message.signal);
    }
  }

  private async try({ signal, ...message }: Message): Promise<Result<unknown>> {
    throwIfAborted(signal);
    // React Native has neither AbortSignal.any nor AbortSignal.timeout.
    const controller = new AbortController();
    const abort = () => controller.abort();
    const timeout = setTimeout(abort, this.options.timeoutMs ?? TIMEOUT_MS);
    signal?.addEventListener('abort', abort);
    try {
      return await this.exchange(message, controller.signal);
    } catch (error) {
      throwIfAborted(signal);
      return { problem: networkProblem(error) };
    } finally {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', abort);
    }
  }

  private async exchange({ method, address, headers, body }: Message, signal: AbortSignal): Promise<Result<unknown>> {
    const { baseUrl = '', fetch: send = globalThis.fetch, headers: always } = this.options;
    const response = await send(baseUrl.replace(/\/+$/, '') + address, {
      method,
      headers: present({ ...always, ...headers, 'Content-Type': body === undefined ? undefined : 'application/json' }),
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: this.credentials,
      signal,
    });
    const text = await response.text();
    const json = parse(text);
    if (response.ok && (json !== undefined || text === '')) return { data: json, response };
    const wait = retryAfterSeconds(response.headers.get('Retry-After'), Date.now());
    return { problem: problemOf(response.status, json, wait), response };
  }
}

function present(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
