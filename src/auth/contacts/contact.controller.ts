import {
  Inject,
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Ip,
  Patch,
  Post,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppError } from '../../common/app-error.js';
import { otpConfig, type OtpConfig } from '../otp/otp.config.js';
import { ApiProblems } from '../../http/index.js';
import { IpThrottlerGuard, LimitByIp, setRateLimitHeaders, tooManyRequests } from '../../throttling/index.js';
import type { CodeResult, DeliveryOptions } from '../otp/code-request.service.js';
import { toCodeSentDto, toError } from '../otp/otp.mapper.js';
import { CODE_REQUEST_PROBLEMS, ENTERED_CODE_PROBLEMS } from '../otp/otp.controller.js';
import { CodeSentDto, EnteredCodeDto, type DeliveryOptionsDto } from '../otp/otp.dto.js';
import type { RecipientKind } from '../otp/recipient.js';
import { BearerGuard, CurrentCaller } from '../sessions/bearer.guard.js';
import type { Caller } from '../sessions/session.service.js';
import { toUserDto } from '../users/user.dto.js';
import { UserRepository, type UserRecord } from '../users/user.repository.js';
import {
  ChangeMeDto,
  ContactVerifiedDto,
  MeChangedDto,
  MeDto,
  SendEmailCodeDto,
  SendPhoneCodeDto,
} from './contact.dto.js';
import { ContactService, type Change } from './contact.service.js';

@ApiTags('account')
@ApiBearerAuth()
@UseGuards(IpThrottlerGuard, BearerGuard)
@Controller('api/v1/auth')
export class ContactController {
  constructor(
    private readonly contacts: ContactService,
    private readonly users: UserRepository,
    @Inject(otpConfig.KEY) private readonly config: OtpConfig,
  ) {}

  @Get('me')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getMe', summary: 'The signed-in user' })
  @ApiOkResponse({ type: MeDto, description: 'Who the access token stands for' })
  @ApiProblems('unauthorized', 'service_unavailable')
  async me(@CurrentCaller() caller: Caller): Promise<MeDto> {
    const user = await this.users.find(caller.userId);
    if (!user) throw new AppError('unauthorized');
    return toMeDto(user);
  }

