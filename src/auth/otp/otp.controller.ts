import { Inject, Body, Controller, Get, Headers, HttpCode, Ip, Param, Post, Res, UseGuards } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiParam, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { otpConfig, type OtpConfig } from './otp.config.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/index.js';
import {
  IpThrottlerGuard,
  LimitByIp,
  ruleForCodeRequest,
  setRateLimitHeaders,
  tooManyRequests,
} from '../../throttling/index.js';
import { sessionConfig, type SessionConfig } from '../sessions/session.config.js';
import { setSessionCookies } from '../sessions/session-cookies.js';
import { SessionService } from '../sessions/session.service.js';
import { toUserDto } from '../users/user.dto.js';
import {
  VERIFICATION_TOKEN_SECONDS,
  VerificationTokenService,
} from '../verification-tokens/verification-token.service.js';
import { ChallengeService } from './challenge.service.js';
import { CodeRequestService } from './code-request.service.js';
import { CodeVerificationService } from './code-verification.service.js';
import { toCodeSentDto, toError } from './otp.mapper.js';
import { AskForCodeDto, ChallengeDto, CodeSentDto, SignedInDto, VerifiedDto, VerifyCodeDto } from './otp.dto.js';
import { signsIn } from './purpose.policy.js';

export const CODE_REQUEST_PROBLEMS = [
  ...BODY_PROBLEMS,
  'phone_number_invalid',
  'email_invalid',
  'email_disabled',
  'captcha_required',
  'captcha_invalid',
  'destination_not_allowed',
  'rate_limited',
  'sms_disabled',
  'sms_not_configured',
  'sms_unavailable',
  'service_unavailable',
] as const;

export const ENTERED_CODE_PROBLEMS = [
  ...BODY_PROBLEMS,
  'otp_incorrect',
  'otp_expired',
  'otp_used',
  'otp_superseded',
  'otp_exhausted',
  'otp_not_found',
  'rate_limited',
  'sms_unavailable',
  'service_unavailable',
] as const;

@ApiTags('codes')
@UseGuards(IpThrottlerGuard)
@Controller(['api/v1/auth/otp', 'api/v1/usr/otp'])
export class OtpController {
  constructor(
    private readonly requests: CodeRequestService,
    private readonly verification: CodeVerificationService,
    private readonly challenges: ChallengeService,
    private readonly sessions: SessionService,
    private readonly verificationTokens: VerificationTokenService,
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
    @Inject(sessionConfig.KEY) private readonly session: SessionConfig,
  ) {}

  @Post()
  @HttpCode(200)
  @LimitByIp(ruleForCodeRequest)
  @ApiOperation({
    summary: 'Ask for a code',
    description:
      'Send `phone_number` or `email`. Answers as soon as the code is stored and queued; it is delivered in the background. ' +
      'With `phone_number` and the channel `email` the code goes to the address that the owner of the number has verified, ' +
      'and as a text where there is none; the answer does not tell which.',
  })
  @ApiOkResponse({ type: CodeSentDto, description: 'The code is on its way' })
  @ApiProblems(...CODE_REQUEST_PROBLEMS)
  async askForCode(
    @Body() body: AskForCodeDto,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CodeSentDto> {
    const sent = await this.requests.ask({
      recipient: { phoneNumber: body.phone_number, email: body.email },
      purpose: body.purpose,
      channel: body.channel,
      locale: body.locale,
      acceptLanguage,
      captchaToken: body.captcha_token,
      address,
    });
    setRateLimitHeaders(reply, sent.limits);
    if (sent.result === 'rate_limited') throw tooManyRequests(sent.retryAfterSeconds);
    return toCodeSentDto(sent, this.otp.length);
  }

  @Post('verify')
  @HttpCode(200)
  @LimitByIp('verify_ip')
  @ApiOperation({
    summary: 'Verify a code',
    description:
      'Send `challenge_id`, or what the code was asked for with, and `code`. With the purposes `login` and `registration` ' +
      'a right code opens a session, and a number or address that is new becomes a user. With the others it earns a ' +
      '`verification_token` for your own backend.',
  })
  @ApiExtraModels(SignedInDto, VerifiedDto)
  @ApiOkResponse({
    description: 'The code was right',
    schema: { oneOf: [SignedInDto, VerifiedDto].map((dto) => ({ $ref: getSchemaPath(dto) })) },
  })
  @ApiProblems(...ENTERED_CODE_PROBLEMS, 'phone_number_invalid', 'email_invalid', 'challenge_required', 'forbidden')
  async verifyCode(
    @Body() body: VerifyCodeDto,
    @Headers('user-agent') userAgent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto | VerifiedDto> {
    const entered = {
      recipient: { phoneNumber: body.phone_number, email: body.email },
      challengeId: body.challenge_id,
      code: body.code ?? body.otp_code ?? '',
      purpose: body.purpose,
    };
    void reply.header('Cache-Control', 'no-store');
    if (!signsIn(body.purpose)) {
      const result = await this.verification.verify(entered, (id) => this.verificationTokens.issue(id));
      if (result.result !== 'verified') throw toError(result);
      return { verification_token: result.value, expires_in: VERIFICATION_TOKEN_SECONDS };
    }
    const result = await this.verification.verify(entered, (id) => this.sessions.signIn(id, userAgent));
    if (result.result !== 'verified') throw toError(result);
    const { user, tokens } = result.value;
    setSessionCookies(reply, tokens, this.session);
    return {
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
      token_type: 'Bearer',
      expires_in: tokens.expiresIn,
      user: toUserDto(user),
      is_new_user: user.isNew,
    };
  }

  @Get(':challenge_id')
  @ApiOperation({
    summary: 'Look at a challenge',
    description: 'Tells the client that asked for a code how far it has come, and from when to offer to send it again.',
  })
  @ApiParam({ name: 'challenge_id', format: 'uuid', description: 'As the request for the code was answered with' })
  @ApiOkResponse({ type: ChallengeDto, description: 'Where the code and its message stand' })
  @ApiProblems('otp_not_found', 'not_found', 'service_unavailable')
  async showChallenge(@Param('challenge_id') challengeId: string): Promise<ChallengeDto> {
    if (!isUUID(challengeId)) throw new AppError('not_found');
    const challenge = await this.challenges.find(challengeId);
    return {
      status: challenge.status,
      delivery: challenge.delivery,
      expires_in: challenge.expiresInSeconds,
      resend_in: challenge.resendInSeconds,
      attempts_left: challenge.attemptsLeft,
      detail: challenge.detail,
    };
  }
}
