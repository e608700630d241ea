import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { Refusal, startFakeProvider } from './fake-provider.mjs';

/**
 * A Twilio for development and tests, with Messaging and Verify on one address. It checks requests as the real one does
 * (https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/verify/api), records requests
 * and messages, fails on demand, and sends signed delivery reports.
 *
 * @typedef {import('./fake-provider.mjs').ProviderRequest} FakeRequest
 * @typedef {import('./fake-provider.mjs').Limits} Limits
 * @typedef {import('./fake-provider.mjs').Reply} Reply
 *
 * @typedef {object} FakeOptions
 * @property {number} [port] 0, the default, takes any free port
 * @property {string} [host] default 127.0.0.1
 * @property {string} [accountSid]
 * @property {string} [authToken]
 * @property {Record<string, string>} [apiKeys] secrets by SID (`SK…`); standard keys, which cannot read the account
 * @property {string[]} [from] the account's senders
 * @property {string[]} [voiceOnly] numbers of the account that cannot send texts
 * @property {string[]} [messagingServices] SIDs (`MG…`)
 * @property {string} [verifyService] SID (`VA…`)
 * @property {boolean} [customCodes] whether the Verify service accepts them; default true
 * @property {boolean} [trial] a trial account adds a sentence before each text
 * @property {(message: FakeMessage) => void} [onMessage]
 * @property {(request: FakeRequest, what: string) => void} [onFailure] `what` is an error code or a transport
 *
 * @typedef {object} FakeMessage
 * @property {'verify' | 'plain'} method
 * @property {boolean} call read out instead of sent as a text
 * @property {string} sid `SM…`, or the verification's `VE…`
 * @property {string} to
 * @property {string | null} from
 * @property {string | null} messagingServiceSid
 * @property {string} text
 * @property {string} [code] of a verification
 * @property {string} [locale]
 * @property {string} status Twilio's message status, see `report`
 * @property {number | null} errorCode
 * @property {string} [statusCallback]
 * @property {number} [validityPeriod] seconds
 * @property {Date} at
 *
 * @typedef {object} FakeVerification
 * @property {string} sid
 * @property {string} to
 * @property {string} channel
 * @property {string} code
 * @property {string} status
 * @property {number} sends
 * @property {number} checks
 * @property {Date} at
 */

const LIFETIME_MS = 10 * 60_000;
const E164 = /^\+[1-9]\d{6,14}$/;
const LOCALE =
  /^(af|ar|ca|zh|hr|cs|da|nl|en|et|fi|fr|de|el|he|hi|hu|id|it|ja|kn|ko|lt|ms|mr|nb|pl|pt|ro|ru|sk|es|sv|tl|te|th|tr)(-[a-z]{2})?$/i;

/** Twilio's sentences. @type {Record<number, string>} */
const sentences = {
  20003: 'Authenticate',
  20008: 'Resource not accessible with Test Account Credentials',
  20403: 'Forbidden',
  20404: 'The requested resource was not found',
  20429: 'Too many requests',
  20500: 'An internal server error has occurred',
  20503: 'Service is unavailable. Please try again',
  21211: "Invalid 'To' Phone Number",
  21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
  21602: 'Message body is required.',
  21603: "A 'From' phone number is required.",
  21604: "A 'To' phone number is required.",
  21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number for this destination.",
  21609: "The 'StatusCallback' URL is not a valid URL.",
  21610: 'Attempt to send to unsubscribed recipient',
  21611: "This 'From' number has exceeded the maximum number of queued messages",
  21612: "The 'To' phone number is not currently reachable via SMS",
  21614: "'To' number is not a valid mobile number",
  21617: 'The concatenated message body exceeds the 1600 character limit',
  21624: 'Invalid validity period value',
  21705: 'The Messaging Service Sid is invalid',
  30409: 'This message cannot be canceled',
  60202: 'Max check attempts reached',
  60203: 'Max send attempts reached',
  60204: 'Custom code not allowed',
  60410: 'The destination phone number has been temporarily blocked by Twilio due to fraudulent activities',
};

/** Where the HTTP status is not 400. @type {Record<number, number>} */
const httpStatuses = {
  20003: 401,
  20008: 403,
  20403: 403,
  20404: 404,
  20429: 429,
  20500: 500,
  20503: 503,
  60202: 429,
  60203: 429,
  60204: 403,
  60205: 403,
  60212: 429,
  60605: 403,
};

