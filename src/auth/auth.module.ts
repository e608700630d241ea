import { Module } from '@nestjs/common';
import { OtpController } from './otp/otp.controller.js';
import { OtpService } from './otp/otp.service.js';
import { OtpTokenRepository } from './otp/otp-token.repository.js';
import { JwksController } from './sessions/jwks.controller.js';
import { SessionService } from './sessions/session.service.js';
import { SignInRepository } from './sessions/sign-in.repository.js';
import { SigningKeys } from './sessions/signing-keys.js';

/** Codes, and the sessions they open. */
@Module({
  controllers: [OtpController, JwksController],
  providers: [OtpService, OtpTokenRepository, SessionService, SignInRepository, SigningKeys],
})
export class AuthModule {}
