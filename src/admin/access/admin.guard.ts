import { Inject, Injectable, Logger, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  accessTokenOf,
  assertRecentlyAuthenticated,
  bearerTokenOf,
  sessionConfig,
  SessionService,
  type SessionConfig,
} from '../../auth/index.js';
import { AppError } from '../../common/app-error.js';
import { clientAddress } from '../../common/client-address.js';
import { Clock } from '../../common/clock.js';
import { EventPublisher } from '../../events/index.js';
import { SAFE_METHODS } from '../../http/index.js';
import { countRateLimited } from '../../metrics/index.js';
import { LimitService, tooManyRequests } from '../../throttling/index.js';
import { AdminKeyService } from './admin-key.service.js';
import { AdminKeyUseService } from './admin-key-use.service.js';
import { FULL_GRANT, type Scope } from './key-grant.js';

export interface Admin {
  /** The name of an API key, or `user:` and the id of a user. */
  name: string;
  scopes: readonly Scope[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `AdminGuard`. */
    admin?: Admin;
  }
}

const NO_KEYS = 'There is no admin API key. An operator creates one with "npm run admin-key -- create NAME".';
const NOTHING_SENT =
  'Please send an admin API key in the header X-API-Key, or the access token of an administrator. An operator creates a key with "npm run admin-key -- create NAME".';
const WRONG_KEY = 'The admin API key is not valid.';
const EXPIRED_KEY =
  'The admin API key has expired. An operator creates a new one with "npm run admin-key -- create NAME".';
const NO_ADMIN = 'Only administrators may do this.';

/**
 * Admits administrators: by the key in `X-API-Key`, or without one by the access token of a user who currently has the
 * role admin. To change something, that user must have entered a code in the last ten minutes. Wrong keys are logged, and
 * counted per client address; a valid key passes whatever was sent before it.
 * The access token may be in the cookie, if the request comes from the console.
 */
@Injectable()
export class AdminGuard implements CanActivate {
  private readonly logger = new Logger('Admin');

  constructor(
    private readonly keys: AdminKeyService,
    private readonly uses: AdminKeyUseService,
    private readonly sessions: SessionService,
    @Inject(sessionConfig.KEY) private readonly sessionRules: SessionConfig,
    private readonly limits: LimitService,
    private readonly events: EventPublisher,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError unauthorized, forbidden, reauthentication_required, rate_limited, service_unavailable */
  async canActivate(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.admin = await this.identify(request);
    return true;
  }

  private async identify(request: FastifyRequest): Promise<Admin> {
    const key = request.headers['x-api-key'];
    if (typeof key === 'string' && key !== '') return this.byApiKey(key, clientAddress(request));
    const accessToken = isFromOwnPage(request) ? accessTokenOf(request, this.sessionRules) : bearerTokenOf(request);
    if (accessToken !== undefined) return this.byAccessToken(accessToken, SAFE_METHODS.has(request.method));
    throw new AppError('unauthorized', { detail: NOTHING_SENT });
  }

  private async byApiKey(sent: string, address: string): Promise<Admin> {
    const checked = await this.keys.check(sent);
    if (checked.result === 'no_keys') throw new AppError('unauthorized', { detail: NO_KEYS });
    if (checked.result === 'wrong') return this.refuseWrongKey(address);
    if (checked.result === 'expired') throw new AppError('unauthorized', { detail: EXPIRED_KEY });
    void this.uses.record(checked.key);
    return { name: checked.key.name, scopes: checked.key.scopes };
  }

  private async refuseWrongKey(address: string): Promise<never> {
    const counted = await this.limits.takeWrongKey(address);
    if (!counted.ok) {
      countRateLimited(counted.rule);
      throw tooManyRequests(counted.retryAfterSeconds, 'wrong API keys');
    }
    // The limit also bounds how much of this is logged. It has no state if it is off.
    const [state] = counted.states;
    const count = state && state.limit - state.remaining;
    this.logger.warn({ message: 'wrong admin key', address, count });
    const occurredAt = new Date(this.clock.now());
    await this.events.publish({ type: 'admin_key.refused', data: { address, count }, occurredAt });
    throw new AppError('unauthorized', { detail: WRONG_KEY });
  }

  private async byAccessToken(accessToken: string, isRead: boolean): Promise<Admin> {
    const caller = await this.sessions.authenticate(accessToken);
    if (!caller) throw new AppError('unauthorized');
    if (caller.role !== 'admin') throw new AppError('forbidden', { detail: NO_ADMIN });
    if (!isRead) assertRecentlyAuthenticated(caller, this.clock.now());
    return { name: `user:${caller.userId}`, scopes: FULL_GRANT.scopes };
  }
}

/**
 * Whether the browser says that a page of Ramz itself made the request, and not one of `ALLOWED_ORIGINS`, which may use the
 * cookie on the routes of users. Pages cannot set this header. Browsers send it wherever they send the cookie.
 */
function isFromOwnPage({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-site'] === 'same-origin';
}
