import { Body, Controller, Get, Header, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AppError } from '../../common/app-error.js';
import type { RecipientKind } from '../../common/recipient.js';
import { ApiProblems, ClientContext, type Client } from '../../http/index.js';
import { LimitByIp } from '../../throttling/index.js';
import { respondToCodeRequest } from '../otp/code-sent.response.js';
import { otpConfig, type OtpConfig } from '../otp/otp.config.js';
import { CodeSentDto, EnteredCodeDto } from '../otp/otp.dto.js';
import { codeOf, deliveryOptionsOf, toRefusalError } from '../otp/otp.mapper.js';
import { CODE_REQUEST_PROBLEMS, ENTERED_CODE_PROBLEMS } from '../otp/otp.problems.js';
import { BearerRoute, CurrentCaller } from '../sessions/bearer.decorator.js';
import type { Caller } from '../sessions/session.repository.js';
import { UserRepository } from '../users/user.repository.js';
import {
  ChangeMeDto,
  ContactVerifiedDto,
  MeChangedDto,
  MeDto,
  SendEmailCodeDto,
  SendPhoneCodeDto,
} from './contact.dto.js';
import { toMeDto } from './contact.mapper.js';
import { ContactService, type Change } from './contact.service.js';

@ApiTags('account')
@Controller('api/v1/auth')
export class ContactController {
  constructor(
    private readonly contacts: ContactService,
    private readonly users: UserRepository,
    @Inject(otpConfig.KEY) private readonly otp: OtpConfig,
  ) {}

  @Get('me')
  @Header('Cache-Control', 'no-store')
  @BearerRoute()
  @ApiOperation({ operationId: 'getMe', summary: 'Get the signed-in user' })
  @ApiOkResponse({ type: MeDto, description: 'The user of the access token' })
  @ApiProblems('unauthorized', 'service_unavailable')
  async me(@CurrentCaller() caller: Caller): Promise<MeDto> {
    const user = await this.users.find(caller.userId);
    if (!user) throw new AppError('unauthorized');
    return toMeDto(user);
  }

  @Patch('me')
  @BearerRoute()
  @LimitByIp('otp_ip')
  @ApiOperation({
    operationId: 'changeMe',
    summary: 'Change or remove the phone number or the e-mail address',
    description:
      'Sends a code to the new one, which is shown as `pending_…` until `verify-phone-otp` or `verify-email-otp` accepts ' +
      'the code. Sending the current number or address cancels a change, and `null` removes it at once, unless it is the ' +
      'last verified one. A change is reported to every verified number and address that the account had before, and ends ' +
      "the user's other sessions. It needs a sign-in, or a code to a verified number or address, of the last ten minutes.",
  })
  @ApiOkResponse({ type: MeChangedDto, description: 'The user, and the code that will be sent' })
  @ApiProblems(...CODE_REQUEST_PROBLEMS, 'unauthorized', 'reauthentication_required')
  async changeMe(
    @CurrentCaller() caller: Caller,
    @Body() body: ChangeMeDto,
    @ClientContext() client: Client,
  ): Promise<MeChangedDto> {
    const options = deliveryOptionsOf(body, client);
    const { user, code } = await this.contacts.change(caller, changeOf(body), options);
    return Object.assign(toMeDto(user), code && { code: respondToCodeRequest(code, this.otp.length) });
  }

  @Post('send-verification-sms')
  @HttpCode(200)
  @BearerRoute()
  @LimitByIp('otp_ip')
  @ApiOperation({
    operationId: 'sendVerificationSms',
    summary: "Send a code to the user's phone",
    description:
      'The code goes to the number that the user is changing to, if there is one. After ten minutes without a proof it goes ' +
      'to the verified number, drops the change, and is the next proof once it is entered.',
  })
  @ApiOkResponse({ type: CodeSentDto, description: 'The code will be sent' })
  @ApiProblems(...CODE_REQUEST_PROBLEMS, 'unauthorized', 'reauthentication_required')
  async sendVerificationSms(
    @CurrentCaller() caller: Caller,
    @Body() body: SendPhoneCodeDto,
    @ClientContext() client: Client,
  ): Promise<CodeSentDto> {
    const result = await this.contacts.sendCode(caller, 'phone', deliveryOptionsOf(body, client));
    return respondToCodeRequest(result, this.otp.length);
  }

  @Post('send-verification-email')
  @HttpCode(200)
  @BearerRoute()
  @LimitByIp('otp_ip')
  @ApiOperation({
    operationId: 'sendVerificationEmail',
    summary: "Send a code to the user's e-mail address",
    description:
      'The code goes to the address that the user is changing to, if there is one. After ten minutes without a proof it ' +
      'goes to the verified address, drops the change, and is the next proof once it is entered.',
  })
  @ApiOkResponse({ type: CodeSentDto, description: 'The code will be sent' })
  @ApiProblems(...CODE_REQUEST_PROBLEMS, 'unauthorized', 'reauthentication_required')
  async sendVerificationEmail(
    @CurrentCaller() caller: Caller,
    @Body() body: SendEmailCodeDto,
    @ClientContext() client: Client,
  ): Promise<CodeSentDto> {
    const result = await this.contacts.sendCode(caller, 'email', deliveryOptionsOf(body, client));
    return respondToCodeRequest(result, this.otp.length);
  }

  @Post('verify-phone-otp')
  @HttpCode(200)
  @BearerRoute()
  @LimitByIp('verify_ip')
  @ApiOperation({ operationId: 'verifyPhoneOtp', summary: "Verify the code that was sent to the user's phone" })
  @ApiOkResponse({ type: ContactVerifiedDto, description: 'The number belongs to the user and is verified' })
  @ApiProblems(...ENTERED_CODE_PROBLEMS, 'unauthorized', 'reauthentication_required', 'contact_in_use')
  async verifyPhoneOtp(
    @CurrentCaller() caller: Caller,
    @Body() body: EnteredCodeDto,
    @ClientContext() client: Client,
  ): Promise<ContactVerifiedDto> {
    return { message: 'Phone number verified', user: await this.verify(caller, 'phone', body, client) };
  }

  @Post('verify-email-otp')
  @HttpCode(200)
  @BearerRoute()
  @LimitByIp('verify_ip')
  @ApiOperation({
    operationId: 'verifyEmailOtp',
    summary: "Verify the code that was sent to the user's e-mail address",
  })
  @ApiOkResponse({ type: ContactVerifiedDto, description: 'The address belongs to the user and is verified' })
  @ApiProblems(...ENTERED_CODE_PROBLEMS, 'unauthorized', 'reauthentication_required', 'contact_in_use')
  async verifyEmailOtp(
    @CurrentCaller() caller: Caller,
    @Body() body: EnteredCodeDto,
    @ClientContext() client: Client,
  ): Promise<ContactVerifiedDto> {
    return { message: 'E-mail address verified', user: await this.verify(caller, 'email', body, client) };
  }

  private async verify(caller: Caller, kind: RecipientKind, body: EnteredCodeDto, client: Client): Promise<MeDto> {
    const result = await this.contacts.verify(caller, kind, codeOf(body, this.otp.length), client.acceptLanguage);
    if (result.result !== 'verified') throw toRefusalError(result);
    return toMeDto(result.value);
  }
}

/** @throws AppError validation_failed */
function changeOf({ phone_number, email }: ChangeMeDto): Change {
  if (phone_number !== undefined && email === undefined) return { kind: 'phone', value: phone_number };
  if (email !== undefined && phone_number === undefined) return { kind: 'email', value: email };
  throw new AppError('validation_failed', { detail: 'send phone_number or email, one at a time' });
}
