import { Module } from '@nestjs/common';
import { EventsModule } from '../events/index.js';
import { FraudModule } from '../fraud/index.js';
import { IdempotencyModule } from '../idempotency/index.js';
import { MessagingModule } from '../messaging/index.js';
import { SmsModule } from '../sms/index.js';
import { ThrottlingModule } from '../throttling/index.js';
import { ContactNoticeService } from './contacts/contact-notice.service.js';
import { ContactController } from './contacts/contact.controller.js';
import { ContactRepository } from './contacts/contact.repository.js';
import { ContactService } from './contacts/contact.service.js';
import { OptionsController } from './options/options.controller.js';
import { OptionsService } from './options/options.service.js';
import { ChallengeService } from './otp/challenge.service.js';
import { CodeHasher } from './otp/code-hasher.js';
import { CodeRefusalService } from './otp/code-refusal.service.js';
import { CodeDraftService } from './otp/code-draft.service.js';
import { CodeRequestService } from './otp/code-request.service.js';
import { CodeVerificationService } from './otp/code-verification.service.js';
import { GivenCodeService } from './otp/given-code.service.js';
import { HumanCheckController } from './otp/human-check.controller.js';
import { OtpController } from './otp/otp.controller.js';
import { RepeatableCodeRequestService } from './otp/repeatable-code-request.service.js';
import { RequesterRepository } from './otp/requester.repository.js';
import { OtpTokenRepository } from './otp/otp-token.repository.js';
import { VerificationAttemptService } from './otp/verification-attempt.service.js';
import { WrongCodeEventService } from './otp/wrong-code-event.service.js';
import { AccessTokenService } from './sessions/access-token.service.js';
import { JwksController } from './sessions/jwks.controller.js';
import { RefreshTokenRepository } from './sessions/refresh-token.repository.js';
import { SessionController } from './sessions/session.controller.js';
import { SessionRepository } from './sessions/session.repository.js';
import { SessionService } from './sessions/session.service.js';
import { SignInRepository } from './sessions/sign-in.repository.js';
import { SigningKeys } from './sessions/signing-keys.js';
import { UserRepository } from './users/user.repository.js';
import { VerificationTokenController } from './verification-tokens/verification-token.controller.js';
import { VerificationTokenService } from './verification-tokens/verification-token.service.js';

/** Codes, and what a right code earns: a session, a verification token, or a verified number or address. */
@Module({
  imports: [EventsModule, FraudModule, IdempotencyModule, MessagingModule, SmsModule, ThrottlingModule],
  controllers: [
    OtpController,
    OptionsController,
    HumanCheckController,
    VerificationTokenController,
    SessionController,
    ContactController,
    JwksController,
  ],
  providers: [
    OptionsService,
    CodeDraftService,
    CodeRequestService,
    RepeatableCodeRequestService,
    GivenCodeService,
    CodeVerificationService,
    VerificationAttemptService,
    WrongCodeEventService,
    CodeRefusalService,
    CodeHasher,
    ChallengeService,
    OtpTokenRepository,
    RequesterRepository,
    VerificationTokenService,
    SessionService,
    SignInRepository,
    RefreshTokenRepository,
    SessionRepository,
    AccessTokenService,
    SigningKeys,
    UserRepository,
    ContactService,
    ContactRepository,
    ContactNoticeService,
  ],
  exports: [GivenCodeService, SessionService, RequesterRepository],
})
export class AuthModule {}