  @Patch('me')
  @LimitByIp('otp_ip')
  @ApiOperation({
    operationId: 'changeMe',
    summary: 'Change the phone number or the e-mail address',
    description:
      'Sends a code to the new one, which stands as `pending_…` until `verify-phone-otp` or `verify-email-otp` takes the ' +
      'code; then the old one is told. Sending what the account has already ends a change that was begun.',
  })
  @ApiOkResponse({ type: MeChangedDto, description: 'The user, and the code that is on its way' })
  @ApiProblems(...CODE_REQUEST_PROBLEMS, 'unauthorized')
  async changeMe(
    @CurrentCaller() caller: Caller,
    @Body() body: ChangeMeDto,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MeChangedDto> {
    const options = deliveryOptionsOf(body, acceptLanguage, address);
    const { user, code } = await this.contacts.change(caller.userId, changeOf(body), options);
    return Object.assign(toMeDto(user), code && { code: this.answer(code, reply) });
  }

  @Post('send-verification-sms')
  @HttpCode(200)
  @LimitByIp('otp_ip')
  @ApiOperation({
    operationId: 'sendVerificationSms',
    summary: "Send a code to the user's phone",
    description: 'To the number the user is changing to, where there is one.',
  })
  @ApiOkResponse({ type: CodeSentDto, description: 'The code is on its way' })
  @ApiProblems(...CODE_REQUEST_PROBLEMS, 'unauthorized')
  async sendVerificationSms(
    @CurrentCaller() caller: Caller,
    @Body() body: SendPhoneCodeDto,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CodeSentDto> {
    const options = deliveryOptionsOf(body, acceptLanguage, address);
    return this.answer(await this.contacts.sendCode(caller.userId, 'phone', options), reply);
  }

  @Post('send-verification-email')
  @HttpCode(200)
  @LimitByIp('otp_ip')
  @ApiOperation({
    operationId: 'sendVerificationEmail',
    summary: "Send a code to the user's e-mail address",
    description: 'To the address the user is changing to, where there is one.',
  })
  @ApiOkResponse({ type: CodeSentDto, description: 'The code is on its way' })
  @ApiProblems(...CODE_REQUEST_PROBLEMS, 'unauthorized')
  async sendVerificationEmail(
    @CurrentCaller() caller: Caller,
    @Body() body: SendEmailCodeDto,
    @Headers('accept-language') acceptLanguage: string | undefined,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CodeSentDto> {
    const options = deliveryOptionsOf(body, acceptLanguage, address);
    return this.answer(await this.contacts.sendCode(caller.userId, 'email', options), reply);
  }

  @Post('verify-phone-otp')
  @HttpCode(200)
  @LimitByIp('verify_ip')
  @ApiOperation({ operationId: 'verifyPhoneOtp', summary: "Enter the code that was sent to the user's phone" })
  @ApiOkResponse({ type: ContactVerifiedDto, description: 'The number is the user’s, and verified' })
  @ApiProblems(...ENTERED_CODE_PROBLEMS, 'unauthorized', 'contact_in_use')
  async verifyPhoneOtp(
    @CurrentCaller() caller: Caller,
    @Body() body: EnteredCodeDto,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<ContactVerifiedDto> {
    return { message: 'Phone number verified', user: await this.verify(caller, 'phone', body, acceptLanguage) };
  }

  @Post('verify-email-otp')
  @HttpCode(200)
  @LimitByIp('verify_ip')
  @ApiOperation({ operationId: 'verifyEmailOtp', summary: "Enter the code that was sent to the user's e-mail address" })
  @ApiOkResponse({ type: ContactVerifiedDto, description: 'The address is the user’s, and verified' })
  @ApiProblems(...ENTERED_CODE_PROBLEMS, 'unauthorized', 'contact_in_use')
  async verifyEmailOtp(
    @CurrentCaller() caller: Caller,
    @Body() body: EnteredCodeDto,
    @Headers('accept-language') acceptLanguage: string | undefined,
  ): Promise<ContactVerifiedDto> {
    return { message: 'E-mail address verified', user: await this.verify(caller, 'email', body, acceptLanguage) };
  }

  private answer(sent: CodeResult, reply: FastifyReply): CodeSentDto {
    setRateLimitHeaders(reply, sent.limits);
    if (sent.result === 'rate_limited') throw tooManyRequests(sent.retryAfterSeconds);
    return toCodeSentDto(sent, this.config.length);
  }

  private async verify(
    { userId }: Caller,
    kind: RecipientKind,
    { code, otp_code }: EnteredCodeDto,
    acceptLanguage: string | undefined,
  ): Promise<MeDto> {
    const result = await this.contacts.verify(userId, kind, code ?? otp_code ?? '', acceptLanguage);
    if (result.result !== 'verified') throw toError(result);
    return toMeDto(result.value);
  }
}

function toMeDto(user: UserRecord): MeDto {
  return Object.assign(toUserDto(user), { pending_phone_number: user.pendingPhone, pending_email: user.pendingEmail });
}

function deliveryOptionsOf(
  body: DeliveryOptionsDto,
  acceptLanguage: string | undefined,
  address: string,
): DeliveryOptions {
  return { channel: body.channel, locale: body.locale, captchaToken: body.captcha_token, acceptLanguage, address };
}

/** @throws AppError validation_failed */
function changeOf({ phone_number, email }: ChangeMeDto): Change {
  if (phone_number !== undefined && email === undefined) return { phoneNumber: phone_number };
  if (email !== undefined && phone_number === undefined) return { email };
  throw new AppError('validation_failed', { detail: 'send phone_number or email, one at a time' });
}
