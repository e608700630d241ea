import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { ApiProblems, ClientContext, UuidPipe, type Client } from '../../http/index.js';
import { IdempotencyKey } from '../../idempotency/index.js';
import { LimitByIp, ruleForCodeRequest } from '../../throttling/index.js';
import { sessionConfig, type SessionConfig } from '../sessions/session.config.js';
import { setSessionCookies } from '../sessions/session-cookies.js';
import { CookieSessionDto, SignedInDto } from '../sessions/session.dto.js';
import { toCookieSessionDto, toSignedInDto } from '../sessions/session.mapper.js';
import { SessionService } from '../sessions/session.service.js';
import { VerifiedDto } from '../verification-tokens/verification-token.dto.js';
import { toVerifiedDto } from '../verification-tokens/verification-token.mapper.js';
import { VerificationTokenService } from '../verification-tokens/verification-token.service.js';
import { ChallengeService } from './challenge.service.js';
import { CodeRequestService } from './code-request.service.js';
import { respondToCodeRequest } from './code-sent.response.js';
import { CodeVerificationService } from './code-verification.service.js';
import { otpConfig, type OtpConfig } from './otp.config.js';
import { AskForCodeDto, ChallengeDto, CodeSentDto, VerifyCodeDto } from './otp.dto.js';
import { codeOf, deliveryOptionsOf, toChallengeDto, toCodeSentDto, toRefusalError } from './otp.mapper.js';
import { CODE_REQUEST_PROBLEMS, ENTERED_CODE_PROBLEMS } from './otp.problems.js';
import { signsIn } from './purpose.policy.js';
import { RepeatableCodeRequestService } from './repeatable-code-request.service.js';
import { VerifyThrottlerGuard } from './verify-throttler.guard.js';

@ApiTags('codes')
@Controller(['api/v1/auth/otp', 'api/v1/usr/otp'])
export class OtpController {
  constructor(
    private readonly requests: CodeRequestService,
    private readonly repeatableRequests: RepeatableCodeRequestService,
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
    summary: 'Request a code',
    description:
      'Send `phone_number` or `email`. The answer comes as soon as the code is stored and queued; it is delivered in the ' +
      'background. With `phone_number` and the channel `email`, the code goes to the address that the owner of the number ' +
      'has verified, or as a text if there is none; the answer does not reveal which.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Makes a repeat safe: for ten minutes the same key and body return the same challenge and send nothing more. A ' +
      'random text, such as a UUID; one with less than 16 characters is known only at the address that sent it.',
  })
  @ApiOkResponse({ type: CodeSentDto, description: 'The code will be sent' })
  @ApiProblems(...CODE_REQUEST_PROBLEMS, 'idempotency_conflict', 'idempotency_in_progress', 'otp_not_found')
  async askForCode(
    @Body() body: AskForCodeDto,
    @ClientContext() client: Client,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CodeSentDto> {
    const recipient = { phoneNumber: body.phone_number, email: body.email };
    const request = { ...deliveryOptionsOf(body, client), recipient, purpose: body.purpose };
    if (key === undefined) return respondToCodeRequest(await this.requests.ask(request), this.otp.length);
    const { sent, replayed } = await this.repeatableRequests.ask(request, key);
    if (replayed) void reply.header('Idempotency-Replayed', 'true');
    return toCodeSentDto(sent, this.otp.length);
  }

  @Post('verify')
  @HttpCode(200)
  @LimitByIp('verify_ip', VerifyThrottlerGuard)
  @ApiOperation({
    summary: 'Verify a code',
    description:
      'Send `code` with `challenge_id`, or with the number or address it was requested for; both have to match if both are ' +
      'sent. For the purposes `login` and ' +
      '`registration` a right code opens a session, and a new number or address becomes a user. For the others it earns ' +
      'a `verification_token` for your own backend. With `session: "cookie"` the tokens of the session are in cookies, and ' +
      'not in the body.',
  })
  @ApiExtraModels(SignedInDto, CookieSessionDto, VerifiedDto)
  @ApiOkResponse({
    description: 'The code is right',
    schema: { anyOf: [SignedInDto, CookieSessionDto, VerifiedDto].map((dto) => ({ $ref: getSchemaPath(dto) })) },
  })
  @ApiProblems(...ENTERED_CODE_PROBLEMS, 'phone_number_invalid', 'email_invalid', 'challenge_required', 'forbidden')
  async verifyCode(
    @Body() body: VerifyCodeDto,
    @ClientContext() { userAgent }: Client,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto | CookieSessionDto | VerifiedDto> {
    if (body.session === 'cookie' && !this.session.cookies) throw noCookies();
    const code = codeOf(body, this.otp.length);
    const challengeId = body.challenge_id;
    const purpose = body.purpose ?? (await this.challenges.purposeOf(challengeId));
    const recipient = { phoneNumber: body.phone_number, email: body.email };
    const entered = { recipient, challengeId, code, purpose };
    void reply.header('Cache-Control', 'no-store');
    if (!signsIn(purpose)) {
      const result = await this.verification.verify(entered, (id) => this.verificationTokens.issue(id));
      if (result.result !== 'verified') throw toRefusalError(result);
      return toVerifiedDto(result.value);
    }
    const result = await this.verification.verify(entered, (id) => this.sessions.signIn(id, userAgent));
    if (result.result !== 'verified') throw toRefusalError(result);
    if (body.session === 'token') return toSignedInDto(result.value);
    setSessionCookies(reply, result.value.tokens);
    return toCookieSessionDto(result.value);
  }

  @Get(':challenge_id')
  @ApiOperation({
    summary: 'Get the state of a challenge',
    description: 'Shows the client that requested a code how far it is, and when to offer to resend it.',
  })
  @ApiParam({ name: 'challenge_id', format: 'uuid', description: 'From the answer to the request for the code' })
  @ApiOkResponse({ type: ChallengeDto, description: 'The state of the code and of its message' })
  @ApiProblems('otp_not_found', 'not_found', 'service_unavailable')
  async showChallenge(@Param('challenge_id', new UuidPipe()) challengeId: string): Promise<ChallengeDto> {
    return toChallengeDto(await this.challenges.find(challengeId));
  }
}

function noCookies(): AppError {
  const sentence = 'session must be token: cookies are switched off';
  return new AppError('validation_failed', { detail: sentence, errors: { session: [sentence] } });
}