/**
 * @param {number} code
 * @param {string} [message]
 * @returns {Reply}
 */
function errorReply(code, message = sentences[code] ?? 'Something went wrong') {
  const status = httpStatuses[code] ?? 400;
  return { status, code, json: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

/** @param {string} prefix */
const newSid = (prefix) => prefix + randomBytes(16).toString('hex');

/** Dates of the 2010 API are in RFC 2822. @param {Date} date */
const rfc2822 = (date) => date.toUTCString().replace('GMT', '+0000');

/**
 * `X-Twilio-Signature`.
 *
 * @param {string} authToken
 * @param {string} url
 * @param {Record<string, string>} fields
 */
export function signTwilio(authToken, url, fields) {
  const data = Object.keys(fields)
    .toSorted()
    .reduce((text, name) => text + name + fields[name], url);
  return createHmac('sha1', authToken).update(data, 'utf8').digest('base64');
}

/** @param {FakeOptions} [options] */
export async function startFakeTwilio(options = {}) {
  const accountSid = options.accountSid ?? 'AC00000000000000000000000000000000';
  const authToken = options.authToken ?? 'fake-auth-token';
  const from = options.from ?? ['+15005550006'];
  const messagingServices = options.messagingServices ?? ['MG00000000000000000000000000000000'];
  const verifyService = options.verifyService ?? 'VA00000000000000000000000000000000';
  /** Balance in USD. Sends do not reduce it. */
  const account = { balance: '12.34', currency: 'USD', status: 'active', type: options.trial ? 'Trial' : 'Full' };
  /** @type {FakeMessage[]} */
  const messages = [];
  /** @type {Map<string, FakeVerification>} */
  const verifications = new Map();

  const engine = await startFakeProvider({
    name: 'Twilio',
    port: options.port,
    host: options.host,
    onFailure: options.onFailure,
    scopeOf: (path) => routeOf(path)?.scope ?? '',
    recipientsOf: ({ form }) => [form.To ?? verifications.get(form.VerificationSid ?? '')?.to ?? ''],
    refusal: errorReply,
    answer,
  });

  /** @param {string} path */
  function routeOf(path) {
    const [, accountOf, rest = ''] = /^\/2010-04-01\/Accounts\/(\w+)(\/[\w/]+)?\.json$/.exec(path) ?? [];
    if (accountOf) {
      const [, scope = rest ? '' : 'Account', sid] =
        /^\/(Messages|Balance|IncomingPhoneNumbers)(?:\/(\w+))?$/.exec(rest) ?? [];
      return { scope, owner: accountOf, sid };
    }
    const [, alone] = /^\/v2\/Services\/(\w+)$/.exec(path) ?? [];
    if (alone) return { scope: 'Service', owner: alone, sid: undefined };
    const [, service, scope, sid] =
      /^\/v2\/Services\/(\w+)\/(Verifications|VerificationCheck)(?:\/(\w+))?$/.exec(path) ?? [];
    return service && scope ? { scope, owner: service, sid } : undefined;
  }

  /** @param {FakeRequest} request @returns {Reply} */
  function answer(request) {
    const path = new URL(request.path, 'http://fake').pathname;
    const route = routeOf(path);
    const byKey = authenticate(request);
    if (!route || route.owner !== (path.startsWith('/v2/') ? verifyService : accountSid)) {
      throw new Refusal(20404, `The requested resource ${path} was not found`);
    }
    if (route.scope === 'Account' && byKey) throw new Refusal(20003);
    const handler = handlers[`${request.method} ${route.scope}${route.sid ? '/sid' : ''}`];
    if (!handler) throw new Refusal(20404, `The requested resource ${path} was not found`);
    return {
      status: request.method === 'POST' && !route.sid ? 201 : 200,
      json: handler(request.form, route.sid ?? ''),
    };
  }

  /** Whether the request uses an API key. @param {FakeRequest} request */
  function authenticate({ headers }) {
    const [, basic = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
    const [username = '', ...rest] = Buffer.from(basic, 'base64').toString().split(':');
    const password = rest.join(':');
    if (username === accountSid && password === authToken) return false;
    const secrets = options.apiKeys ?? {};
    if (password !== '' && Object.hasOwn(secrets, username) && secrets[username] === password) return true;
    throw new Refusal(20003);
  }

  /** @type {Record<string, (form: Record<string, string>, sid: string) => object>} */
  const handlers = {
    'GET Account': () => ({ sid: accountSid, friendly_name: 'Fake', status: account.status, type: account.type }),
    'GET Balance': () => ({ account_sid: accountSid, balance: account.balance, currency: account.currency }),
    'GET IncomingPhoneNumbers': listNumbers,
    'GET Service': () => ({
      sid: verifyService,
      account_sid: accountSid,
      friendly_name: 'Fake',
      code_length: 6,
      custom_code_enabled: options.customCodes !== false,
    }),
    'POST Messages': createMessage,
    'GET Messages': listMessages,
    'GET Messages/sid': (_form, sid) => messageJson(findMessage(sid)),
    'POST Messages/sid': updateMessage,
    'POST Verifications': startVerification,
    'GET Verifications/sid': (_form, sid) => verificationJson(findVerification(sid)),
    'POST Verifications/sid': updateVerification,
    'POST VerificationCheck': checkVerification,
  };

  /** @param {Record<string, string>} form */
  function listNumbers({ PhoneNumber }) {
    const owned = [...from, ...(options.voiceOnly ?? [])].filter((number) => number.startsWith('+'));
    return {
      incoming_phone_numbers: owned
        .filter((number) => !PhoneNumber || number.includes(PhoneNumber))
        .map((number) => ({
          sid: newSid('PN'),
          account_sid: accountSid,
          phone_number: number,
          capabilities: { voice: true, sms: !options.voiceOnly?.includes(number), mms: false, fax: false },
        })),
      page: 0,
      page_size: 50,
      next_page_uri: null,
    };
  }

  /** @param {Record<string, string>} form */
  function createMessage({ To, From, MessagingServiceSid, Body = '', ValidityPeriod, StatusCallback, SendAt }) {
    if (!To) throw new Refusal(21604);
    if (!E164.test(To)) throw new Refusal(21211, `The 'To' number ${To} is not a valid phone number.`);
    if (!From && !MessagingServiceSid) throw new Refusal(21603);
    if (!Body.trim()) throw new Refusal(21602);
    if (Body.length > 1600) throw new Refusal(21617);
    if (From && !from.includes(From)) {
      throw new Refusal(21606, `The 'From' phone number provided (${From}) is not a valid message-capable number.`);
    }
    if (From === To) throw new Refusal(21266, "'To' and 'From' number cannot be the same");
    if (MessagingServiceSid && !messagingServices.includes(MessagingServiceSid)) throw new Refusal(21705);
    const validityPeriod = ValidityPeriod === undefined ? 36_000 : Number(ValidityPeriod);
    if (!Number.isInteger(validityPeriod) || validityPeriod < 1 || validityPeriod > 36_000) throw new Refusal(21624);
    if (StatusCallback !== undefined && !/^https?:\/\/[^_/]+(\/|$)/.test(StatusCallback)) throw new Refusal(21609);
    const message = deliver({
      method: 'plain',
      call: false,
      sid: newSid('SM'),
      to: To,
      from: MessagingServiceSid ? null : (From ?? null),
      messagingServiceSid: MessagingServiceSid ?? null,
      text: (options.trial ? 'Sent from your Twilio trial account - ' : '') + Body,
      status: SendAt ? 'scheduled' : MessagingServiceSid ? 'accepted' : 'queued',
      errorCode: null,
      ...(StatusCallback === undefined ? {} : { statusCallback: StatusCallback }),
      validityPeriod,
    });
    return messageJson(message);
  }

  /** @param {FakeMessage} message */
  function messageJson(message) {
    const sent = !['queued', 'accepted', 'scheduled', 'canceled'].includes(message.status);
    const date = rfc2822(message.at);
    const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
    return {
      account_sid: accountSid,
      api_version: '2010-04-01',
      body: message.text,
      date_created: date,
      date_sent: sent ? date : null,
      date_updated: date,
      direction: 'outbound-api',
      error_code: message.errorCode,
      error_message: null,
      from: message.from,
      messaging_service_sid: message.messagingServiceSid,
      num_media: '0',
      num_segments: message.messagingServiceSid && !sent ? '0' : '1',
      price: sent ? '-0.00750' : null,
      price_unit: 'USD',
      sid: message.sid,
      status: message.status,
      subresource_uris: { media: `${uri}/Media.json` },
      to: message.to,
      uri: `${uri}.json`,
    };
  }

  /** Newest first. @param {Record<string, string>} form */
  function listMessages({ To, From, PageSize = '50', Page = '0' }) {
    const all = messages
      .filter(({ method, to, from: sender }) => method === 'plain' && (!To || to === To) && (!From || sender === From))
      .toReversed();
    const [size, page] = [Number(PageSize), Number(Page)];
    const more = all.length > (page + 1) * size;
    const uri = `/2010-04-01/Accounts/${accountSid}/Messages.json?PageSize=${size}&Page=`;
    return {
      messages: all.slice(page * size, (page + 1) * size).map(messageJson),
      page,
      page_size: size,
      next_page_uri: more ? `${uri}${page + 1}` : null,
      first_page_uri: `${uri}0`,
    };
  }

  /** @param {string} sid */
  function findMessage(sid) {
    const found = messages.find((message) => message.method === 'plain' && message.sid === sid);
    if (!found) throw new Refusal(20404);
    return found;
  }

  /** @param {Record<string, string>} form @param {string} sid */
  function updateMessage({ Status, Body }, sid) {
    const message = findMessage(sid);
    if (Status === 'canceled') {
      if (message.status !== 'scheduled') throw new Refusal(30409);
      message.status = 'canceled';
    }
    if (Body === '') message.text = '';
    return messageJson(message);
  }

  /** @param {string} name @param {string} [value] */
  const invalid = (name, value) => new Refusal(60200, `Invalid parameter \`${name}\`${value ? `: ${value}` : ''}`);

  /** @param {Record<string, string>} form */
  function startVerification({ To, Channel, CustomCode, Locale }) {
    if (!To || !E164.test(To)) throw invalid('To', To);
    if (Channel !== 'sms' && Channel !== 'call') throw invalid('Channel', Channel);
    if (CustomCode !== undefined && options.customCodes === false) throw new Refusal(60204);
    if (CustomCode !== undefined && !/^.{4,10}$/.test(CustomCode)) throw invalid('CustomCode');
    if (Locale !== undefined && !LOCALE.test(Locale)) throw new Refusal(20404, `Locale ${Locale} was not found`);
    const running = [...verifications.values()].find(({ to, status }) => to === To && status === 'pending');
    const pending = running && Date.now() - running.at.getTime() < LIFETIME_MS ? running : undefined;
    if (pending && pending.sends >= 5) throw new Refusal(60203);
    const verification = pending ?? {
      sid: newSid('VE'),
      to: To,
      channel: Channel,
      code: String(randomInt(1_000_000)).padStart(6, '0'),
      status: 'pending',
      sends: 0,
      checks: 0,
      at: new Date(),
    };
    verifications.set(verification.sid, verification);
    verification.code = CustomCode ?? verification.code;
    verification.channel = Channel;
    verification.sends += 1;
    deliver({
      method: 'verify',
      call: Channel === 'call',
      sid: verification.sid,
      to: To,
      from: null,
      messagingServiceSid: null,
      text: `Your verification code is: ${verification.code}`,
      code: verification.code,
      ...(Locale === undefined ? {} : { locale: Locale }),
      status: 'sent',
      errorCode: null,
    });
    return verificationJson(verification);
  }

  /** @param {FakeVerification} verification */
  function verificationJson({ sid, to, channel, status, sends, at }) {
    const date = at.toISOString().replace(/\.\d+/, '');
    return {
      sid,
      service_sid: verifyService,
      account_sid: accountSid,
      to,
      channel,
      status,
      valid: status === 'approved',
      lookup: {},
      amount: null,
      payee: null,
      send_code_attempts: Array.from({ length: sends }, () => ({
        time: at.toISOString(),
        channel: channel === 'call' ? 'CALL' : 'SMS',
        attempt_sid: newSid('VL'),
      })),
      sna: null,
      date_created: date,
      date_updated: date,
      url: `https://verify.twilio.com/v2/Services/${verifyService}/Verifications/${sid}`,
    };
  }

  /** Approved verifications and those older than ten minutes are not found. @param {string} sid */
  function findVerification(sid) {
    const found = verifications.get(sid);
    if (!found || found.status === 'approved' || Date.now() - found.at.getTime() >= LIFETIME_MS) {
      throw new Refusal(20404, `The requested resource /Services/${verifyService}/Verifications/${sid} was not found`);
    }
    return found;
  }

  /** @param {Record<string, string>} form @param {string} sid */
  function updateVerification({ Status }, sid) {
    if (Status !== 'approved' && Status !== 'canceled') throw invalid('Status', Status);
    const verification = findVerification(sid);
    verification.status = Status;
    return verificationJson(verification);
  }

  /** @param {Record<string, string>} form */
  function checkVerification({ Code, VerificationSid, To }) {
    if (!Code || !/^.{4,10}$/.test(Code)) throw invalid('Code');
    if (!VerificationSid && !To) throw invalid('To');
    const byNumber = [...verifications.values()].findLast(({ to }) => to === To)?.sid;
    const verification = findVerification(VerificationSid ?? byNumber ?? '');
    if (verification.status === 'pending') {
      if (verification.checks >= 5) throw new Refusal(60202);
      verification.checks += 1;
      if (Code === verification.code) verification.status = 'approved';
    }
    const { url: _url, send_code_attempts: _attempts, lookup: _lookup, ...json } = verificationJson(verification);
    return { ...json, sna_attempts_error_codes: [] };
  }

  /** @param {Omit<FakeMessage, 'at'>} message */
  function deliver(message) {
    const delivered = { ...message, at: new Date() };
    messages.push(delivered);
    options.onMessage?.(delivered);
    engine.notify();
    return delivered;
  }

  /** @param {string} to E.164 */
  const messagesFor = (to) => messages.filter((message) => message.to === to);

  return {
    url: engine.url,
    accountSid,
    authToken,
    from,
    messagingServices,
    verifyService,
    account,
    requests: engine.requests,
    messages,
    verifications,
    messagesFor,
    failNext: engine.failNext,
    respondWith: engine.respondWith,
    waitForRequest: engine.waitForRequest,

    /**
     * The latest code that a phone received: a verification's, or the first run of 4 to 10 digits in a text.
     *
     * @param {string} to E.164
     */
    lastCodeFor(to) {
      const last = messagesFor(to).at(-1);
      return last?.code ?? last?.text.match(/(?<!\d)\d{4,10}(?!\d)/)?.[0];
    },

    /**
     * Waits until a phone has received `count` messages, and returns the last of these.
     *
     * @param {string} to E.164
     * @param {Limits} [limits]
     */
    waitForMessage: (to, limits) => engine.nth(() => messagesFor(to), `messages reached ${to}`, limits),

    /**
     * The request that `report` posts.
     *
     * @param {string} sid
     * @param {string} status such as `delivered`, `undelivered`, `failed`
     * @param {number} [errorCode]
     */
    statusCallback(sid, status, errorCode) {
      const message = findMessage(sid);
      const url = (message.statusCallback ?? '').replace(/#.*/, '');
      /** @type {Record<string, string>} */
      const fields = {
        ...(['delivered', 'undelivered'].includes(status) ? { RawDlrDoneDate: '2611200930' } : {}),
        SmsSid: sid,
        SmsStatus: status,
        MessageStatus: status,
        To: message.to,
        MessageSid: sid,
        AccountSid: accountSid,
        ...(message.messagingServiceSid ? { MessagingServiceSid: message.messagingServiceSid } : {}),
        From: message.from ?? from[0] ?? '',
        ApiVersion: '2010-04-01',
        ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode) }),
      };
      const signature = signTwilio(authToken, url, fields);
      return {
        url,
        body: new URLSearchParams(fields).toString(),
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
          'x-twilio-signature': signature,
          'i-twilio-idempotency-token': newSid(''),
        },
      };
    },

    /**
     * Changes the status of a message and posts the signed report to its `StatusCallback`. Returns the HTTP status of the
     * answer, or undefined for a message without a `StatusCallback`.
     *
     * @param {string} sid
     * @param {string} status
     * @param {number} [errorCode]
     * @returns {Promise<number | undefined>}
     */
    async report(sid, status, errorCode) {
      const message = findMessage(sid);
      message.status = status;
      message.errorCode = errorCode ?? null;
      if (!message.statusCallback) return undefined;
      const { url, headers, body } = this.statusCallback(sid, status, errorCode);
      const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(15_000) });
      await response.arrayBuffer();
      return response.status;
    },

    /**
     * Makes a verification older than its ten minutes.
     *
     * @param {string} sid
     */
    expire(sid) {
      const verification = verifications.get(sid);
      if (verification) verification.at = new Date(Date.now() - LIFETIME_MS);
    },

    /** Forgets requests, messages, verifications and faults, and drops delayed answers. */
    reset() {
      engine.reset();
      messages.length = 0;
      verifications.clear();
    },

    close: () => engine.close(),
  };
}

/** @typedef {Awaited<ReturnType<typeof startFakeTwilio>>} FakeTwilio */
