import { createServer } from 'node:http';

/**
 * An SMS.ir to test against: it checks what the real one documents (https://sms.ir/rest-api/), keeps what it was asked and
 * what it "delivered", and fails on request.
 *
 * @typedef {object} FakeOptions
 * @property {number} [port] 0, the default, takes any free port
 * @property {string} [apiKey]
 * @property {number[]} [lines] the account's sender lines
 * @property {number[]} [templates] ids
 * @property {string[]} [blacklist] numbers that refuse advertising lines
 *
 * @typedef {object} FakeRequest
 * @property {string} method
 * @property {string} path
 * @property {unknown} json the body, parsed
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {number | undefined} remotePort tells connections apart
 *
 * @typedef {object} FakeMessage
 * @property {number} messageId
 * @property {string} mobile
 * @property {'lookup' | 'plain'} method
 * @property {number} [templateId]
 * @property {{ name: string, value: string }[]} [parameters]
 * @property {string} [text]
 * @property {number} [line]
 * @property {number | null} deliveryState
 *
 * @typedef {'html' | 'hang' | 'half_body' | 'close' | 'redirect'} Transport as in `fake-kavenegar.mjs`
 *
 * @typedef {object} Fault
 * @property {number} [status] a status of SMS.ir; the HTTP status follows
 * @property {number} [httpStatus] an HTTP status of its own
 * @property {Transport} [transport]
 * @property {number} [retryAfter] seconds
 * @property {string} [body] an answer in place of everything else, as it stands
 */

/** The HTTP status of a status: documented are 200, 400 (logic), 401 (key and account), 429 and 500. @param {number} status */
function httpStatusOf(status) {
  if (status === 1) return 200;
  if (status === 0) return 500;
  if (status === 20) return 429;
  return status < 20 ? 401 : 400;
}

/** An answer other than 1, thrown from wherever it is found. */
class Refusal extends Error {
  /** @param {number} status */
  constructor(status) {
    super(`SMS.ir status ${status}`);
    this.status = status;
  }
}

/** ASP.NET's own answer to a body of the wrong form. */
class WrongForm extends Error {}

