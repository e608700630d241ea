import { Refusal, startFakeProvider } from './fake-provider.mjs';

/**
 * A Kavenegar for development and tests. It checks requests as the real one does (https://kavenegar.com/rest.html),
 * records requests and messages, and fails on demand.
 *
 * @typedef {import('./fake-provider.mjs').ProviderRequest} FakeRequest
 * @typedef {import('./fake-provider.mjs').Transport} Transport
 * @typedef {import('./fake-provider.mjs').Limits} Limits
 * @typedef {import('./fake-provider.mjs').Fault & { status?: number }} Fault `status` is `return.status`: another name of `code`
 * @typedef {{ scope?: string, receptor?: string }} Filter `scope` such as `sms/send`; `receptor` in any format
 *
 * @typedef {object} FakeOptions
 * @property {number} [port] 0, the default, takes any free port
 * @property {string} [host] default 127.0.0.1
 * @property {string} [apiKey]
 * @property {string[]} [lines] the account's sender lines; the first is its default line
 * @property {string[]} [templates] names of the approved templates
 * @property {Record<string, { approvalStatus?: string, smsMessage?: string }>} [templateDetails] of `verify/templatelist`, by name
 * @property {string[]} [tags] tags defined in the panel
 * @property {'array' | 'object'} [lookupEntries] form of the `verify/lookup` answer: array (current documents) or object (older ones)
 * @property {number} [maxTextLength] characters
 * @property {Callback} [callback] where `report` sends; it can be changed later
 * @property {(message: FakeMessage) => void} [onMessage]
 * @property {(request: FakeRequest, what: string) => void} [onFailure] `what` is a status or a transport
 *
 * @typedef {object} FakeMessage
 * @property {'lookup' | 'plain'} method
 * @property {boolean} call read out instead of sent as a text
 * @property {string} receptor as in the request
 * @property {string} text of a lookup: the filled-in template
 * @property {string} [template]
 * @property {string} [token]
 * @property {string} messageid
 * @property {string} [localid]
 * @property {string} sender
 * @property {number} status Kavenegar's message status, see `setStatus`
 * @property {Date} at
 * @property {Date} [leavesAt] of a scheduled message: it counts as delivered here, with the status 2 until then
 * @property {number} [cost]
 *
 * @typedef {object} Callback "Status Callback URL". Kavenegar does not document its form, and receivers accept both
 * @property {string} url
 * @property {'get' | 'form'} [mode] a query (the default), or a form by POST
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

/** @param {string} text */
const latinDigits = (text) => text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));

/**
 * The same digits for every format of a number: `989121234567`.
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

/** The API key, and the method. */
const PATH = /^\/v1\/([^/?]+)\/([\w-]+\/[\w-]+)\.json\/?(?:\?|$)/;

/** Documented forms: 0912…, 00989…, +989…, 912…; landlines for calls; other countries with their code. */
const RECEPTOR = /^(?:(?:0|0098|\+98)?9\d{9}|0[1-8]\d{9}|(?:00|\+)(?!98)[1-9]\d{6,14})$/;

