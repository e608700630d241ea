import type { Accepted, SendOutcome, SmsRequest } from '../provider.contract.js';
import { acceptedWithoutId, refusedByRamz, textFault } from '../send-failures.js';
import type { TwilioClient } from './twilio.client.js';
import type { TwilioOptions } from './twilio.options.js';
import { messagePageSchema, messageSchema, type TwilioMessage } from './twilio.schemas.js';
import { maskedSender, TwilioSenders, type TwilioSender } from './twilio.senders.js';
import { classify } from './twilio.status-codes.js';
import { MESSAGE_ID_FIELD } from './twilio.webhook.js';

/** In characters of any alphabet. */
const MAX_TEXT_LENGTH = 1600;
/** In seconds: Twilio's limit and default. */
const MAX_VALIDITY = 36_000;
/** Twilio's clock may be slow, and its dates have no milliseconds. */
const CLOCK_MARGIN_MS = 60_000;
/** Twenty of the longest texts stay below the size limit of an answer. */
const PAGE_SIZE = 20;
const NOT_SENT = new Set(['failed', 'undelivered', 'canceled']);

/** Plain texts: https://www.twilio.com/docs/messaging/api/message-resource. */
export class TwilioMessages {
  private readonly account: string;
  private readonly senders: TwilioSenders;

  constructor(
    private readonly options: TwilioOptions,
    private readonly client: TwilioClient,
  ) {
    this.account = `/2010-04-01/Accounts/${encodeURIComponent(options.accountSid)}`;
    this.senders = new TwilioSenders(options);
  }

  /** After a refused sender, the next call for the same request uses another one. */
  async send(request: SmsRequest, signal: AbortSignal): Promise<SendOutcome> {
    const [sender] = this.senders.for(request);
    if (!sender) return refusedByRamz('Twilio', this.whyNoSender(request));
    const outcome = await this.sendFrom(sender, request, signal);
    if (outcome.outcome === 'accepted' || !this.senders.refuse(sender, outcome.rawCode, request)) return outcome;
    // Only this sender is throttled, not the account.
    const { throttled: _, ...failure } = outcome;
    return { ...failure, tryNextSender: true };
  }

  private async sendFrom(sender: TwilioSender, request: SmsRequest, signal: AbortSignal): Promise<SendOutcome> {
    const { text, recipient, validForSeconds } = request;
    const fault = textFault('Twilio', text, MAX_TEXT_LENGTH);
    if (fault) return fault;
    const form = {
      To: recipient,
      Body: text,
      ...sender,
      // By default Twilio keeps a waiting message for ten hours, but the code expires long before.
      ValidityPeriod: String(Math.min(Math.max(Math.floor(validForSeconds), 1), MAX_VALIDITY)),
      ...this.statusCallback(request),
    };
    const context = { method: 'plain', sender: maskedSender(sender) } as const;
    const answer = await this.client.post(`${this.account}/Messages.json`, form, { ...context, signal, sends: true });
    if ('failure' in answer) return answer.failure;
    const message = messageSchema.safeParse(answer.body);
    if (!message.success) return acceptedWithoutId('Twilio');
    const { status, error_code: code } = message.data;
    return NOT_SENT.has(status) ? classify(code ?? undefined, 400, context) : acceptedOf(message.data);
  }

  /**
   * Whether a text whose answer was lost was sent, by recipient, time and text, because Messages takes no id of ours. The
   * query has no `DateSent`, because a waiting message has none.
   */
  async find(request: SmsRequest, since: Date, signal: AbortSignal): Promise<Accepted | 'not_sent' | undefined> {
    const query = new URLSearchParams({ To: request.recipient, PageSize: String(PAGE_SIZE) });
    const answer = await this.client.get(`${this.account}/Messages.json?${query.toString()}`, {
      method: 'plain',
      signal,
    });
    const page = 'failure' in answer ? undefined : messagePageSchema.safeParse(answer.body).data;
    if (!page) return undefined;
    const earliest = since.getTime() - CLOCK_MARGIN_MS;
    const recent = page.messages.filter((message) => !(Date.parse(message.date_created ?? '') < earliest));
    // A trial account adds a sentence before the text.
    const sent = recent.filter(
      ({ body, status }) => body?.trimEnd().endsWith(request.text.trimEnd()) && !NOT_SENT.has(status),
    );
    if (sent[0]) return acceptedOf(sent[0]);
    // Texts that Twilio does not show may be ours, and so may those on older pages.
    const mayBeUnseen =
      recent.some(({ body }) => !body) || (recent.length === page.messages.length && page.next_page_uri);
    return mayBeUnseen ? undefined : 'not_sent';
  }

  /** The address has the id of the message, so that a report is matched even if the answer to this call was lost. */
  private statusCallback({ messageId }: SmsRequest): { StatusCallback?: string } {
    if (!this.options.statusCallbackUrl) return {};
    const url = new URL(this.options.statusCallbackUrl);
    url.searchParams.set(MESSAGE_ID_FIELD, messageId);
    return { StatusCallback: url.href };
  }

  private whyNoSender({ sender, country }: SmsRequest): string {
    const fix = sender ? 'name a number or none' : 'add a number to TWILIO_FROM_NUMBER';
    return sender || this.options.from.length > 0
      ? `texts to ${country} cannot come from a name; ${fix}`
      : 'there is no sender; set TWILIO_FROM_NUMBER or TWILIO_MESSAGING_SERVICE_SID';
  }

  /** Twilio cancels only scheduled messages. */
  async cancel(sid: string, signal: AbortSignal): Promise<boolean> {
    const path = `${this.account}/Messages/${encodeURIComponent(sid)}.json`;
    const answer = await this.client.post(path, { Status: 'canceled' }, { method: 'plain', signal });
    return 'body' in answer && messageSchema.safeParse(answer.body).data?.status === 'canceled';
  }
}

/** The price is usually not known yet, and with a Messaging Service neither are the segments. */
function acceptedOf({ sid, price, price_unit: currency, num_segments: segments }: TwilioMessage): Accepted {
  return {
    outcome: 'accepted',
    providerMessageId: sid,
    ...(price == null || !currency ? {} : { cost: Math.abs(price), currency }),
    ...(segments ? { segments } : {}),
  };
}