/** @param {FakeOptions} [options] */
export async function startFakeSmsIr(options = {}) {
  const apiKey = options.apiKey ?? 'fake-api-key';
  const lines = options.lines ?? [30007732904200];
  const templates = options.templates ?? [123456];
  const account = { credit: 1000 };
  /** @type {FakeRequest[]} */
  const requests = [];
  /** @type {FakeMessage[]} */
  const messages = [];
  /** @type {Fault[]} */
  const faults = [];
  /** @type {Set<() => void>} */
  const waiters = new Set();
  let nextMessageId = 89_545_112;

  /** @param {unknown} value */
  function text(value) {
    if (typeof value !== 'string') throw new WrongForm();
    return value;
  }

  /** @param {unknown} value */
  function number(value) {
    if (typeof value !== 'number') throw new WrongForm();
    return value;
  }

  /** @param {unknown} value @returns {unknown[]} */
  function list(value) {
    if (!Array.isArray(value)) throw new WrongForm();
    return value;
  }

  /** @param {string} mobile */
  function checkMobile(mobile) {
    if (!/^0?9\d{9}$/.test(mobile)) throw new Refusal(104);
  }

  function charge() {
    if (account.credit < 1) throw new Refusal(102);
    account.credit -= 1;
  }

  /** @param {Omit<FakeMessage, 'messageId' | 'deliveryState'>} message */
  function deliver(message) {
    charge();
    const messageId = nextMessageId++;
    messages.push({ ...message, messageId, deliveryState: null });
    return messageId;
  }

  /** @param {Record<string, unknown>} body */
  function verify(body) {
    const mobile = text(body.mobile);
    const templateId = number(body.templateId);
    const parameters = list(body.parameters).map((parameter) => {
      const { name, value } = Object(parameter);
      return { name: text(name), value: text(value) };
    });
    checkMobile(mobile);
    if (!templates.includes(templateId)) throw new Refusal(113);
    if (parameters.some(({ name }) => name === '')) throw new Refusal(116);
    if (parameters.some(({ value }) => value.length > 25)) throw new Refusal(114);
    return { messageId: deliver({ method: 'lookup', mobile, templateId, parameters }), cost: 1 };
  }

  /** @param {Record<string, unknown>} body */
  function bulk(body) {
    const line = number(body.lineNumber);
    const content = text(body.messageText);
    const mobiles = list(body.mobiles).map(text);
    if (!lines.includes(line)) throw new Refusal(101);
    if (content === '') throw new Refusal(103);
    if (mobiles.length === 0) throw new Refusal(107);
    if (mobiles.length > 100) throw new Refusal(105);
    const messageIds = mobiles.map((mobile) => {
      if (options.blacklist?.includes(mobile)) return 0;
      return /^0?9\d{9}$/.test(mobile) ? deliver({ method: 'plain', mobile, text: content, line }) : null;
    });
    return { packId: '2b99e63c-9bf8-4a21-9bfe-3f72dc1b46f1', messageIds, cost: messageIds.length };
  }

  /** @param {string} id */
  function report(id) {
    const message = messages.find(({ messageId }) => messageId === Number(id));
    if (!message) throw new Refusal(111);
    const { messageId, mobile, line = 0, deliveryState } = message;
    return {
      messageId,
      mobile: Number(mobile),
      messageText: message.text ?? '',
      lineNumber: line,
      cost: 1,
      deliveryState,
    };
  }

  /** @param {FakeRequest} request */
  function dataFor({ method, path, json, headers }) {
    if (headers['x-api-key'] !== apiKey) throw new Refusal(10);
    const body = /** @type {Record<string, unknown>} */ (json ?? {});
    switch (`${method} ${path}`) {
      case 'POST /v1/send/verify':
        return verify(body);
      case 'POST /v1/send/bulk':
        return bulk(body);
      case 'GET /v1/credit':
        return account.credit;
      case 'GET /v1/line':
        return lines;
      default: {
        const [, id] = /^GET \/v1\/send\/(\d+)$/.exec(`${method} ${path}`) ?? [];
        if (id === undefined) throw new WrongForm();
        return report(id);
      }
    }
  }

  /** @param {FakeRequest} request */
  function answer(request) {
    try {
      return { httpStatus: 200, json: { status: 1, message: 'موفق', data: dataFor(request) } };
    } catch (error) {
      if (error instanceof Refusal) return refusal(error.status);
      if (!(error instanceof WrongForm)) throw error;
      const type = 'https://tools.ietf.org/html/rfc7231#section-6.5.1';
      return { httpStatus: 400, json: { type, title: 'One or more validation errors occurred.', status: 400 } };
    }
  }

  /** @param {number} status */
  const refusal = (status) => ({
    httpStatus: httpStatusOf(status),
    json: { status, message: 'درخواست انجام نشد', data: null },
  });

  const server = createServer((incoming, outgoing) => {
    /** @type {Buffer[]} */
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      const sent = Buffer.concat(chunks).toString('utf8');
      /** @type {FakeRequest} */
      const request = {
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        json: sent === '' ? undefined : JSON.parse(sent),
        headers: incoming.headers,
        remotePort: incoming.socket.remotePort,
      };
      requests.push(request);
      for (const check of waiters) check();
      write(outgoing, request, faults.shift() ?? {});
    });
  });

  /**
   * @param {import('node:http').ServerResponse} outgoing
   * @param {FakeRequest} request
   * @param {Fault} fault
   */
  function write(outgoing, request, fault) {
    const own = fault.status === undefined ? undefined : refusal(fault.status);
    const reply =
      own ?? (fault.transport || fault.body !== undefined ? { httpStatus: 200, json: {} } : answer(request));
    const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
    const headers = { 'content-type': 'application/json; charset=utf-8', ...retry };
    switch (fault.transport) {
      case 'hang':
        return;
      case 'close':
        outgoing.socket?.destroy();
        return;
      case 'half_body':
        outgoing.writeHead(200, { ...headers, 'content-length': 200 });
        outgoing.write('{"status":1,', () => outgoing.socket?.destroy());
        return;
      case 'html':
        outgoing.writeHead(fault.httpStatus ?? 502, { 'content-type': 'text/html', ...retry });
        outgoing.end('<html><body><h1>502 Bad Gateway</h1></body></html>');
        return;
      case 'redirect':
        outgoing.writeHead(fault.httpStatus ?? 302, { location: '/elsewhere' });
        outgoing.end();
        return;
      default:
        outgoing.writeHead(fault.httpStatus ?? reply.httpStatus, headers);
        outgoing.end(fault.body ?? JSON.stringify(reply.json));
    }
  }

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake SMS.ir has no port.');

  return {
    url: `http://127.0.0.1:${address.port}`,
    apiKey,
    account,
    requests,
    messages,

    /** Fails the next request. @param {Fault | Transport | number} fault a number is a status of SMS.ir */
    failNext(fault) {
      if (typeof fault === 'number') faults.push({ status: fault });
      else faults.push(typeof fault === 'string' ? { transport: fault } : fault);
    },

    /** The next request, or the first, where one has come. @returns {Promise<FakeRequest>} */
    waitForRequest() {
      return new Promise((resolve) => {
        const check = () => {
          const [request] = requests;
          if (!request) return;
          waiters.delete(check);
          resolve(request);
        };
        waiters.add(check);
        check();
      });
    },

    /** @returns {Promise<void>} */
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startFakeSmsIr>>} FakeSmsIr */
