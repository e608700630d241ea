import type { SendFailure, SendOutcome, SmsRequest } from '../provider.contract.js';
import { acceptedWithoutId, methodUnusable } from '../send-failures.js';
import type { TwilioClient } from './twilio.client.js';
import { localeOf } from './twilio.locales.js';
import { verificationCheckSchema, verificationSchema } from './twilio.schemas.js';
import { NOT_FOUND } from './twilio.status-codes.js';
import { CHECKS_EXHAUSTED } from './twilio.verify-codes.js';

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

  /** Sends our code, or a code that Twilio makes. */
  async start(
    { recipient, channel }: Pick<SmsRequest, 'recipient' | 'channel'>,
    content: { locale: string; code?: string },
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    if (content.code !== undefined && !CODE.test(content.code)) {
      return methodUnusable('Twilio Verify', 'it takes codes of 4 to 10 letters and digits');
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
    if (!verification.success) return acceptedWithoutId('Twilio Verify');
    return { outcome: 'accepted', providerMessageId: verification.data.sid };
  }

  /** Twilio requires this for each of our codes that was entered correctly. */
  async approve(sid: string, signal: AbortSignal): Promise<void> {
    const path = `${this.service}/Verifications/${encodeURIComponent(sid)}`;
    const answer = await this.client.post(path, { Status: 'approved' }, { method: 'verify', signal });
    // A verification that is not found has already ended.
    if ('failure' in answer && answer.httpStatus !== 404) throw new Error(answer.failure.meaning);
  }

  /** Twilio no longer finds a verification that is approved, expired or deleted. */
  async check(
    sid: string,
    code: string,
    signal: AbortSignal,
  ): Promise<'right' | 'wrong' | 'exhausted' | 'ended' | SendFailure> {
    // Verify refuses such a code without checking it.
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
        return { outcome: 'unknown', meaning: 'Twilio Verify did not report whether the code is correct.' };
    }
  }
}
