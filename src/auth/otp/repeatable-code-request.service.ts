import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock, secondsBetween } from '../../common/clock.js';
import { IdempotencyService, type Plan } from '../../idempotency/index.js';
import { LimitService, ruleForCodeRequest, tooManyRequests } from '../../throttling/index.js';
import { CodeRequestService, type CodeRequest, type SentCode } from './code-request.service.js';
import { OtpTokenRepository } from './otp-token.repository.js';

const KEPT_MS = 10 * 60_000;
/** A shorter key can be guessed, so it is known only at the address that sent it. */
const SECRET_LENGTH = 16;

/** Requests for codes that are repeated with the same `Idempotency-Key` send one code (docs/adr/0024). */
@Injectable()
export class RepeatableCodeRequestService {
  constructor(
    private readonly requests: CodeRequestService,
    private readonly idempotency: IdempotencyService,
    private readonly otpTokens: OtpTokenRepository,
    private readonly limits: LimitService,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError as `CodeRequestService.ask` and `IdempotencyService.once` do, and rate_limited */
  async ask(request: CodeRequest, key: string): Promise<{ sent: SentCode; replayed: boolean }> {
    const { recipient, purpose, channel, locale } = request;
    const body = [recipient.phoneNumber, recipient.email, purpose, channel, locale];
    let sent: SentCode | undefined;
    const { answer, replayed } = await this.idempotency.once(
      { caller: this.callerOf(request, key), key, body, keptMs: KEPT_MS },
      async (plan) => {
        sent = await this.run(request, plan);
        return { status: 200, challengeId: sent.challengeId };
      },
    );
    if (replayed) {
      const limit = ruleForCodeRequest({ body: { purpose } });
      await this.limits.giveBackAddress(limit, request.client.address, new Date(this.clock.now()));
    }
    return { sent: sent ?? (await this.sentBefore(answer.challengeId)), replayed };
  }

  private async run(request: CodeRequest, { id, resumed }: Plan): Promise<SentCode> {
    const earlier = resumed ? await this.find(id) : undefined;
    if (earlier) return earlier;
    const result = await this.requests.ask({ ...request, challengeId: id });
    // Not stored, so that the request may be repeated later.
    if (result.result === 'rate_limited') throw tooManyRequests(result.retryAfterSeconds);
    return result;
  }

  private async sentBefore(challengeId: string): Promise<SentCode> {
    const sent = await this.find(challengeId);
    if (!sent) throw new AppError('otp_not_found');
    return sent;
  }

  /** The code with what is left of its times now. */
  private async find(challengeId: string): Promise<SentCode | undefined> {
    const state = await this.otpTokens.challenge(challengeId);
    if (!state) return undefined;
    const now = this.clock.now();
    return {
      recipient: state.recipient,
      channel: state.channel,
      challengeId,
      expiresInSeconds: secondsBetween(now, state.expiresAt.getTime()),
      resendInSeconds: secondsBetween(now, state.resendAt.getTime()),
    };
  }

  /** The names of administrators, who are the other callers, have no space. */
  private callerOf({ client }: CodeRequest, key: string): string {
    if (key.length >= SECRET_LENGTH) return 'code request';
    return `code request from ${this.limits.requesterKeyOf({ address: client.address })}`;
  }
}
