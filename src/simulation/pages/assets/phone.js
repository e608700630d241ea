/**
 * A message as GET /api/v1/simulation/messages has it.
 * @typedef {{ to: string, channel: 'sms' | 'call' | 'email', subject: string | null, text: string, code: string | null,
 *   segments: number | null, encoding: 'gsm7' | 'ucs2' | null, created_at: string }} Message
 */

const POLL_MS = 1000;
const ENCODINGS = { gsm7: 'GSM-7', ucs2: 'UCS-2' };
/** The last line of a text for browsers' WebOTP, such as `@example.com #123456`. */
const WEB_OTP_LINE = /^@\S+ #\d+$/;

/**
 * Calls `show` with the messages to everybody, the newest first, whenever there are others.
 * @param {(messages: Message[]) => void} show
 */
export async function followMessages(show) {
  let shown;
  for (;;) {
    if (!document.hidden) {
      try {
        const response = await fetch('/api/v1/simulation/messages');
        if (response.ok) {
          const text = await response.text();
          if (text !== shown) show(/** @type {{ messages: Message[] }} */ (JSON.parse(text)).messages);
          shown = text;
        }
      } catch {
        // The server is away: the next look may find it again.
      }
    }
    await new Promise((done) => {
      setTimeout(done, POLL_MS);
    });
  }
}

/**
 * Fills a list with messages as a phone shows them: the newest at the bottom, each in the direction of its own text.
 * @param {HTMLElement} list
 * @param {Message[]} messages
 */
export function showMessages(list, messages) {
  list.replaceChildren(...messages.toReversed().map(bubbleOf));
  const screen = list.parentElement;
  if (screen) screen.scrollTop = screen.scrollHeight;
}

/** @param {Message} message */
function bubbleOf(message) {
  const item = document.createElement('li');
  item.className = `message ${message.channel}`;
  const bubble = child(item, 'div', 'bubble');
  bubble.dir = 'auto';
  if (message.channel === 'call') child(bubble, 'strong', 'kind', 'Incoming call');
  if (message.subject !== null) child(bubble, 'strong', 'kind', message.subject);
  for (const line of message.text.split('\n')) {
    const isForBrowsers = WEB_OTP_LINE.test(line);
    const paragraph = child(bubble, 'p', isForBrowsers ? 'web-otp' : 'line');
    paragraph.dir = isForBrowsers ? 'ltr' : 'auto';
    showLine(paragraph, line, isForBrowsers ? null : message.code);
  }
  const facts = [
    new Date(message.created_at).toLocaleTimeString('en-GB', { timeStyle: 'short' }),
    ...(message.encoding ? [ENCODINGS[message.encoding], segmentsOf(message)] : [message.channel]),
  ];
  child(item, 'small', 'facts', facts.join(' · '));
  return item;
}

/**
 * @param {HTMLElement} paragraph
 * @param {string} line
 * @param {string | null} code
 */
function showLine(paragraph, line, code) {
  const at = code === null ? -1 : line.indexOf(code);
  if (code === null || at < 0) {
    paragraph.textContent = line || '\u00a0';
    return;
  }
  paragraph.append(line.slice(0, at));
  child(paragraph, 'b', 'code', code).dir = 'ltr';
  paragraph.append(line.slice(at + code.length));
}

/** @param {Message} message */
function segmentsOf({ segments, text }) {
  return `${segments} ${segments === 1 ? 'segment' : 'segments'} · ${text.length} characters`;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {HTMLElement} parent
 * @param {T} tag
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function child(parent, tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

/**
 * The element of the page with this id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
}
