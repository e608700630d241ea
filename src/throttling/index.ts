export { ruleForCodeRequest } from './ip-limit-choice.js';
export { IpThrottlerGuard } from './ip-throttler.guard.js';
export { LimitByIp } from './limit-by-ip.decorator.js';
export { type LimitState } from './limit-state.js';
export { type LimitTake } from './limit-counter.js';
export { LimitService, type Guess, type RecipientLimit, type Requester } from './limit.service.js';
export { ThrottlingModule } from './throttling.module.js';
export { tooManyForRecipient, tooManyRequests } from './too-many-requests.error.js';
export { LIMIT_DEFAULTS, limitConfig, type LimitConfig, type LimitName, type LimitRule } from './limit.config.js';
