/**
 * Numbers whose texts end in each way, as docs/simulation.md lists them, and contacts that Ramz refuses.
 * @typedef {{ contact: string, says: string }} Example
 */

/** A number as people of the country write it, without its last four digits. */
const BEGINNINGS = { IR: '0912000', CO: '300000', ES: '612 60', US: '202 555 ', GB: '07400 12' };
/** The ending of a number, and what happens to its texts. */
const ENDINGS = [
  ['9991', 'cannot receive texts: refused at once'],
  ['9997', 'accepted but not delivered; the report comes within two minutes'],
  ['9993', 'fails once, and is sent by the second try'],
  ['9998', 'slow: sent after three seconds'],
  ['9992', 'every try fails for a time: repeated with pauses'],
  ['9994', 'the answer of the provider is lost'],
  ['9995', 'the account is refused: for 30 seconds every request gets 503'],
];
const MAILBOXES = [
  ['sam@example.com', 'arrives'],
  ['rejected@example.com', 'the mailbox does not exist'],
  ['transient@example.com', 'the mail server fails for a time'],
];

/**
 * @param {{ default_country: string, channels: string[] }} options
 * @returns {{ numbers: Example[], mailboxes: Example[] }}
 */
export function examplesFor({ default_country: country, channels }) {
  const beginning = /** @type {Record<string, string>} */ (BEGINNINGS)[country];
  const hasTexts = channels.includes('sms') || channels.includes('call');
  const numbers =
    beginning === undefined || !hasTexts
      ? []
      : [
          { contact: `${beginning}1234`, says: 'arrives' },
          ...ENDINGS.map(([ending, says = '']) => ({ contact: `${beginning}${ending}`, says })),
          { contact: '12345', says: 'is no number' },
          { contact: '+882 16 1234567', says: 'a network that gets no codes' },
        ];
  const mailboxes = channels.includes('email') ? MAILBOXES.map(([contact = '', says = '']) => ({ contact, says })) : [];
  return { numbers, mailboxes };
}
