import { Body, Controller, HttpCode, Post, Res, UseFilters } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { ApiProblems, BODY_PROBLEMS, BodyLimit, LARGE_BODY_LIMIT_KIB } from '../../http/index.js';
import { IdempotencyKey, IdempotencyService } from '../../idempotency/index.js';
import { LimitByIp } from '../../throttling/index.js';
import { AdminRoute, AuditCount, CurrentAdmin, type CountRows } from '../access/admin.decorator.js';
import type { Admin } from '../access/admin.guard.js';
import { AdminSendService } from './admin-send.service.js';
import { SendFailureFilter } from './send-failure.filter.js';
import { SendSmsDto, SmsQueuedDto, SmsSentDto } from './send.dto.js';
import { messagesOf } from './send-outcome.policy.js';

const KEPT_MS = 24 * 3_600_000;

@ApiTags('sms')
@AdminRoute('send')
@UseFilters(SendFailureFilter)
@Controller(['api/v1/sms/send', 'api/sms/send'])
export class SendController {
  constructor(
    private readonly sends: AdminSendService,
    private readonly idempotency: IdempotencyService,
  ) {}

  @Post()
  @HttpCode(200)
  @LimitByIp('admin_send_ip')
  @BodyLimit(LARGE_BODY_LIMIT_KIB)
  @ApiOperation({
    summary: 'Send a text, a template, or a text to many numbers',
    description:
      'For one receptor the answer is the outcome at the provider, unless `wait` is false. For several it lists what will be sent. ' +
      'The limit `admin_send_ip` allows 20 requests in five minutes per client address; `RATE_LIMITS` changes it. A bulk send counts as one.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Makes a repeat safe: for 24 hours the same key returns the first answer and sends nothing.',
  })
  @ApiOkResponse({ type: SmsSentDto, description: 'A provider accepted the message' })
  @ApiAcceptedResponse({ type: SmsQueuedDto, description: 'The messages will be sent' })
  @ApiProblems(
    ...BODY_PROBLEMS,
    'phone_number_invalid',
    'destination_not_allowed',
    'destination_suspended',
    'unauthorized',
    'forbidden',
    'reauthentication_required',
    'rate_limited',
    'idempotency_conflict',
    'idempotency_in_progress',
    'sms_rejected',
    'sms_unavailable',
    'sms_timeout',
    'sms_disabled',
    'sms_not_configured',
    'service_unavailable',
  )
  async sendSms(
    @Body() request: SendSmsDto,
    @CurrentAdmin() admin: Admin,
    @AuditCount() count: CountRows,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SmsSentDto | SmsQueuedDto> {
    const { answer, replayed } = await this.answerTo(request, admin.name, key, reply);
    count(replayed ? 0 : messagesOf(answer));
    if (replayed) void reply.header('Idempotency-Replayed', 'true');
    if ('problem' in answer) throw new AppError(answer.problem, { extensions: answer.members });
    void reply.status(answer.status);
    return answer.body;
  }

  private async answerTo(request: SendSmsDto, requestedBy: string, key: string | undefined, reply: FastifyReply) {
    if (key === undefined) {
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      return { answer: await this.sends.send({ request, requestedBy, signal: gone.signal }), replayed: false };
    }
    const { type, receptor, message, token, token2, token3, token10, token20, template, sender, wait } = request;
    // Without a value the later fields are absent, so that keys of an earlier release stay valid.
    const wideTokens = [token10, token20].some((value) => value !== undefined) ? [token10, token20] : [];
    const body = [type, receptor, message, token, token2, token3, template, sender, wait, ...wideTokens];
    // A repeat gets the same answer, so the wait goes on when the client disconnects.
    return this.idempotency.once({ caller: requestedBy, key, body, keptMs: KEPT_MS }, (plan) =>
      this.sends.send({ request, requestedBy, ...plan }),
    );
  }
}
