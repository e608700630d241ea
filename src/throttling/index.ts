export { IpThrottlerGuard } from './ip-throttler.guard.js';
export { LimitByIp, ruleForCodeRequest } from './limit-by-ip.decorator.js';
export { type LimitState } from './limit-state.js';
export { LimitService, type Requester, type Guess } from './limit.service.js';
export { setRateLimitHeaders } from './rate-limit-headers.js';
export { ThrottlingModule } from './throttling.module.js';
export { tooManyRequests } from './too-many-requests.error.js';
export { limitConfig, type LimitConfig, type LimitName, type LimitRule } from './limit.config.js';
