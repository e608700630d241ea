import { byId, child, followMessages, showMessages } from './phone.js';

/** @typedef {import('./phone.js').Message} Message */

const recipients = byId('recipients');
/** @type {Message[]} */
let all = [];

void followMessages((messages) => {
  all = messages;
  render();
});
addEventListener('hashchange', render);

function render() {
  const names = [...new Set(all.map(({ to }) => to))];
  const asked = decodeURIComponent(location.hash.slice(1));
  const chosen = names.includes(asked) ? asked : names[0];
  recipients.replaceChildren(...names.map((name) => linkTo(name, name === chosen)));
  byId('empty').hidden = names.length > 0;
  byId('phone').hidden = chosen === undefined;
  byId('owner').textContent = chosen ?? '';
  byId('phone').classList.toggle('mailbox', chosen?.includes('@') === true);
  showMessages(
    byId('messages'),
    all.filter(({ to }) => to === chosen),
  );
}

/**
 * @param {string} name
 * @param {boolean} isChosen
 */
function linkTo(name, isChosen) {
  const item = document.createElement('li');
  const link = child(item, 'a', 'recipient');
  link.href = `#${encodeURIComponent(name)}`;
  if (isChosen) link.setAttribute('aria-current', 'true');
  child(link, 'bdi', 'name', name);
  const messages = all.filter(({ to }) => to === name);
  child(link, 'span', 'count', String(messages.length));
  return item;
}
