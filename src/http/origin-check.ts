import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import { AppError } from '../common/app-error.js';
import type { HttpConfig } from './http.config.js';
import { ACCESS_COOKIE, cookieOf, REFRESH_COOKIE } from './session-cookie-names.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a request says of where it comes from. */
export interface RequestSource {
  method: string;
  /** The `Origin` header; a page that hides where it is from sends `null`. */
  origin?: string;
  /** The `Sec-Fetch-Site` header: what the browser found when it compared the page with this service. */
  site?: string;
  /** One of the two session cookies. */
  carriesSession: boolean;
  /** A header that a page of another site cannot set without being asked first: a Bearer token or an API key. */
  carriesCredentials: boolean;
}

/**
 * Whether a request may do what it asks, as far as its source is concerned. `foreign`: a browser says that a page from
 * elsewhere has made it. `unknown`: it carries the cookies of a session, and nothing tells whether its user meant it.
 * @param ownOrigin that of this service
 * @param allowedOrigins further ones whose pages may call it
 */
export function judgeSource(
  source: RequestSource,
  ownOrigin: string,
  allowedOrigins: readonly string[],
): 'allowed' | 'foreign' | 'unknown' {
  const { method, origin, site } = source;
  if (SAFE_METHODS.has(method)) return 'allowed';
  if (origin !== undefined && allowedOrigins.includes(origin)) return 'allowed';
  if (origin !== undefined && origin !== ownOrigin) return 'foreign';
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'allowed' : 'foreign';
  if (origin === undefined && source.carriesSession && !source.carriesCredentials) return 'unknown';
  return 'allowed';
}

/** Refuses requests that pages of other sites make with the cookies of a user, on every route. */
export function originCheck({ publicUrl, allowedOrigins }: HttpConfig): onRequestHookHandler {
  const publicOrigin = publicUrl && new URL(publicUrl).origin;
  return (request, _reply, done) => {
    const verdict = judgeSource(sourceOf(request), publicOrigin ?? originAsked(request), allowedOrigins);
    if (verdict === 'allowed') done();
    else done(new AppError('forbidden', { detail: SENTENCES[verdict] }));
  };
}

const SENTENCES = {
  foreign: 'The request comes from a website that may not make it.',
  unknown: 'The request does not say which website it comes from. Please use a current browser.',
};

function sourceOf(request: FastifyRequest): RequestSource {
  const { origin, authorization, 'sec-fetch-site': site, 'x-api-key': apiKey } = request.headers;
  return {
    method: request.method,
    origin,
    site: site?.toString(),
    carriesSession: [ACCESS_COOKIE, REFRESH_COOKIE].some((name) => cookieOf(request, name) !== undefined),
    // Browsers add "Basic" by themselves.
    carriesCredentials: apiKey !== undefined || /^bearer /i.test(authorization ?? ''),
  };
}

/** Where the client believes this service to be, as `TRUST_PROXY` lets the proxy tell. */
function originAsked({ protocol, host }: FastifyRequest): string {
  const url = `${protocol}://${host}`;
  return URL.canParse(url) ? new URL(url).origin : '';
}
