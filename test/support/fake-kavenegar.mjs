import { createServer } from 'node:http';

/**
 * A Kavenegar to develop and test against: it checks what the real one checks (https://kavenegar.com/rest.html), keeps
 * what it was asked and what it "delivered", and fails on request.
 *
 * @typedef {object} FakeOptions
 * @property {number} [port] 0, the default, takes any free port
 * @property {string} [host] default 127.0.0.1
 * @property {string} [apiKey]
 * @property {string[]} [lines] the account's sender lines; the first is its default line
 * @property {string[]} [templates] names of the approved templates
 * @property {string[]} [tags] tags defined in the panel
 * @property {'array' | 'object'} [lookupEntries] how `verify/lookup` answers: current documents, or older ones
 * @property {number} [maxTextLength] characters
 * @property {Callback} [callback] where `report` sends; it can be changed later
 * @property {(message: FakeMessage) => void} [onMessage]
 * @property {(request: FakeRequest, what: string) => void} [onFailure] `what`: a status, or a transport fault's name
 *
 * @typedef {object} FakeRequest
 * @property {string} method GET or POST
 * @property {string} scope such as `verify/lookup`
 * @property {string} path as it came, API key included
 * @property {Record<string, string>} form fields of the body or of the query
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {number | undefined} remotePort tells connections apart
 * @property {Date} at
 *
 * @typedef {object} FakeMessage
 * @property {'lookup' | 'plain'} method
 * @property {boolean} call read out instead of sent as a text
 * @property {string} receptor as it came
 * @property {string} text of a lookup: the template's, filled in
 * @property {string} [template]
 * @property {string} [token]
 * @property {string} messageid
 * @property {string} [localid]
 * @property {string} sender
 * @property {number} status Kavenegar's message status, see `setStatus`
 * @property {Date} at
 * @property {Date} [leavesAt] of a message with a `date` to come; it counts as delivered here, with the status 2 until then
 * @property {number} [cost]
 *
 * @typedef {object} Callback "Status Callback URL": Kavenegar's own form is not documented, and receivers take both
 * @property {string} url
 * @property {'get' | 'form'} [mode] a query, the default, or a form by POST
 *
 * @typedef {'html' | 'hang' | 'half_body' | 'close' | 'redirect'} Transport
 * - `html`: a gateway's 502 page
 * - `hang`: no answer ever
 * - `half_body`: the connection breaks within the answer
 * - `close`: the connection breaks before the answer
 * - `redirect`: 302 to `/elsewhere` on the same server
 *
 * @typedef {object} Fault
 * @property {number} [status] `return.status`; the HTTP status is the same
 * @property {number} [httpStatus] an HTTP status of its own
 * @property {Transport} [transport]
 * @property {number} [delayMs] before the answer; alone: a slow answer, otherwise as usual
 * @property {number | string} [retryAfter] the `Retry-After` header
 * @property {string} [body] an answer in place of everything else, as it stands
 * @property {boolean} [delivers] the message is taken (and kept) first, and only the answer fails
 *
 * @typedef {object} Which
 * @property {string} [scope] only of this method, such as `sms/send`
 * @property {string} [receptor] only to this number, in any format
 *
 * @typedef {object} Limits
 * @property {number} [count] default 1
 * @property {number} [timeoutMs] default 5000
 *
 * @typedef {Fault & Which & { left: number }} Rule
 * @typedef {{ status: number, entries?: unknown }} Reply
 */

const LOOKUP_COST = 350;
const SEND_COST = 120;

