import { problemOf, ProblemError } from './problem.js';

export type Channel = 'sms' | 'call' | 'email';
export type Purpose = 'login' | 'registration' | 'phone_verification' | 'email_verification' | 'password_reset';
export type SessionKind = 'token' | 'cookie';
export type HumanCheckKind = 'altcha' | 'turnstile' | 'hcaptcha';

/** What a client may offer. */
export interface Options {
  channels: Channel[];
  /** Calling codes by ISO code, such as `{"IR": "98"}`. */
  countries: Record<string, string>;
  default_country: string;
  code_length: number;
  locales: string[];
  /** Seconds. */
  resend_in: number;
  human_check: { provider: HumanCheckKind; site_key?: string } | null;
  sessions: SessionKind[];
}

/** How the server names the recipient of a code. */
export type Contact = { phone_number: string } | { email: string };

export type CodeRequest = Contact & {
  purpose: Purpose;
  channel: Channel;
  locale: string;
  captcha_token?: string;
};

export interface CodeSent {
  phone_number?: string;
  email?: string;
  /** Seconds. */
  expires_in: number;
  /** Seconds. */
  resend_in: number;
  challenge_id: string;
  channel: Channel;
  code_length: number;
}

export interface ChallengeState {
  status: 'active' | 'used' | 'superseded' | 'expired' | 'exhausted';
  delivery: 'queued' | 'sent' | 'delivered' | 'failed';
  /** Seconds. */
  expires_in: number;
  /** Seconds. */
  resend_in: number;
  attempts_left: number;
}

export type EnteredCode = (Contact | { challenge_id: string }) & {
  code: string;
  purpose: Purpose;
  session?: SessionKind;
};

/** The answer to a right code: a session (`login`, `registration`), otherwise a verification token. */
export interface Verified {
  expires_in: number;
  access_token?: string;
  refresh_token?: string;
  token_type?: string;
  verification_token?: string;
  user?: Record<string, unknown>;
  is_new_user?: boolean;
}

export interface ProofOfWork {
  algorithm: string;
  challenge: string;
  salt: string;
  signature: string;
  maxnumber?: number;
}

/** What a client needs in order to pass a human check. */
export interface RequiredCheck {
  provider: string;
  site_key?: string;
  /** Of a proof of work, as hard as the request needs it. */
  challenge?: ProofOfWork;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** No request of a client waits for a provider, so an answer that takes longer than this was lost. */
const DEADLINE_MS = 15_000;

/** The routes that the element calls. Every refusal is a ProblemError, a missing answer one with `network_error`. */
export class RamzApi {
  constructor(
    private readonly base: string,
    private readonly credentials: RequestCredentials,
    private readonly fetch: Fetch,
  ) {}

  options(signal: AbortSignal): Promise<Options> {
    // Cached for a minute, by what the answer says.
    return this.call('options', { signal, cache: 'default' });
  }

  requestCode(body: CodeRequest, idempotencyKey: string, signal: AbortSignal): Promise<CodeSent> {
    return this.call('otp', { ...post(body), headers: { ...JSON_BODY, 'idempotency-key': idempotencyKey }, signal });
  }

  challenge(id: string, signal: AbortSignal): Promise<ChallengeState> {
    return this.call(`otp/${encodeURIComponent(id)}`, { signal });
  }

  verify(body: EnteredCode, signal: AbortSignal): Promise<Verified> {
    return this.call('otp/verify', { ...post(body), signal });
  }

  humanCheck(signal: AbortSignal): Promise<RequiredCheck> {
    return this.call('human-check', { signal });
  }

  private async call<T>(path: string, init: RequestInit & { signal: AbortSignal }): Promise<T> {
    try {
      const response = await this.fetch(`${this.base}/api/v1/auth/${path}`, {
        cache: 'no-store',
        credentials: this.credentials,
        ...init,
        signal: AbortSignal.any([init.signal, AbortSignal.timeout(DEADLINE_MS)]),
      });
      if (!response.ok) throw new ProblemError(await problemOf(response));
      return (await response.json()) as T;
    } catch (error) {
      init.signal.throwIfAborted();
      throw error instanceof ProblemError ? error : ProblemError.local('network_error');
    }
  }
}

const JSON_BODY = { 'content-type': 'application/json' };

function post(body: object): RequestInit {
  return { method: 'POST', headers: JSON_BODY, body: JSON.stringify(body) };
}
