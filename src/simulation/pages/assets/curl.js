import { child } from './phone.js';

/** So that the log can be read: tokens are hundreds of characters long. */
const LONGEST_VALUE = 44;

/**
 * The command that makes the same request.
 * @param {string} url
 * @param {RequestInit} init
 */
export function curlOf(url, init) {
  const address = new URL(url, location.href).href;
  const headers = [...new Headers(init.headers)].map(([name, value]) => ` \\\n  -H '${name}: ${value}'`);
  const body = typeof init.body === 'string' ? ` \\\n  -d '${init.body.replaceAll("'", String.raw`'\''`)}'` : '';
  return `curl -s ${address}${headers.join('')}${body}`;
}

/** Requests and their answers, each with its command. Repetitions of a question are counted in one entry. */
export class CurlLog {
  /** @param {HTMLElement} list */
  constructor(list) {
    this.list = list;
    this.last = '';
    this.times = 1;
  }

  /**
   * @param {string} url
   * @param {RequestInit} init
   * @param {Response} response
   */
  async add(url, init, response) {
    const command = curlOf(url, init);
    const answer = await response.text();
    const isRepetition = command === this.last && this.list.lastElementChild !== null;
    this.times = isRepetition ? this.times + 1 : 1;
    this.last = command;
    if (isRepetition) this.list.lastElementChild?.remove();
    const item = child(this.list, 'li', response.ok ? 'ok' : 'refused');
    child(item, 'pre', 'command', command);
    const times = this.times > 1 ? ` (asked ${this.times} times)` : '';
    child(item, 'p', 'status', `${response.status}${times}`);
    child(item, 'pre', 'answer', shortened(answer));
    const screen = this.list.parentElement;
    if (screen) screen.scrollTop = screen.scrollHeight;
  }

  clear() {
    this.list.replaceChildren();
    this.last = '';
  }
}

/** @param {string} text */
function shortened(text) {
  try {
    const shorten = (/** @type {string} */ _name, /** @type {unknown} */ value) =>
      typeof value === 'string' && value.length > LONGEST_VALUE && !value.includes(' ')
        ? `${value.slice(0, LONGEST_VALUE)}…`
        : value;
    return JSON.stringify(JSON.parse(text, shorten), undefined, 2);
  } catch {
    return text;
  }
}