/** Kavenegar's sentences, abridged. @type {Record<number, string>} */
const sentences = {
  200: 'تایید شد',
  400: 'پارامترها ناقص هستند',
  401: 'حساب کاربری غیرفعال شده است',
  402: 'عملیات ناموفق بود',
  403: 'کد شناسایی API-Key معتبر نمی‌باشد',
  404: 'متد نامشخص است',
  405: 'متد Get/Post اشتباه است',
  406: 'پارامترهای اجباری خالی ارسال شده اند',
  407: 'دسترسی به اطلاعات مورد نظر برای شما امکان پذیر نیست',
  409: 'سرور قادر به پاسخگوئی نیست، بعدا تلاش کنید',
  411: 'دریافت کننده نامعتبر است',
  412: 'ارسال کننده نامعتبر است',
  413: 'پیام خالی است یا طول پیام بیش از حد مجاز است',
  414: 'حجم درخواست بیشتر از حد مجاز است',
  416: 'IP سرویس مبدا با تنظیمات مطابقت ندارد',
  417: 'تاریخ ارسال اشتباه است',
  418: 'اعتبار حساب شما کافی نیست',
  419: 'طول آرایه متن و گیرنده و فرستنده هم اندازه نیست',
  422: 'داده ها به دلیل وجود کاراکتر نامناسب قابل پردازش نیست',
  424: 'الگوی مورد نظر پیدا نشد',
  426: 'استفاده از این متد نیازمند سرویس پیشرفته می‌باشد',
  427: 'استفاده از این خط نیازمند ایجاد سطح دسترسی می باشد',
  428: 'ارسال کد از طریق تماس تلفنی امکان پذیر نیست، درصورتی که توکن فقط حاوی عدد نباشد',
  429: 'IP محدود شده است',
  431: 'ساختار کد صحیح نمی‌باشد',
  432: 'پارامتر کد در متن پیام پیدا نشد',
  451: 'فراخوانی بیش از حد در بازه زمانی مشخص، IP محدود شده است',
  501: 'فقط امکان ارسال پیام تست به شماره صاحب حساب کاربری وجود دارد',
  607: 'نام تگ انتخابی اشتباه است',
};

/** @type {Record<number, string>} */
const statusTexts = {
  1: 'در صف ارسال',
  2: 'زمان بندی شده',
  4: 'ارسال شده به مخابرات',
  5: 'ارسال به مخابرات',
  6: 'خطا در ارسال پیام',
  10: 'رسیده به گیرنده',
  11: 'نرسیده به گیرنده',
  13: 'لغو شده',
  14: 'بلاک شده',
  100: 'شناسه پیامک نامعتبر است',
};

/** An answer other than 200, thrown from wherever it is found. */
class Refusal extends Error {
  /** @param {number} status */
  constructor(status) {
    super(`Kavenegar status ${status}`);
    this.status = status;
  }
}

/** @param {string} text */
const latinDigits = (text) => text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));

/**
 * The same digits for every way to write a number: `989121234567`.
 *
 * @param {string} number
 */
function canonical(number) {
  const digits = latinDigits(number).replace(/[^\d+]/g, '');
  if (digits.startsWith('+')) return digits.slice(1);
  if (digits.startsWith('00')) return digits.slice(2);
  if (digits.startsWith('0')) return `98${digits.slice(1)}`;
  return /^9\d{9}$/.test(digits) ? `98${digits}` : digits;
}

/** Documented forms: 0912…, 00989…, +989…, 912…; landlines for calls; other countries with their code. */
const RECEPTOR = /^(?:(?:0|0098|\+98)?9\d{9}|0[1-8]\d{9}|(?:00|\+)(?!98)[1-9]\d{6,14})$/;

