import { createServer } from 'node:http';

/**
 * What fake providers share: a server that keeps what it was asked, answers as it is told, and fails on request. The
 * provider itself is `answer`, which the caller gives.
 *
 * @typedef {object} ProviderRequest
 * @property {string} method
 * @property {string} scope the part of the interface, as the provider names it
 * @property {string} path as it came, query included
 * @property {Record<string, string>} form fields of the body and of the query
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {number | undefined} remotePort tells connections apart
 * @property {Date} at
 *
 * @typedef {'html' | 'hang' | 'half_body' | 'close' | 'redirect'} Transport
 * - `html`: a gateway's 502 page
 * - `hang`: no answer ever
 * - `half_body`: the connection breaks within the answer
 * - `close`: the connection breaks before the answer
 * - `redirect`: 302 to `/elsewhere` on the same server
 *
 * @typedef {object} Fault
 * @property {number} [code] the provider's own error code
 * @property {number} [httpStatus] an HTTP status of its own
 * @property {Transport} [transport]
 * @property {number} [delayMs] before the answer; alone: a slow answer, otherwise as usual
 * @property {number | string} [retryAfter] the `Retry-After` header
 * @property {string} [body] an answer in place of everything else, as it stands
 * @property {boolean} [delivers] the request takes effect first, and only the answer fails
 *
 * @typedef {object} Which
 * @property {string} [scope] only of this part of the interface
 * @property {string} [to] only to this number
 *
 * @typedef {object} Limits
 * @property {number} [count] default 1
 * @property {number} [timeoutMs] default 5000
 *
 * @typedef {Fault & Which & { left: number }} Rule
 * @typedef {{ status: number, json: object, code?: number | undefined }} Reply `code`: it is an error
 *
 * @typedef {object} FakeProviderOptions
 * @property {string} name
 * @property {number | undefined} port 0 takes any free port
 * @property {string | undefined} host default 127.0.0.1
 * @property {(path: string) => string} scopeOf
 * @property {(request: ProviderRequest) => string} recipientOf
 * @property {(request: ProviderRequest) => Reply} answer
 * @property {(code: number) => Reply} refusal
 * @property {((request: ProviderRequest, what: string) => void) | undefined} onFailure `what`: a code, or a transport
 */

