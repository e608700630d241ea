import { CurlLog } from './curl.js';
import { examplesFor } from './numbers.js';
import { byId, child, followMessages, showMessages } from './phone.js';

/**
 * @typedef {import('./phone.js').Message} Message
 * @typedef {HTMLElement & { fetch: (url: string, init: RequestInit) => Promise<Response>, reset(): void }} RamzVerify
 */

const LANGUAGES = { fa: 'فارسی', en: 'English', es: 'Español' };
const query = new URLSearchParams(location.search);
const language = languageOf(query.get('lang') ?? navigator.language);
const log = new CurlLog(byId('log'));
/** Who got something on this page: the phone shows their messages. @type {Set<string>} */
const recipients = new Set();
/** @type {Message[]} */
let all = [];

for (const [code, name] of Object.entries(LANGUAGES)) {
  const link = child(byId('languages'), 'a', 'language', name);
  const address = new URL(location.href);
  address.searchParams.set('lang', code);
  link.href = address.href;
  link.lang = code;
  if (code === language) link.setAttribute('aria-current', 'true');
}

const element = /** @type {RamzVerify} */ (document.createElement('ramz-verify'));
element.lang = language;
for (const name of ['purpose', 'session', 'channels']) {
  const value = query.get(name);
  if (value) element.setAttribute(name, value);
}
element.fetch = async (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
  const response = await fetch(url, init);
  await Promise.all([log.add(url, init, response.clone()), readRecipient(response.clone())]);
  return response;
};
element.addEventListener('ramz-verified', () => {
  byId('restart').hidden = false;
});
byId('restart').addEventListener('click', restart);
byId('card').lang = language;
byId('card').dir = language === 'fa' ? 'rtl' : 'ltr';
byId('card').append(element);

void showExamples();
void followMessages((messages) => {
  all = messages;
  render();
});

function restart() {
  byId('restart').hidden = true;
  log.clear();
  element.reset();
}

/** @param {Response} response */
async function readRecipient(response) {
  const body = /** @type {Record<string, unknown>} */ (await response.json().catch(() => ({})));
  const recipient = body.phone_number ?? body.email;
  if (!response.ok || typeof recipient !== 'string' || body.challenge_id === undefined) return;
  recipients.clear();
  recipients.add(recipient);
  render();
}

function render() {
  const messages = all.filter(({ to }) => recipients.has(to));
  byId('no-messages').hidden = messages.length > 0;
  byId('owner').textContent = [...recipients][0] ?? 'The phone';
  showMessages(byId('messages'), messages);
}

async function showExamples() {
  const response = await fetch('/api/v1/auth/options');
  if (!response.ok) return;
  const { numbers, mailboxes } = examplesFor(await response.json());
  byId('numbers').hidden = numbers.length + mailboxes.length === 0;
  for (const [attribute, examples] of Object.entries({ 'phone-number': numbers, email: mailboxes })) {
    for (const { contact, says } of examples) {
      const button = child(child(byId('number-list'), 'li', 'example'), 'button', 'number');
      button.type = 'button';
      child(button, 'bdi', 'contact', contact).dir = 'ltr';
      child(button, 'span', 'says', says);
      button.addEventListener('click', () => {
        element.setAttribute(attribute, contact);
        restart();
      });
    }
  }
}

/** @param {string} tag */
function languageOf(tag) {
  const [code = ''] = tag.toLowerCase().split('-');
  return code in LANGUAGES ? code : 'en';
}
