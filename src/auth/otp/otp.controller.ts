import { Body, Controller, Headers, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { AppConfig } from '../../config/index.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/index.js';
import {
  IpThrottlerGuard,
  LimitByIp,
  ruleForCodeRequest,
  setRateLimitHeaders,
  tooManyRequests,
} from '../../throttling/index.js';
import { AskForCodeDto, CodeSentDto, SignedInDto, VerifyCodeDto } from './otp.dto.js';
import { OtpService, type VerificationResult } from './otp.service.js';

@ApiTags('codes')
@UseGuards(IpThrottlerGuard)
@Controller(['api/v1/auth/otp', 'api/v1/usr/otp'])
export class OtpController {
  constructor(
    private readonly otp: OtpService,
    private readonly config: AppConfig,
  ) {}

  @Post()
  @HttpCode(200)
  @LimitByIp(ruleForCodeRequest)
  @ApiOperation({
    summary: 'Ask for a code',
    description: 'Answers as soon as the code is stored and queued; it is delivered in the background.',
  })
  @ApiOkResponse({ type: CodeSentDto, description: 'The code is on its way' })
  @ApiProblems(
    ...BODY_PROBLEMS,
    'phone_number_invalid',
    'destination_not_allowed',
    'rate_limited',
    'sms_disabled',
    'sms_not_configured',
    'sms_unavailable',
    'service_unavailable',
  )
  async askForCode(
    @Body() body: AskForCodeDto,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CodeSentDto> {
    const sent = await this.otp.ask({
      phoneNumber: body.phone_number,
      purpose: body.purpose,
      channel: body.channel,
      locale: body.locale,
      acceptLanguage,
    });
    setRateLimitHeaders(reply, sent.limits);
    if (sent.result === 'rate_limited') throw tooManyRequests(sent.retryAfterSeconds);
    return {
      phone_number: sent.recipient,
      message: 'OTP sent successfully',
      expires_in: sent.expiresInSeconds,
      resend_in: sent.resendInSeconds,
      challenge_id: sent.challengeId,
      channel: body.channel,
      code_length: this.config.otp.length,
    };
  }

  @Post('verify')
  @HttpCode(200)
  @LimitByIp('verify_ip')
  @ApiOperation({
    summary: 'Verify a code and sign in',
    description: 'Send `phone_number` or `challenge_id`, and `code`. A number that is new becomes a user.',
  })
  @ApiOkResponse({ type: SignedInDto, description: 'The code was right: a session for its number' })
  @ApiProblems(
    ...BODY_PROBLEMS,
    'phone_number_invalid',
    'challenge_required',
    'otp_incorrect',
    'otp_expired',
    'otp_used',
    'otp_superseded',
    'otp_exhausted',
    'otp_not_found',
    'rate_limited',
    'service_unavailable',
  )
  async verifyCode(
    @Body() body: VerifyCodeDto,
    @Headers('user-agent') userAgent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    const result = await this.otp.verify({
      phoneNumber: body.phone_number,
      challengeId: body.challenge_id,
      code: body.code ?? body.otp_code ?? '',
      purpose: body.purpose,
      userAgent,
    });
    if (result.result !== 'signed_in') throw refusal(result);
    void reply.header('Cache-Control', 'no-store');
    const { user, tokens } = result;
    return {
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
      token_type: 'Bearer',
      expires_in: tokens.expiresIn,
      user: { id: user.id, phone_number: user.phone, created_at: user.createdAt.toISOString() },
      is_new_user: user.isNew,
    };
  }
}

function refusal(refused: Exclude<VerificationResult, { result: 'signed_in' }>): AppError {
  switch (refused.result) {
    case 'incorrect':
      return new AppError('otp_incorrect', { members: { attempts_left: refused.attemptsLeft } });
    case 'superseded':
      return new AppError('otp_superseded', { members: { attempts_left: refused.attemptsLeft } });
    case 'rate_limited':
      return tooManyRequests(refused.retryAfterSeconds);
    default:
      return new AppError(`otp_${refused.result}`);
  }
}
