import type { IncomingHttpHeaders } from 'node:http';
import { Agent, type Dispatcher } from 'undici';

/** Replies of both providers stay below 100 KiB, even for 200 recipients. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * What came of one HTTP call.
 * - `response`: a whole answer, whatever its status. Redirects are not followed: they arrive here as 3xx.
 * - `not_sent`: no byte of the request left; repeating it is safe.
 * - `no_answer`: the request went out, wholly or in part, and no whole answer came back; it may have taken effect.
 *
 * A reason is a fragment to put into a sentence. It never holds the URL: Kavenegar's API key is in its path.
 */
export type HttpResult =
  | { kind: 'response'; status: number; headers: IncomingHttpHeaders; body: string }
  | { kind: 'not_sent'; reason: string }
  | { kind: 'no_answer'; reason: string };

export interface HttpOptions {
  /** The deadline. */
  signal: AbortSignal;
  headers?: Record<string, string>;
  /** Of the answer; 256 KiB where absent. */
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

/** The one way in which providers reach the network. It does not throw, retry or follow redirects. */
export class ProviderHttp {
  // The keep-alive time stays at undici's 4 s, or what the server announces: a longer one meets connections that the
  // server has just closed, and each of those makes a message whose fate is unknown.
  private readonly agent = new Agent();
  private readonly running = new Set<Promise<HttpResult>>();

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

  /** Lets the calls that are under way end, by their own deadlines at the latest, then drops the connections. */
  async close(): Promise<void> {
    await Promise.all(this.running);
    await this.agent.destroy();
  }

  private async call(method: 'GET' | 'POST', url: string, options: HttpOptions, body?: string): Promise<HttpResult> {
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (!target) return { kind: 'not_sent', reason: 'the configured address is not a URL' };
    if (options.signal.aborted) return { kind: 'not_sent', reason: 'the deadline had passed' };
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
    return call.finally(() => this.running.delete(call));
  }
}

/**
 * `onRequestStart` comes when a connection stands, immediately before the first byte is written: it divides `not_sent`
 * from `no_answer` exactly, where error codes cannot (ECONNRESET occurs on both sides of it).
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
        // The deadline passed while connecting: aborting here keeps the request from being written.
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

/** Only the code of an error is used: texts of network errors may quote addresses. */
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