/** @param {FakeOptions} [options] */
export async function startFakeKavenegar(options = {}) {
  const apiKey = options.apiKey ?? 'fake-api-key';
  const lines = options.lines ?? ['2000660110'];
  const templates = options.templates ?? ['verify'];
  const tags = options.tags ?? [];
  /** In rial; sends draw on it. */
  const account = { remaincredit: 10_000_000, expiredate: 1_924_992_000, type: 'master' };
  /** @type {FakeRequest[]} */
  const requests = [];
  /** @type {FakeMessage[]} */
  const messages = [];
  /** @type {Rule[]} */
  let rules = [];
  /** @type {Set<() => void>} */
  const waiters = new Set();
  /** @type {Set<NodeJS.Timeout>} */
  const delays = new Set();
  let nextMessageId = 8_792_343;
  /** All values are strings, as they are there. @type {Record<string, string>} */
  const config = {
    apilogs: 'justfaults',
    dailyreport: 'disabled',
    debugmode: 'disabled',
    defaultsender: lines[0] ?? '',
    mincreditalarm: '50000',
    resendfailed: 'disabled',
  };
  /** @type {{ url?: string, mode?: 'get' | 'form' }} */
  const callback = { ...options.callback };

  /** @type {Record<string, (form: Record<string, string>, method: string) => unknown>} */
  const methods = {
    'verify/lookup': lookup,
    'sms/send': send,
    'sms/sendarray': sendArray,
    'sms/status': status,
    'sms/statuslocalmessageid': statusByLocalId,
    'sms/statusbyreceptor': statusByReceptor,
    'sms/cancel': cancel,
    'account/info': () => ({ ...account }),
    'account/config': setConfig,
    'utils/getdate': getDate,
  };

  /**
   * @param {Record<string, string>} form
   * @param {string[]} names
   */
  function need(form, ...names) {
    if (names.some((name) => form[name] === undefined)) throw new Refusal(400);
    if (names.some((name) => form[name]?.trim() === '')) throw new Refusal(406);
  }

  /** @param {string} receptor */
  function checkReceptor(receptor) {
    if (!RECEPTOR.test(receptor)) throw new Refusal(411);
  }

  /** @param {string | undefined} sender */
  function lineOf(sender) {
    if (!sender) {
      const line = lines[0];
      if (line === undefined) throw new Refusal(412);
      return line;
    }
    const line = sender.replace(/^(?:\+98|0098)/, '');
    if (!lines.includes(line)) throw new Refusal(412);
    return line;
  }

  /** @param {Record<string, string>} form */
  function checkCommon({ date, tag }) {
    if (date && date !== '0' && !(Number(date) >= Date.now() / 1000 - 60)) throw new Refusal(417);
    if (tag && !tags.includes(tag)) throw new Refusal(607);
  }

  /** @param {string} text */
  function checkText(text) {
    if (text === '' || text.length > (options.maxTextLength ?? 900)) throw new Refusal(413);
  }

  /** @param {number} cost */
  function charge(cost) {
    if (account.remaincredit < cost) throw new Refusal(418);
    account.remaincredit -= cost;
  }

  /** @param {Omit<FakeMessage, 'messageid' | 'at'>} message */
  function deliver(message) {
    const delivered = { ...message, messageid: String(nextMessageId++), at: new Date() };
    messages.push(delivered);
    options.onMessage?.(delivered);
    for (const check of waiters) check();
    return delivered;
  }

  /**
   * @param {FakeMessage} message
   * @param {number} cost
   */
  const entryOf = (message, cost) => ({
    messageid: Number(message.messageid),
    message: message.text,
    status: message.status,
    statustext: statusTexts[message.status],
    sender: message.sender,
    receptor: message.receptor,
    date: Math.floor(message.at.getTime() / 1000),
    cost,
  });

  /** @param {Record<string, string>} form */
  function lookup(form) {
    need(form, 'receptor', 'template', 'token');
    const { receptor = '', template = '', token = '', type = 'sms' } = form;
    checkReceptor(receptor);
    if (!templates.includes(template)) throw new Refusal(424);
    for (const [name, spaces] of /** @type {const} */ ([
      ['token', 0],
      ['token2', 0],
      ['token3', 0],
      ['token10', 5],
      ['token20', 8],
    ])) {
      const value = form[name] ?? '';
      if (value.length > 100 || /[\n\r\t_]/.test(value) || value.split(' ').length - 1 > spaces) throw new Refusal(431);
    }
    const call = type.toLowerCase() === 'call' || /^0[1-8]/.test(receptor);
    if (call && !/^\d+$/.test(latinDigits(token))) throw new Refusal(428);
    checkCommon({ tag: form.tag ?? '' });
    charge(LOOKUP_COST);
    const text = `کد تأیید شما: ${token}`;
    const sender = lines[0] ?? '10004346';
    const entry = entryOf(
      deliver({ method: 'lookup', call, receptor, text, template, token, sender, status: 5, cost: LOOKUP_COST }),
      LOOKUP_COST,
    );
    return options.lookupEntries === 'object' ? entry : [entry];
  }

  /**
   * Kavenegar sends a local id once: again, it answers the first message's entry.
   *
   * @param {string} receptor
   * @param {string} text
   * @param {string} sender
   * @param {string | undefined} localid
   * @param {string | undefined} date Unix seconds
   */
  function sendOnce(receptor, text, sender, localid, date) {
    const earlier = localid ? messages.find((message) => message.localid === localid) : undefined;
    if (earlier) return entryOf(earlier, SEND_COST);
    charge(SEND_COST);
    const leavesAt = Number(date ?? 0) > Date.now() / 1000 ? new Date(Number(date) * 1000) : undefined;
    const extras = { ...(localid ? { localid } : {}), ...(leavesAt ? { leavesAt } : {}) };
    return entryOf(
      deliver({
        method: 'plain',
        call: false,
        receptor,
        text,
        sender,
        status: leavesAt ? 2 : 1,
        cost: SEND_COST,
        ...extras,
      }),
      SEND_COST,
    );
  }

  /** @param {Record<string, string>} form */
  function send(form) {
    if (form.message === undefined) throw new Refusal(400);
    need(form, 'receptor');
    checkText(form.message);
    const receptors = (form.receptor ?? '').split(',').map((receptor) => receptor.trim());
    if (receptors.length > 200) throw new Refusal(414);
    receptors.forEach(checkReceptor);
    const localids = form.localid ? form.localid.split(',').map((id) => id.trim()) : [];
    if (localids.some((id) => !/^\d{1,19}$/.test(id))) throw new Refusal(400);
    if (localids.length > 0 && localids.length !== receptors.length) throw new Refusal(419);
    const sender = lineOf(form.sender);
    checkCommon(form);
    return receptors.map((receptor, index) =>
      sendOnce(receptor, form.message ?? '', sender, localids[index], form.date),
    );
  }

  /**
   * @param {Record<string, string>} form
   * @param {string} method
   */
  function sendArray(form, method) {
    if (method !== 'POST') throw new Refusal(405);
    need(form, 'receptor', 'sender', 'message');
    const receptors = listOf(form.receptor);
    const senders = listOf(form.sender);
    const texts = listOf(form.message);
    if (receptors.length > 200) throw new Refusal(414);
    // Documents show a comma list, a client sends a JSON array.
    const raw = form.localmessageids ?? '';
    const localids = raw.startsWith('[') ? listOf(raw) : raw.split(',').filter((id) => id !== '');
    const lengths = [senders.length, texts.length, ...(localids.length > 0 ? [localids.length] : [])];
    if (lengths.some((length) => length !== receptors.length)) throw new Refusal(419);
    receptors.forEach(checkReceptor);
    texts.forEach(checkText);
    const checked = senders.map(lineOf);
    checkCommon(form);
    return receptors.map((receptor, index) =>
      sendOnce(receptor, texts[index] ?? '', checked[index] ?? '', localids[index], form.date),
    );
  }

  /**
   * At most 500 ids, comma-separated.
   *
   * @param {string | undefined} list
   */
  function idsOf(list = '') {
    const ids = list.split(',').map((id) => id.trim());
    if (ids.length > 500) throw new Refusal(414);
    return ids;
  }

  /** A scheduled message leaves when its time has come. @param {FakeMessage | undefined} message */
  function statusOf(message) {
    if (message?.status === 2 && message.leavesAt && message.leavesAt.getTime() <= Date.now()) message.status = 1;
    return message?.status ?? 100;
  }

  /** @param {string} messageid */
  const withId = (messageid) => messages.find((message) => message.messageid === messageid);

  /** @param {string} messageid @param {number} found */
  const statusEntry = (messageid, found) => ({
    messageid: Number(messageid),
    status: found,
    statustext: statusTexts[found],
  });

  /** @param {Record<string, string>} form */
  function status(form) {
    need(form, 'messageid');
    return idsOf(form.messageid).map((id) => statusEntry(id, statusOf(withId(id))));
  }

  /** @param {Record<string, string>} form */
  function statusByLocalId(form) {
    need(form, 'localid');
    return idsOf(form.localid).map((localid) => {
      const message = messages.find((one) => one.localid === localid);
      return { ...statusEntry(message?.messageid ?? '0', statusOf(message)), localid };
    });
  }

  /** @param {Record<string, string>} form */
  function statusByReceptor(form) {
    need(form, 'receptor', 'startdate');
    const start = Number(form.startdate);
    const end = form.enddate ? Number(form.enddate) : start + 86_400;
    if (!(start > 0 && end >= start && end - start <= 86_400)) throw new Refusal(417);
    return messagesFor(form.receptor ?? '')
      .filter(({ at }) => at.getTime() >= start * 1000 && at.getTime() <= end * 1000)
      .map((message) => ({ ...statusEntry(message.messageid, statusOf(message)), receptor: message.receptor }));
  }

  /** What has not left is taken back, and its cost refunded. @param {Record<string, string>} form */
  function cancel(form) {
    need(form, 'messageid');
    return idsOf(form.messageid).map((id) => {
      const message = withId(id);
      if (message && [1, 2].includes(statusOf(message))) {
        message.status = 13;
        account.remaincredit += message.cost ?? 0;
      }
      return statusEntry(id, statusOf(message));
    });
  }

  /** Without parameters it only reads. @param {Record<string, string>} form */
  function setConfig(form) {
    for (const [name, value] of Object.entries(form)) if (Object.hasOwn(config, name)) config[name] = value;
    return { ...config };
  }

  function getDate() {
    const now = new Date();
    return {
      datetime: now.toISOString(),
      year: now.getFullYear(),
      month: now.getMonth() + 1,
      day: now.getDate(),
      hour: now.getHours(),
      minute: now.getMinutes(),
      second: now.getSeconds(),
      unixtime: Math.floor(now.getTime() / 1000),
    };
  }

  /**
   * @param {FakeRequest} request
   * @param {string} key
   * @returns {Reply}
   */
  function answer(request, key) {
    try {
      // The key 0 is good for the date only.
      if (key !== apiKey && !(key === '0' && request.scope === 'utils/getdate')) throw new Refusal(403);
      const method = Object.hasOwn(methods, request.scope) ? methods[request.scope] : undefined;
      if (!method) throw new Refusal(404);
      if (request.method !== 'GET' && request.method !== 'POST') throw new Refusal(405);
      return { status: 200, entries: method(request.form, request.method) };
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status };
      throw error;
    }
  }

  /**
   * The rule that speaks for this request; `failNext` comes before `respondWith`, each in the order of its calls.
   *
   * @param {FakeRequest} request
   */
  function takeRule(request) {
    const receptors = (request.form.receptor ?? '').split(',').map(canonical);
    const fits = rules.filter(
      (rule) =>
        (!rule.scope || rule.scope === request.scope) &&
        (!rule.receptor || receptors.includes(canonical(rule.receptor))),
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
      const [, key = '', scope = ''] = /^\/v1\/([^/]+)\/([\w-]+\/[\w-]+)\.json\/?$/.exec(url.pathname) ?? [];
      const body = Buffer.concat(chunks).toString('utf8');
      /** @type {FakeRequest} */
      const request = {
        method: incoming.method ?? 'GET',
        scope,
        path: incoming.url ?? '/',
        form: Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]),
        headers: incoming.headers,
        remotePort: incoming.socket.remotePort,
        at: new Date(),
      };
      requests.push(request);
      for (const check of waiters) check();
      const rule = takeRule(request);
      const respond = () => write(outgoing, request, decodeURIComponent(key), rule);
      if (!rule?.delayMs) return respond();
      const delay = setTimeout(() => {
        delays.delete(delay);
        respond();
      }, rule.delayMs);
      delays.add(delay);
    });
  });

  /**
   * @param {import('node:http').ServerResponse} outgoing
   * @param {FakeRequest} request
   * @param {string} key
   * @param {Fault | undefined} fault
   */
  function write(outgoing, request, key, fault = {}) {
    const fails = fault.transport !== undefined || fault.status !== undefined || fault.body !== undefined;
    const real = fails && !fault.delivers ? { status: 200 } : answer(request, key);
    const reply = fault.status === undefined ? real : { status: fault.status };
    if (fault.transport || reply.status !== 200) options.onFailure?.(request, fault.transport ?? String(reply.status));

    const json = JSON.stringify({
      return: { status: reply.status, message: sentences[reply.status] ?? 'خطای ناشناخته' },
      entries: reply.entries ?? null,
    });
    const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
    const headers = { 'content-type': 'application/json; charset=utf-8', ...retry };
    switch (fault.transport) {
      case 'hang':
        return;
      case 'close':
        outgoing.socket?.destroy();
        return;
      case 'half_body':
        outgoing.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(json) });
        outgoing.write(json.slice(0, 20), () => outgoing.socket?.destroy());
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
    const full =
      typeof fault === 'number' ? { status: fault } : typeof fault === 'string' ? { transport: fault } : fault;
    /** @type {Rule} */
    const rule = { ...full, ...which, left };
    rules.push(rule);
    return () => {
      rules = rules.filter((other) => other !== rule);
    };
  }

  /** @param {string} receptor */
  const messagesFor = (receptor) => messages.filter((message) => canonical(message.receptor) === canonical(receptor));

  /**
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

  /** Forgets requests, messages and rules; answers still held back are dropped. */
  function reset() {
    requests.length = 0;
    messages.length = 0;
    rules = [];
    for (const delay of delays) clearTimeout(delay);
    delays.clear();
  }

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => resolve(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The fake Kavenegar has no port.');

  return {
    url: `http://${options.host ?? '127.0.0.1'}:${address.port}`,
    apiKey,
    lines,
    templates,
    account,
    config,
    callback,
    requests,
    messages,
    messagesFor,

    /**
     * Fails the next request, or the next `times`.
     *
     * @param {Fault | Transport | number} fault a number is a `return.status`
     * @param {Which & { times?: number }} [which]
     * @returns {() => void} takes it back
     */
    failNext: (fault, { times = 1, ...which } = {}) => addRule(fault, which, times),

    /**
     * Fails every request from now on, until `reset` or until taken back.
     *
     * @param {Fault | Transport | number} fault a number is a `return.status`
     * @param {Which} [which]
     * @returns {() => void} takes it back
     */
    respondWith: (fault, which = {}) => addRule(fault, which, Infinity),

    /**
     * The code that a phone got last: a lookup's token, or the first 4 to 10 digits in a row of a text.
     *
     * @param {string} receptor in any format
     */
    lastCodeFor(receptor) {
      const last = messagesFor(receptor).at(-1);
      return last && latinDigits(last.token ?? last.text).match(last.token ? /.+/ : /(?<!\d)\d{4,10}(?!\d)/)?.[0];
    },

    /**
     * Waits until a phone has got `count` messages, and returns the last of them.
     *
     * @param {string} receptor in any format
     * @param {Limits} [limits]
     */
    waitForMessage: (receptor, limits) => nth(() => messagesFor(receptor), `messages reached ${receptor}`, limits),

    /**
     * Waits until `count` requests have come in, whatever becomes of them, and returns the last of them.
     *
     * @param {Limits} [limits]
     */
    waitForRequest: (limits) => nth(() => requests, 'requests came', limits),

    /**
     * Moves a message on, as the operator would: 10 delivered, 11 undelivered.
     *
     * @param {string} messageid
     * @param {number} next
     */
    setStatus(messageid, next) {
      for (const message of messages) if (message.messageid === messageid) message.status = next;
    },

    /**
     * Moves a message on and tells the callback, once and without the 30 repeats of the real one.
     *
     * @param {string} messageid
     * @param {number} next
     * @param {Partial<Callback>} [to] in place of `callback`
     * @returns {Promise<number>} the HTTP status of the answer
     */
    async report(messageid, next, to = {}) {
      const message = withId(messageid);
      if (message) message.status = next;
      const { url, mode = 'get' } = { ...callback, ...to };
      if (!url) throw new Error('The fake Kavenegar has no callback: set callback.url.');
      const fields = new URLSearchParams({ messageid, status: String(next) });
      const target = new URL(url);
      if (mode === 'get') for (const [name, value] of fields) target.searchParams.set(name, value);
      const response = await fetch(target, mode === 'get' ? {} : { method: 'POST', body: fields });
      await response.arrayBuffer();
      return response.status;
    },

    reset,

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

/**
 * A JSON array within a form field.
 *
 * @param {string | undefined} text
 * @returns {string[]}
 */
function listOf(text = '') {
  /** @type {unknown} */
  let list;
  try {
    list = JSON.parse(text);
  } catch {
    throw new Refusal(400);
  }
  if (!Array.isArray(list)) throw new Refusal(400);
  return list.map(String);
}

/** @typedef {Awaited<ReturnType<typeof startFakeKavenegar>>} FakeKavenegar */
