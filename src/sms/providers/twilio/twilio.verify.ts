import type { SendFailure, SendOutcome, SmsRequest } from '../provider.contract.js';
import { type TwilioClient, unreadable } from './twilio.client.js';
import { verificationCheckSchema, verificationSchema } from './twilio.schemas.js';
import { CHECKS_EXHAUSTED, NOT_FOUND } from './twilio.status-codes.js';

/**
 * Languages of Verify's own texts (https://www.twilio.com/docs/verify/supported-languages). It answers 404 to any other,
 * Persian among them; without one it goes by the recipient's country.
 */
const LOCALES = new Set(
  (
    'af ar ca zh zh-cn zh-hk hr cs da nl en en-gb et fi fr de el he hi hu id it ja kn ko lt ms mr nb pl pt pt-br ro ru ' +
    'sk es sv tl te th tr'
  ).split(' '),
);
const CODE = /^[\p{L}\p{N}]{4,10}$/u;

/** Twilio Verify: https://www.twilio.com/docs/verify/api/verification. */
export class TwilioVerify {
  private readonly service: string;

  constructor(
    serviceSid: string,
    private readonly client: TwilioClient,
  ) {
    this.service = `/v2/Services/${encodeURIComponent(serviceSid)}`;
  }

  /** Sends our code, or without one a code that Twilio makes. */
  async start(
    { recipient, channel }: Pick<SmsRequest, 'recipient' | 'channel'>,
    content: { locale: string; code?: string },
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    if (content.code !== undefined && !CODE.test(content.code)) {
      return {
        outcome: 'misconfigured',
        meaning: 'Twilio Verify takes codes of 4 to 10 letters and digits only.',
        tryNextMethod: true,
      };
    }
    const form = {
      To: recipient,
      Channel: channel,
      ...(content.code === undefined ? {} : { CustomCode: content.code }),
      ...localeOf(content.locale),
    };
    const call = { method: 'verify', signal, sends: true } as const;
    const answer = await this.client.post(`${this.service}/Verifications`, form, call);
    if ('failure' in answer) return answer.failure;
    const verification = verificationSchema.safeParse(answer.body);
    if (!verification.success) return unreadable('verification');
    return { outcome: 'accepted', providerMessageId: verification.data.sid };
  }

  /** Due for each of our codes that was entered rightly. */
  async approve(sid: string, signal: AbortSignal): Promise<void> {
    const failure = await this.end(sid, 'approved', signal);
    if (failure) throw new Error(failure.meaning);
  }

  /** For ten minutes Twilio sends the same code again, whatever it is asked for; not after this. */
  async cancel(sid: string, signal: AbortSignal): Promise<SendFailure | undefined> {
    return this.end(sid, 'canceled', signal);
  }

  /** An approved, expired or deleted verification is not found any more. */
  async check(
    sid: string,
    code: string,
    signal: AbortSignal,
  ): Promise<'right' | 'wrong' | 'exhausted' | 'ended' | SendFailure> {
    // Verify refuses such a call before it looks at the code.
    if (!CODE.test(code)) return 'wrong';
    const form = { Code: code, VerificationSid: sid };
    const answer = await this.client.post(`${this.service}/VerificationCheck`, form, { method: 'verify', signal });
    if ('failure' in answer) {
      const { rawCode } = answer.failure;
      if (rawCode === CHECKS_EXHAUSTED) return 'exhausted';
      return rawCode === NOT_FOUND || (rawCode === undefined && answer.httpStatus === 404) ? 'ended' : answer.failure;
    }
    switch (verificationCheckSchema.safeParse(answer.body).data?.status) {
      case 'approved':
        return 'right';
      case 'pending':
        return 'wrong';
      case 'max_attempts_reached':
        return 'exhausted';
      case 'canceled':
      case 'expired':
      case 'deleted':
      case 'failed':
        return 'ended';
      default:
        return { outcome: 'unknown', meaning: 'Twilio Verify did not say whether the code is right.' };
    }
  }

  /** One that has ended meanwhile is not found any more, and needs nothing. */
  private async end(
    sid: string,
    status: 'approved' | 'canceled',
    signal: AbortSignal,
  ): Promise<SendFailure | undefined> {
    const path = `${this.service}/Verifications/${encodeURIComponent(sid)}`;
    const answer = await this.client.post(path, { Status: status }, { method: 'verify', signal });
    return 'failure' in answer && answer.httpStatus !== 404 ? answer.failure : undefined;
  }
}

function localeOf(locale: string): { Locale?: string } {
  const [language = '', region] = locale.toLowerCase().split(/[-_]/);
  const known = [`${language}-${region}`, language].find((name) => LOCALES.has(name));
  if (!known) return {};
  const [name = '', country] = known.split('-');
  return { Locale: country ? `${name}-${country.toUpperCase()}` : name };
}
