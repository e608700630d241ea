import { Module } from '@nestjs/common';
import { OtpController } from './otp/otp.controller.js';
import { OtpService } from './otp/otp.service.js';
import { OtpTokenRepository } from './otp/otp-token.repository.js';
import { JwksController } from './sessions/jwks.controller.js';
import { RefreshTokenRepository } from './sessions/refresh-token.repository.js';
import { SessionController } from './sessions/session.controller.js';
import { SessionService } from './sessions/session.service.js';
import { SignInRepository } from './sessions/sign-in.repository.js';
import { SigningKeys } from './sessions/signing-keys.js';
import { UserRepository } from './users/user.repository.js';

/** Codes, and the sessions they open. */
@Module({
  controllers: [OtpController, SessionController, JwksController],
  providers: [
    OtpService,
    OtpTokenRepository,
    SessionService,
    SignInRepository,
    RefreshTokenRepository,
    UserRepository,
    SigningKeys,
  ],
})
export class AuthModule {}
