import { createHash } from 'node:crypto';
import { maskPhoneNumber } from '../../../common/phone-number.js';
import type { Accepted, SendFailure, SendOutcome, SmsRequest } from '../provider.contract.js';
import { type TwilioClient, unreadable } from './twilio.client.js';
import type { TwilioOptions } from './twilio.options.js';
import { messagePageSchema, messageSchema, type TwilioMessage } from './twilio.schemas.js';
import { classify } from './twilio.status-codes.js';

/** Characters, whatever the alphabet. */
const MAX_TEXT_LENGTH = 1600;
/** Seconds: Twilio's own limit and default. */
const MAX_VALIDITY = 36_000;
/** Twilio's clock may be behind ours, and its dates have no milliseconds. */
const CLOCK_MARGIN_MS = 60_000;
/** Twenty of the longest texts stay below the limit of an answer. */
const PAGE_SIZE = 20;
const NOT_SENT = new Set(['failed', 'undelivered', 'canceled']);

/** Plain texts: https://www.twilio.com/docs/messaging/api/message-resource. */
export class TwilioMessages {
  private readonly account: string;

  constructor(
    private readonly options: TwilioOptions,
    private readonly client: TwilioClient,
  ) {
    this.account = `/2010-04-01/Accounts/${encodeURIComponent(options.accountSid)}`;
  }

  async send(request: SmsRequest, signal: AbortSignal): Promise<SendOutcome> {
    const sender = this.senderOf(request);
    if ('outcome' in sender) return sender;
    const { text, recipient, validForSeconds } = request;
    if (text.trim() === '' || text.length > MAX_TEXT_LENGTH) {
      return { outcome: 'rejected', meaning: `The text is empty or longer than ${MAX_TEXT_LENGTH} characters.` };
    }
    const form = {
      To: recipient,
      Body: text,
      ...sender,
      // Twilio would hold a message back for up to ten hours, and the code ends long before.
      ValidityPeriod: String(Math.min(Math.max(Math.floor(validForSeconds), 1), MAX_VALIDITY)),
      ...(this.options.statusCallbackUrl ? { StatusCallback: this.options.statusCallbackUrl } : {}),
    };
    const context = { method: 'plain', sender: shortened(sender) } as const;
    const answer = await this.client.post(`${this.account}/Messages.json`, form, { ...context, signal, sends: true });
    if ('failure' in answer) return answer.failure;
    const message = messageSchema.safeParse(answer.body);
    if (!message.success) return unreadable('message');
    const { status, error_code: code } = message.data;
    return NOT_SENT.has(status) ? classify(code ?? undefined, 400, context) : acceptedOf(message.data);
  }

  /**
   * Whether a text whose answer was lost went out, by recipient, time and text: Messages takes no key of ours. It does
   * not filter by `DateSent`, which a message that still waits does not have.
   */
  async find(request: SmsRequest, since: Date, signal: AbortSignal): Promise<Accepted | 'not_sent' | undefined> {
    const sender = this.senderOf(request);
    if ('outcome' in sender) return undefined;
    const query = new URLSearchParams({ To: request.recipient, PageSize: String(PAGE_SIZE) });
    if ('From' in sender) query.set('From', sender.From);
    const answer = await this.client.get(`${this.account}/Messages.json?${query.toString()}`, {
      method: 'plain',
      signal,
    });
    const page = 'failure' in answer ? undefined : messagePageSchema.safeParse(answer.body).data;
    if (!page) return undefined;
    const earliest = since.getTime() - CLOCK_MARGIN_MS;
    const recent = page.messages.filter((message) => !(Date.parse(message.date_created ?? '') < earliest));
    // A trial account puts a sentence before the text.
    const sent = recent.filter(
      ({ body, status }) => body?.trimEnd().endsWith(request.text.trimEnd()) && !NOT_SENT.has(status),
    );
    if (sent[0]) return acceptedOf(sent[0]);
    // Texts that Twilio keeps to itself may be ours, and so may those beyond the page, which comes newest first.
    const unseen = recent.some(({ body }) => !body) || (recent.length === page.messages.length && page.next_page_uri);
    return unseen ? undefined : 'not_sent';
  }

  /** Only a scheduled message can be taken back. */
  async cancel(sid: string, signal: AbortSignal): Promise<boolean> {
    const path = `${this.account}/Messages/${encodeURIComponent(sid)}.json`;
    const answer = await this.client.post(path, { Status: 'canceled' }, { method: 'plain', signal });
    return 'body' in answer && messageSchema.safeParse(answer.body).data?.status === 'canceled';
  }

  private senderOf({ sender, recipient }: SmsRequest): Sender | SendFailure {
    const { messagingServiceSid, from } = this.options;
    if (sender) return { From: sender };
    if (messagingServiceSid) return { MessagingServiceSid: messagingServiceSid };
    // The same sender for the same recipient, so that a conversation does not fall apart; and the fewest recipients
    // change theirs when the pool does.
    const [first, ...others] = from;
    if (first === undefined) {
      return {
        outcome: 'misconfigured',
        meaning: 'Twilio has no sender: set TWILIO_FROM_NUMBER or TWILIO_MESSAGING_SERVICE_SID.',
      };
    }
    const weight = (name: string) => createHash('sha256').update(`${recipient} ${name}`).digest('hex');
    return { From: others.reduce((best, name) => (weight(name) > weight(best) ? name : best), first) };
  }
}

type Sender = { From: string } | { MessagingServiceSid: string };

function shortened(sender: Sender): string | undefined {
  if (!('From' in sender)) return undefined;
  return /^\+?\d{7,}$/.test(sender.From) ? maskPhoneNumber(sender.From) : sender.From;
}

/** The price is mostly not known yet, and a Messaging Service does not know the segments either. */
function acceptedOf({ sid, price, price_unit: currency, num_segments: segments }: TwilioMessage): Accepted {
  return {
    outcome: 'accepted',
    providerMessageId: sid,
    ...(price == null || !currency ? {} : { cost: Math.abs(price), currency }),
    ...(segments ? { segments } : {}),
  };
}
