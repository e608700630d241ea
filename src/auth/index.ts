export { AuthModule } from './auth.module.js';
export { CHANNELS } from './otp/channel.js';
export { otpConfig, type OtpConfig } from './otp/otp.config.js';
export { RequesterRepository } from './otp/requester.repository.js';
export { accessTokenOf, bearerTokenOf } from './sessions/bearer-token.js';
export { assertRecentlyAuthenticated } from './sessions/reauthentication.policy.js';
export { sessionConfig, type SessionConfig } from './sessions/session.config.js';
export { endSessionsSql, type Caller, type EndReason } from './sessions/session.repository.js';
export { SessionService } from './sessions/session.service.js';
