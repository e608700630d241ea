import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressKey } from '../common/client-address.js';
import { countRateLimited } from '../metrics/index.js';
import { LIMIT_BY_IP, type IpLimitChoice } from './ip-limit-choice.js';
import { LimitKeys } from './limit-keys.js';
import { stateAfterTake, type IpLimitName } from './limit-state.js';
import { setRateLimitHeaders } from './rate-limit-headers.js';
import { tooManyRequests } from './too-many-requests.error.js';

/** What the sentence of a refusal calls the requests, unless they are OTP requests. */
const WHAT: Partial<Record<IpLimitName, string>> = { admin_send_ip: 'sends', refresh_ip: 'refreshes' };

/**
 * Enforces the limit that `@LimitByIp` names; a route without one is not limited. The address is Fastify's `request.ip`,
 * so forwarding headers count only if they come from `TRUST_PROXY`. IPv6 counts per /64, IPv4-mapped addresses as IPv4.
 * @throws AppError `rate_limited`, or `service_unavailable` when the limit cannot be counted
 */
@Injectable()
export class IpThrottlerGuard extends ThrottlerGuard {
  @Inject(LimitKeys) private readonly keys!: LimitKeys;

  /** The inherited method would resolve the options of every limit for each request, and run this one of them. */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const name = this.limitOf(context, request);
    const rule = this.throttlers.find((throttler) => throttler.name === name);
    if (!name || !rule) return true;
    const [limit, ttlMs] = [rule.limit as number, rule.ttl as number];
    const key = this.keys.of(name, addressKey(request.ip));
    const record = await this.storageService.increment(key, ttlMs, limit, ttlMs, name);
    const state = stateAfterTake(name, { limit, windowSeconds: ttlMs / 1000 }, record);
    setRateLimitHeaders(http.getResponse<FastifyReply>(), [state]);
    if (!record.isBlocked || (await this.isExempt(request))) return true;
    countRateLimited(name);
    throw tooManyRequests(state.resetSeconds, WHAT[name]);
  }

  /** Whether a request beyond the limit is admitted. */
  protected async isExempt(_request: FastifyRequest): Promise<boolean> {
    return false;
  }

  private limitOf(context: ExecutionContext, request: FastifyRequest): IpLimitName | undefined {
    const targets = [context.getHandler(), context.getClass()];
    const choice = this.reflector.getAllAndOverride<IpLimitChoice | undefined>(LIMIT_BY_IP, targets);
    return typeof choice === 'function' ? choice(request) : choice;
  }
}
