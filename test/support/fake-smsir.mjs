import { Refusal, startFakeProvider } from './fake-provider.mjs';

/**
 * An SMS.ir to test against. It checks what the real one documents (https://sms.ir/rest-api/), records requests and
 * messages, and fails on demand.
 *
 * @typedef {import('./fake-provider.mjs').ProviderRequest} FakeRequest
 * @typedef {import('./fake-provider.mjs').Reply} Reply
 *
 * @typedef {object} FakeOptions
 * @property {number} [port] 0, the default, takes any free port
 * @property {string} [apiKey]
 * @property {number[]} [lines] the account's sender lines
 * @property {number[]} [templates] ids
 * @property {string[]} [blacklist] numbers that refuse advertising lines
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
 */

/** The documented HTTP statuses are 200, 400 (logic), 401 (key and account), 429 and 500. @param {number} status */
function httpStatusOf(status) {
  if (status === 1) return 200;
  if (status === 0) return 500;
  if (status === 20) return 429;
  return status < 20 ? 401 : 400;
}

/** A body of the wrong form. ASP.NET itself answers it. */
class WrongForm extends Error {}

/** @param {FakeOptions} [options] */
export async function startFakeSmsIr(options = {}) {
  const apiKey = options.apiKey ?? 'fake-api-key';
  const lines = options.lines ?? [30007732904200];
  const templates = options.templates ?? [123456];
  const account = { credit: 1000 };
  /** @type {FakeMessage[]} */
  const messages = [];
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

  /** @param {FakeRequest} request @returns {Reply} */
  function answer(request) {
    try {
      return { status: 200, json: { status: 1, message: 'موفق', data: dataFor(request) } };
    } catch (error) {
      if (!(error instanceof WrongForm)) throw error;
      const type = 'https://tools.ietf.org/html/rfc7231#section-6.5.1';
      return { status: 400, code: 400, json: { type, title: 'One or more validation errors occurred.', status: 400 } };
    }
  }

  const engine = await startFakeProvider({
    name: 'SMS.ir',
    port: options.port,
    scopeOf: (path) => path.replace('/v1/', ''),
    recipientsOf: ({ json }) => [Object(json).mobile, ...(Object(json).mobiles ?? [])],
    answer,
    refusal: (status) => ({
      status: httpStatusOf(status),
      code: status,
      json: { status, message: 'درخواست انجام نشد', data: null },
    }),
  });

  return {
    url: engine.url,
    apiKey,
    account,
    requests: engine.requests,
    messages,
    failNext: engine.failNext,
    respondWith: engine.respondWith,
    waitForRequest: engine.waitForRequest,
    close: () => engine.close(),
  };
}

/** @typedef {Awaited<ReturnType<typeof startFakeSmsIr>>} FakeSmsIr */