/** @param {FakeOptions} [options] */
export async function startFakeKavenegar(options = {}) {
  const apiKey = options.apiKey ?? 'fake-api-key';
  const lines = options.lines ?? ['2000660110'];
  const templates = options.templates ?? ['verify'];
  const tags = options.tags ?? [];
  /** In rial. Sends reduce the credit. */
  const account = { remaincredit: 10_000_000, expiredate: 1_924_992_000, type: 'master' };
  /** @type {FakeMessage[]} */
  const messages = [];
  let nextMessageId = 8_792_343;
  /** All values are strings, as in the real answer. @type {Record<string, string>} */
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
    'sms/status': statusById,
    'sms/statuslocalmessageid': statusByLocalId,
    'sms/statusbyreceptor': statusByReceptor,
    'sms/cancel': cancel,
    'verify/templatelist': templateList,
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
    engine.notify();
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

  /** The templates in the panel; only approved ones can be used. Pages of 50. @param {Record<string, string>} form */
  function templateList({ page = '1' }) {
    const names = new Set([...templates, ...Object.keys(options.templateDetails ?? {})]);
    const all = [...names].map((name, index) => ({
      id: index + 1,
      name,
      smsMessage: options.templateDetails?.[name]?.smsMessage ?? 'کد تأیید شما: %token',
      callMessage: null,
      sendPriority: 'SMS',
      approvalStatus: options.templateDetails?.[name]?.approvalStatus ?? 'Approved',
    }));
    return all.slice((Number(page) - 1) * 50, Number(page) * 50);
  }

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
   * Kavenegar sends a local id once. A repeat is answered with the entry of the first message.
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
    // The documents show a comma-separated list, and one client sends a JSON array.
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

  /** A scheduled message is sent when its time comes. @param {FakeMessage | undefined} message */
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
  function statusById(form) {
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

  /** Cancels what has not been sent, and refunds its cost. @param {Record<string, string>} form */
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

  /** @param {number} status @param {unknown} [entries] */
  const envelope = (status, entries = null) => ({
    return: { status, message: sentences[status] ?? 'خطای ناشناخته' },
    entries,
  });

  const engine = await startFakeProvider({
    name: 'Kavenegar',
    port: options.port,
    host: options.host,
    onFailure: options.onFailure,
    scopeOf: (path) => PATH.exec(path)?.[2] ?? '',
    recipientsOf: ({ form }) => (form.receptor ?? '').split(','),
    canonical,
    refusal: (status) => ({ status, code: status, json: envelope(status) }),
    answer: ({ method, scope, path, form }) => {
      const key = decodeURIComponent(PATH.exec(path)?.[1] ?? '');
      // The key 0 is valid for the date only.
      if (key !== apiKey && !(key === '0' && scope === 'utils/getdate')) throw new Refusal(403);
      const handler = Object.hasOwn(methods, scope) ? methods[scope] : undefined;
      if (!handler) throw new Refusal(404);
      if (method !== 'GET' && method !== 'POST') throw new Refusal(405);
      return { status: 200, json: envelope(200, handler(form, method)) };
    },
  });

  /** A fault in the terms of the engine. @param {Fault | Transport | number} fault */
  const faultOf = (fault) =>
    typeof fault === 'object' && fault.status !== undefined ? { ...fault, code: fault.status } : fault;

  /** A filter in the terms of the engine. @param {Filter} filter */
  const filterOf = ({ scope, receptor }) => ({ scope, to: receptor });

  /** @param {string} receptor */
  const messagesFor = (receptor) => messages.filter((message) => canonical(message.receptor) === canonical(receptor));

  return {
    url: engine.url,
    apiKey,
    lines,
    templates,
    account,
    config,
    callback,
    requests: engine.requests,
    messages,
    messagesFor,

    /**
     * Fails the next request, or the next `times`.
     *
     * @param {Fault | Transport | number} fault a number is a `return.status`
     * @param {Filter & { times?: number }} [filter]
     * @returns {() => void} removes the fault
     */
    failNext: (fault, { times = 1, ...filter } = {}) => engine.failNext(faultOf(fault), { times, ...filterOf(filter) }),

    /**
     * Fails every request from now on, until `reset` or until the fault is removed.
     *
     * @param {Fault | Transport | number} fault a number is a `return.status`
     * @param {Filter} [filter]
     * @returns {() => void} removes the fault
     */
    respondWith: (fault, filter = {}) => engine.respondWith(faultOf(fault), filterOf(filter)),

    /**
     * The latest code that a phone received: a lookup's token, or the first run of 4 to 10 digits in a text.
     *
     * @param {string} receptor in any format
     */
    lastCodeFor(receptor) {
      const last = messagesFor(receptor).at(-1);
      return last && latinDigits(last.token ?? last.text).match(last.token ? /.+/ : /(?<!\d)\d{4,10}(?!\d)/)?.[0];
    },

    /**
     * Waits until a phone has received `count` messages, and returns the last of these.
     *
     * @param {string} receptor in any format
     * @param {Limits} [limits]
     */
    waitForMessage: (receptor, limits) =>
      engine.nth(() => messagesFor(receptor), `messages reached ${receptor}`, limits),

    waitForRequest: engine.waitForRequest,

    /**
     * Changes the status of a message, as the operator would: 10 delivered, 11 undelivered.
     *
     * @param {string} messageid
     * @param {number} next
     */
    setStatus(messageid, next) {
      for (const message of messages) if (message.messageid === messageid) message.status = next;
    },

    /**
     * Changes the status of a message and calls the callback, once and without the 30 repeats of the real one.
     *
     * @param {string} messageid
     * @param {number} next
     * @param {Partial<Callback>} [to] replaces `callback`
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

    /** Forgets requests, messages and faults, and drops delayed answers. */
    reset() {
      engine.reset();
      messages.length = 0;
    },

    close: () => engine.close(),
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
