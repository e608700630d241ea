import { Refusal, startFakeProvider } from './fake-provider.mjs';

/**
 * A Ghasedak to test against, by https://ghasedak.me/docs and the clients `ghasedakapi/ghasedaksms-php` and
 * `ghasedakapi/GhasedakSms.Core`. What it refuses beyond their documents is a guess.
 *
 * @typedef {object} FakeOptions
 * @property {number} [port] 0, the default, takes any free port
 * @property {string} [apiKey]
 * @property {string[]} [lines] the account's sender lines
 * @property {Record<string, string[]>} [templates] names of the parameters, by the name of the template
 *
 * @typedef {object} FakeMessage
 * @property {string} messageId
 * @property {string} clientReferenceId
 * @property {string} receptor
 * @property {'lookup' | 'plain'} method
 * @property {boolean} call read out instead of sent as a text
 * @property {string} text of a template: its values
 * @property {string} lineNumber
 * @property {number} status
 */

const ROOT = '/rest/api/v1/WebService/';
const COST = 940;

/** @param {FakeOptions} [options] */
export async function startFakeGhasedak(options = {}) {
  const apiKey = options.apiKey ?? 'fake-api-key';
  const lines = options.lines ?? ['30005088'];
  const templates = options.templates ?? { verify: ['Code'] };
  /** In rial. Sends reduce it. */
  const account = { credit: 1_000_000 };
  /** @type {FakeMessage[]} */
  const messages = [];
  let nextMessageId = 23_879_310;

  /** @param {Omit<FakeMessage, 'messageId' | 'status'>} message */
  function deliver(message) {
    if (!/^09\d{9}$/.test(message.receptor)) throw new Refusal(400);
    if (account.credit < COST) throw new Refusal(418);
    account.credit -= COST;
    const { receptor, clientReferenceId, lineNumber } = message;
    const messageId = String(nextMessageId++);
    messages.push({ ...message, messageId, status: 0 });
    return { receptor, lineNumber, cost: COST, messageId, clientReferenceId, sendDate: '2024-07-09T14:01:02.19' };
  }

  /** @type {Record<string, (request: import('./fake-provider.mjs').ProviderRequest) => unknown>} */
  const methods = {
    'POST SendSingleSMS': ({ json }) => {
      const { message, receptor, lineNumber, clientReferenceId } = Object(json);
      if (!message) throw new Refusal(400);
      if (message.length > 1000) throw new Refusal(413);
      if (!lines.includes(lineNumber)) throw new Refusal(412);
      const sent = deliver({ method: 'plain', call: false, receptor, text: message, lineNumber, clientReferenceId });
      return { ...sent, message };
    },
    'POST SendOtpSMS': ({ json }) => {
      const { receptors, templateName, inputs, isVoice } = Object(json);
      const names = templates[templateName];
      if (!names) throw new Refusal(428);
      const values = names.map((name) => Object(inputs.find((/** @type {any} */ { param }) => param === name)).value);
      if (values.includes(undefined) || inputs.length > names.length) throw new Refusal(429);
      const text = values.join(' ');
      const [{ mobile: receptor, clientReferenceId }] = receptors;
      const lineNumber = lines[0] ?? '';
      const sent = deliver({ method: 'lookup', call: isVoice, receptor, text, lineNumber, clientReferenceId });
      return { items: [{ ...sent, messageBody: text }], totalCost: COST };
    },
    'GET CheckSmsStatus': ({ form }) => {
      const ids = (form['Ids'] ?? '').split(',');
      if (ids.length > 100) throw new Refusal(400);
      const key = form['Type'] === '2' ? 'clientReferenceId' : 'messageId';
      return messages
        .filter((message) => ids.includes(message[key]))
        .map(({ messageId, clientReferenceId, text: message, lineNumber, receptor, status }) => ({
          ...{ messageId, clientReferenceId, message, lineNumber, receptor, status },
          price: COST,
        }));
    },
    'GET GetOtpTemplateParameters': ({ form }) => {
      const params = templates[form['TemplateName'] ?? ''];
      if (!params) throw new Refusal(428);
      return { params, message: params.map((name) => `%${name}%`).join(' ') };
    },
    'GET GetAccountInformation': () => ({ ...account, expireDate: '2030-01-01T00:00:00', plan: 'Pro' }),
  };

  const engine = await startFakeProvider({
    name: 'Ghasedak',
    port: options.port,
    scopeOf: (path) => path.replace(ROOT, ''),
    recipientsOf: ({ json }) => [Object(json).receptor ?? Object(json).receptors?.[0]?.mobile ?? ''],
    answer: (request) => {
      if (request.headers['apikey'] !== apiKey) throw new Refusal(401);
      const method = methods[`${request.method} ${request.scope}`];
      if (!method) return { status: 404, code: 404, json: {} };
      return { status: 200, json: { data: method(request), isSuccess: true, statusCode: 200, message: '' } };
    },
    refusal: (code) => ({
      status: 400,
      code,
      json: { data: null, isSuccess: false, statusCode: code, message: 'درخواست ناموفق بود' },
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

/** @typedef {Awaited<ReturnType<typeof startFakeGhasedak>>} FakeGhasedak */
