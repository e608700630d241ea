import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import { AppError } from '../common/app-error.js';
import type { HttpConfig } from './http.config.js';
import { ACCESS_COOKIE, cookieOf, REFRESH_COOKIE } from './session-cookie-names.js';

/** Methods of requests that change nothing. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a request reveals about its source. */
export interface RequestSource {
  method: string;
  /** Header `Origin`; `null` from pages that hide their origin. */
  origin?: string;
  /** Header `Sec-Fetch-Site`: the browser's comparison of the page with this service. */
  site?: string;
  /** Whether it carries a session cookie. */
  carriesSession: boolean;
  /** Whether it carries a Bearer token or an API key: headers that foreign pages cannot set without a CORS preflight. */
  carriesCredentials: boolean;
}

/**
 * Judges whether the source of a request may make it. `foreign`: the browser reports a page of another site. `unknown`:
 * the request carries a session cookie, and nothing shows that its user intended it.
 * @param ownOrigin origin of this service
 * @param allowedOrigins further origins whose pages may call it
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

/** Refuses requests that foreign pages make with the cookies of a user, on every route. */
export function originCheck({ publicUrl, allowedOrigins }: HttpConfig): onRequestHookHandler {
  const publicOrigin = publicUrl && new URL(publicUrl).origin;
  return (request, _reply, done) => {
    const verdict = judgeSource(sourceOf(request), publicOrigin ?? requestedOrigin(request), allowedOrigins);
    if (verdict === 'allowed') done();
    else done(new AppError('forbidden', { detail: SENTENCES[verdict] }));
  };
}

const SENTENCES = {
  foreign: 'The request comes from a website that is not allowed to make it.',
  unknown: 'The request does not say which website it comes from. Please use a current browser.',
};

function sourceOf(request: FastifyRequest): RequestSource {
  const { origin, authorization, 'sec-fetch-site': site, 'x-api-key': apiKey } = request.headers;
  return {
    method: request.method,
    origin,
    site: site?.toString(),
    carriesSession: [ACCESS_COOKIE, REFRESH_COOKIE].some((name) => cookieOf(request, name) !== undefined),
    // Not "Basic", which browsers send by themselves.
    carriesCredentials: apiKey !== undefined || /^bearer /i.test(authorization ?? ''),
  };
}

/** Returns the origin that the client called; proxies of `TRUST_PROXY` may forward it. */
function requestedOrigin({ protocol, host }: FastifyRequest): string {
  const url = `${protocol}://${host}`;
  return URL.canParse(url) ? new URL(url).origin : '';
}