/** @param {FakeProviderOptions} options */
export async function startFakeProvider(options) {
  const host = options.host ?? '127.0.0.1';
  /** @type {ProviderRequest[]} */
  const requests = [];
  /** @type {Rule[]} */
  let rules = [];
  /** @type {Set<() => void>} */
  const waiters = new Set();
  /** @type {Set<NodeJS.Timeout>} */
  const delays = new Set();

  /** Lets `nth` look again. */
  const notify = () => waiters.forEach((check) => check());

  /**
   * The rule that speaks for this request; `failNext` comes before `respondWith`, each in the order of its calls.
   *
   * @param {ProviderRequest} request
   */
  function takeRule(request) {
    const fits = rules.filter(
      ({ scope, to }) => (!scope || scope === request.scope) && (!to || to === options.recipientOf(request)),
    );
    const rule = fits.find(({ left }) => left !== Infinity) ?? fits[0];
    if (rule && --rule.left <= 0) rules = rules.filter((other) => other !== rule);
    return rule;
  }

  const server = createServer((incoming, outgoing) => {
    /** @type {Buffer[]} */
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://fake');
      const body = Buffer.concat(chunks).toString('utf8');
      /** @type {ProviderRequest} */
      const request = {
        method: incoming.method ?? 'GET',
        scope: options.scopeOf(url.pathname),
        path: incoming.url ?? '/',
        form: Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]),
        headers: incoming.headers,
        remotePort: incoming.socket.remotePort,
        at: new Date(),
      };
      requests.push(request);
      notify();
      const rule = takeRule(request);
      if (!rule?.delayMs) return write(outgoing, request, rule);
      const delay = setTimeout(() => {
        delays.delete(delay);
        write(outgoing, request, rule);
      }, rule.delayMs);
      delays.add(delay);
    });
  });

  /**
   * @param {import('node:http').ServerResponse} outgoing
   * @param {ProviderRequest} request
   * @param {Fault | undefined} fault
   */
  function write(outgoing, request, fault = {}) {
    const fails = fault.transport !== undefined || fault.code !== undefined || fault.body !== undefined;
    const real = fails && !fault.delivers ? undefined : options.answer(request);
    const reply = fault.code === undefined ? (real ?? { status: 200, json: {} }) : options.refusal(fault.code);
    const what = fault.transport ?? reply.code?.toString();
    if (what !== undefined) options.onFailure?.(request, what);

    const json = JSON.stringify(reply.json);
    const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
    const headers = { 'content-type': 'application/json;charset=utf-8', ...retry };
    switch (fault.transport) {
      case 'hang':
        return;
      case 'close':
        outgoing.socket?.destroy();
        return;
      case 'half_body':
        outgoing.writeHead(200, { ...headers, 'content-length': 200 });
        outgoing.write('{"sid":', () => outgoing.socket?.destroy());
        return;
      case 'html':
        outgoing.writeHead(fault.httpStatus ?? 502, { 'content-type': 'text/html', ...retry });
        outgoing.end('<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>');
        return;
      case 'redirect':
        outgoing.writeHead(fault.httpStatus ?? 302, { location: '/elsewhere' });
        outgoing.end();
        return;
      default:
        outgoing.writeHead(fault.httpStatus ?? reply.status, headers);
        outgoing.end(fault.body ?? json);
    }
  }

  /**
   * @param {Fault | Transport | number} fault
   * @param {Which} which
   * @param {number} left
   */
  function addRule(fault, which, left) {
    const full = typeof fault === 'number' ? { code: fault } : typeof fault === 'string' ? { transport: fault } : fault;
    /** @type {Rule} */
    const rule = { ...full, ...which, left };
    rules.push(rule);
    return () => {
      rules = rules.filter((other) => other !== rule);
    };
  }

  /**
   * The `count`th of a list, as soon as it has so many.
   *
   * @template T
   * @param {() => T[]} list
   * @param {string} what
   * @param {Limits} [limits]
   * @returns {Promise<T>}
   */
  function nth(list, what, { count = 1, timeoutMs = 5000 } = {}) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const item = list()[count - 1];
        if (item === undefined) return;
        clearTimeout(timer);
        waiters.delete(check);
        resolve(item);
      };
      const timer = setTimeout(() => {
        waiters.delete(check);
        reject(new Error(`${list().length} of ${count} ${what} within ${timeoutMs} ms`));
      }, timeoutMs);
      waiters.add(check);
      check();
    });
  }

  /** Forgets requests and rules; answers still held back are dropped. */
  function reset() {
    requests.length = 0;
    rules = [];
    for (const delay of delays) clearTimeout(delay);
    delays.clear();
  }

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`The fake ${options.name} has no port.`);

  return {
    url: `http://${host}:${address.port}`,
    requests,
    notify,
    nth,
    reset,

    /**
     * Fails the next request, or the next `times`.
     *
     * @param {Fault | Transport | number} fault a number is a `code`
     * @param {Which & { times?: number }} [which]
     * @returns {() => void} takes it back
     */
    failNext: (fault, { times = 1, ...which } = {}) => addRule(fault, which, times),

    /**
     * Fails every request from now on, until `reset` or until taken back.
     *
     * @param {Fault | Transport | number} fault a number is a `code`
     * @param {Which} [which]
     * @returns {() => void} takes it back
     */
    respondWith: (fault, which = {}) => addRule(fault, which, Infinity),

    /**
     * Waits until `count` requests have come in, whatever becomes of them, and returns the last of them.
     *
     * @param {Limits} [limits]
     */
    waitForRequest: (limits) => nth(() => requests, 'requests came', limits),

    /** @returns {Promise<void>} */
    close() {
      reset();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
