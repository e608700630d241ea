import { createServer } from 'node:http';

/**
 * What all fake providers share: an HTTP server that records requests, answers with the caller's `answer`, and fails on
 * demand.
 *
 * @typedef {object} ProviderRequest
 * @property {string} method
 * @property {string} scope name of the API method or resource, as the provider calls it
 * @property {string} path including the query
 * @property {Record<string, string>} form parameters of the query and fields of a form
 * @property {unknown} json body of a JSON request
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {number | undefined} remotePort identifies the connection
 * @property {Date} at
 *
 * @typedef {'html' | 'hang' | 'half_body' | 'close' | 'redirect'} Transport
 * - `html`: a gateway's 502 page
 * - `hang`: no answer at all
 * - `half_body`: the connection breaks within the answer
 * - `close`: the connection breaks before the answer
 * - `redirect`: 302 to `/elsewhere` on the same server
 *
 * @typedef {object} Fault
 * @property {number} [code] the provider's own error code
 * @property {number} [httpStatus] replaces the HTTP status
 * @property {Transport} [transport]
 * @property {number} [delayMs] wait before the answer; without another property only the delay
 * @property {number | string} [retryAfter] the `Retry-After` header
 * @property {string} [body] replaces the body
 * @property {boolean} [delivers] the request takes effect, and only its answer fails
 *
 * @typedef {object} Filter
 * @property {string} [scope] only requests to this method or resource
 * @property {string} [to] only requests for this number
 *
 * @typedef {object} Limits
 * @property {number} [count] default 1
 * @property {number} [timeoutMs] default 5000
 *
 * @typedef {Fault & Filter & { left: number }} Rule
 * @typedef {{ status: number, json: object, code?: number | undefined }} Reply `code` is set for an error
 *
 * @typedef {object} FakeProviderOptions
 * @property {string} name
 * @property {number} [port] 0, the default, takes any free port
 * @property {string} [host] default 127.0.0.1
 * @property {(path: string) => string} scopeOf
 * @property {(request: ProviderRequest) => string[]} recipientsOf
 * @property {(number: string) => string} [canonical] makes numbers comparable that are written differently
 * @property {(request: ProviderRequest) => Reply} answer may throw a `Refusal`
 * @property {(code: number, sentence?: string) => Reply} refusal the answer with an error code
 * @property {(request: ProviderRequest, what: string) => void} [onFailure] `what` is an error code or a transport
 */

/** An error answer. Fakes throw it wherever they find the fault. */
export class Refusal extends Error {
  /**
   * @param {number} code
   * @param {string} [sentence]
   */
  constructor(code, sentence) {
    super(sentence ?? `error code ${code}`);
    this.code = code;
    this.sentence = sentence;
  }
}

/** @param {FakeProviderOptions} options */
export async function startFakeProvider(options) {
  const { name, port = 0, host = '127.0.0.1', canonical = (number) => number } = options;
  /** @type {ProviderRequest[]} */
  const requests = [];
  /** @type {Rule[]} */
  let rules = [];
  /** @type {Set<() => void>} */
  const waiters = new Set();
  /** @type {Set<NodeJS.Timeout>} */
  const delays = new Set();

  /** Makes `nth` check its list again. */
  const notify = () => waiters.forEach((check) => check());

  /**
   * The rule for this request. Those of `failNext` come before those of `respondWith`, each in the order of the calls.
   *
   * @param {ProviderRequest} request
   */
  function takeRule(request) {
    const recipients = options.recipientsOf(request).map(canonical);
    const fits = rules.filter(
      ({ scope, to }) => (!scope || scope === request.scope) && (!to || recipients.includes(canonical(to))),
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
      const request = readRequest(incoming, Buffer.concat(chunks).toString('utf8'));
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
   * @param {import('node:http').IncomingMessage} incoming
   * @param {string} body
   * @returns {ProviderRequest}
   */
  function readRequest({ method = 'GET', url = '/', headers, socket }, body) {
    const { pathname, searchParams } = new URL(url, 'http://fake');
    const isJson = headers['content-type']?.startsWith('application/json');
    return {
      method,
      scope: options.scopeOf(pathname),
      path: url,
      form: Object.fromEntries([...searchParams, ...(isJson ? [] : new URLSearchParams(body))]),
      json: isJson ? JSON.parse(body) : undefined,
      headers,
      remotePort: socket.remotePort,
      at: new Date(),
    };
  }

  /** @param {ProviderRequest} request @returns {Reply} */
  function answer(request) {
    try {
      return options.answer(request);
    } catch (error) {
      if (error instanceof Refusal) return options.refusal(error.code, error.sentence);
      throw error;
    }
  }

  /**
   * @param {import('node:http').ServerResponse} outgoing
   * @param {ProviderRequest} request
   * @param {Fault | undefined} fault
   */
  function write(outgoing, request, fault = {}) {
    const fails = fault.transport !== undefined || fault.code !== undefined || fault.body !== undefined;
    const real = fails && !fault.delivers ? undefined : answer(request);
    const reply = fault.code === undefined ? (real ?? { status: 200, json: {} }) : options.refusal(fault.code);
    const what = fault.transport ?? reply.code?.toString();
    if (what !== undefined) options.onFailure?.(request, what);

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
        outgoing.write('{"', () => outgoing.socket?.destroy());
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
        outgoing.end(fault.body ?? JSON.stringify(reply.json));
    }
  }

  /**
   * @param {Fault | Transport | number} fault
   * @param {Filter} filter
   * @param {number} left
   */
  function addRule(fault, filter, left) {
    const full = typeof fault === 'number' ? { code: fault } : typeof fault === 'string' ? { transport: fault } : fault;
    /** @type {Rule} */
    const rule = { ...full, ...filter, left };
    rules.push(rule);
    return () => {
      rules = rules.filter((other) => other !== rule);
    };
  }

  /**
   * Waits until a list has `count` items, and returns the last of these.
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

  /** Forgets requests and rules, and drops delayed answers. */
  function reset() {
    requests.length = 0;
    rules = [];
    for (const delay of delays) clearTimeout(delay);
    delays.clear();
  }

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`The fake ${name} has no port.`);

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
     * @param {Filter & { times?: number }} [filter]
     * @returns {() => void} removes the fault
     */
    failNext: (fault, { times = 1, ...filter } = {}) => addRule(fault, filter, times),

    /**
     * Fails every request from now on, until `reset` or until the fault is removed.
     *
     * @param {Fault | Transport | number} fault a number is a `code`
     * @param {Filter} [filter]
     * @returns {() => void} removes the fault
     */
    respondWith: (fault, filter = {}) => addRule(fault, filter, Infinity),

    /**
     * Waits until `count` requests have arrived, whatever their answers, and returns the last of these.
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
