import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher } from 'undici';

/** Most replies stay below 100 KiB, even for 200 recipients. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * The result of one HTTP call.
 * - `response`: a complete answer with any status. Redirects are not followed: they are answers with 3xx.
 * - `not_sent`: no byte of the request was sent, so it can be repeated safely.
 * - `no_answer`: the request was sent, at least in part, and no complete answer came back. It may have taken effect.
 *
 * A reason is part of a sentence. It never contains the URL, because some providers take their API key in the path.
 */
export type HttpResult =
  | { kind: 'response'; status: number; headers: IncomingHttpHeaders; body: string }
  | { kind: 'not_sent'; reason: string }
  | { kind: 'no_answer'; reason: string };

/** One call as it went, without its address. */
export interface ObservedCall {
  result: HttpResult;
  /** Unix times in milliseconds. */
  startedAt: number;
  endedAt: number;
}

export interface HttpOptions {
  /** The deadline. */
  signal: AbortSignal;
  headers?: Record<string, string>;
  /** Size limit of the answer; 256 KiB by default. */
  maxBodyBytes?: number;
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'the host name was not found',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was lost',
  UND_ERR_SOCKET: 'the connection was lost',
  UND_ERR_CLOSED: 'Ramz is shutting down',
  UND_ERR_DESTROYED: 'Ramz is shutting down',
};

/** The only access of providers to the network. It does not throw, retry or follow redirects. */
export class ProviderHttp {
  // Keep-alive is undici's 4 s, or what the server announces. With a longer one, requests would go out on connections
  // that the server has just closed, and each of them would be a message with an unknown outcome.
  private readonly agent = new Agent();
  private readonly running = new Set<Promise<HttpResult>>();

  /** @param observe is told of every call, for measurements */
  constructor(private readonly observe?: (call: ObservedCall) => void) {}

  /** Sends a form as `application/x-www-form-urlencoded`. */
  post(url: string, form: Record<string, string> | URLSearchParams, options: HttpOptions): Promise<HttpResult> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...options.headers };
    return this.call('POST', url, { ...options, headers }, new URLSearchParams(form).toString());
  }

  /** Sends `body` as `application/json`. */
  postJson(url: string, body: object, options: HttpOptions): Promise<HttpResult> {
    const headers = { 'content-type': 'application/json', ...options.headers };
    return this.call('POST', url, { ...options, headers }, JSON.stringify(body));
  }

  get(url: string, options: HttpOptions): Promise<HttpResult> {
    return this.call('GET', url, options);
  }

  /** Waits for running calls, which end by their deadlines, and then closes the connections. */
  async close(): Promise<void> {
    await Promise.all(this.running);
    await this.agent.destroy();
  }

  private async call(method: 'GET' | 'POST', url: string, options: HttpOptions, body?: string): Promise<HttpResult> {
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (!target) return { kind: 'not_sent', reason: 'the configured address is not a URL' };
    if (options.signal.aborted) return { kind: 'not_sent', reason: 'the deadline had passed' };
    const startedAt = Date.now();
    const call = exchange(
      this.agent,
      {
        origin: target.origin,
        path: target.pathname + target.search,
        method,
        headers: { accept: 'application/json', ...options.headers },
        body,
      },
      options.signal,
      options.maxBodyBytes,
    );
    this.running.add(call);
    return call
      .then((result) => {
        this.observe?.({ result, startedAt, endedAt: Date.now() });
        return result;
      })
      .finally(() => this.running.delete(call));
  }
}

/**
 * undici calls `onRequestStart` on an open connection, right before it writes the first byte. That separates `not_sent`
 * from `no_answer` exactly, which error codes cannot: ECONNRESET occurs on both sides.
 */
function exchange(
  agent: Agent,
  request: Dispatcher.DispatchOptions & { origin: string },
  signal: AbortSignal,
  maxBodyBytes = MAX_BODY_BYTES,
): Promise<HttpResult> {
  return new Promise((resolve) => {
    let connection: Dispatcher.DispatchController | undefined;
    let settled = false;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let size = 0;
    const chunks: Buffer[] = [];

    const settle = (result: HttpResult) => {
      settled = true;
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const fail = (reason: string) => settle({ kind: connection ? 'no_answer' : 'not_sent', reason });
    const onAbort = () => {
      fail(connection ? 'no answer came before the deadline' : 'no connection was made before the deadline');
      connection?.abort(new Error('deadline'));
    };
    signal.addEventListener('abort', onAbort, { once: true });

    agent.dispatch(request, {
      onRequestStart(controller) {
        // If the deadline passed while connecting, aborting here prevents the request from being written.
        if (settled) controller.abort(new Error('deadline'));
        else connection = controller;
      },
      onResponseStart(_controller, statusCode, responseHeaders) {
        status = statusCode;
        headers = responseHeaders;
      },
      onResponseData(controller, chunk) {
        size += chunk.length;
        if (size <= maxBodyBytes) {
          chunks.push(chunk);
          return;
        }
        fail(`the answer is larger than ${maxBodyBytes / 1024} KiB`);
        controller.abort(new Error('body too large'));
      },
      onResponseEnd() {
        settle({ kind: 'response', status, headers, body: Buffer.concat(chunks).toString('utf8') });
      },
      onResponseError(_controller, error) {
        if (!settled) fail(describe(error));
      },
    });
  });
}

/** Uses only the code of an error, because messages of network errors may contain addresses. */
function describe(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (!code) return 'the connection failed';
  return `${reasons[code] ?? 'the connection failed'} (${code})`;
}

/** `Retry-After` in milliseconds, from seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(headers: IncomingHttpHeaders, nowMs = Date.now()): number | undefined {
  const value = headers['retry-after']?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
