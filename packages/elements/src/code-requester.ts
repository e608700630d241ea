import type { CodeRequest, CodeSent, Options, RamzApi } from './api.js';
import { hex } from './hex.js';
import type { HumanCheck } from './human-check.js';
import { isWithoutOutcome } from './patience.js';
import { ProblemError } from './problem.js';
import type { SessionStore } from './session-store.js';

/** The request for a code whose answer is not known: a repetition has the same key, so that it sends nothing twice. */
export interface UnansweredRequest {
  body: string;
  key: string;
}

/** Requests codes, each with a key of its own, and has the human check solved when the server requires it. */
export class CodeRequester {
  constructor(
    private readonly api: RamzApi,
    private readonly store: SessionStore<{ unanswered: UnansweredRequest }>,
    private readonly solve: (check: HumanCheck, signal: AbortSignal) => Promise<string>,
  ) {}

  async request(
    body: CodeRequest,
    options: Options | undefined,
    signal: AbortSignal,
    patiently: <T>(call: () => Promise<T>) => Promise<T>,
  ): Promise<CodeSent> {
    const send = (request: CodeRequest): Promise<CodeSent> =>
      this.withKey(request, (key) => patiently(() => this.api.requestCode(request, key, signal)));
    try {
      return await send(body);
    } catch (error) {
      const check = requiredCheck(error, options);
      if (!check) throw error;
      // If the token is refused, the user decides what comes next: going on from here could loop.
      return send({ ...body, captcha_token: await this.solve(check, signal) });
    }
  }

  private async withKey(request: CodeRequest, send: (key: string) => Promise<CodeSent>): Promise<CodeSent> {
    const body = JSON.stringify(request);
    const last = this.store.read().unanswered;
    const key = last?.body === body ? last.key : newKey();
    this.store.patch({ unanswered: { body, key } });
    try {
      const sent = await send(key);
      this.store.patch({ unanswered: undefined });
      return sent;
    } catch (error) {
      const isAnswer = error instanceof ProblemError && !isWithoutOutcome(error.problem.code);
      if (isAnswer) this.store.patch({ unanswered: undefined });
      throw error;
    }
  }
}

function requiredCheck(error: unknown, options: Options | undefined): HumanCheck | undefined {
  if (!(error instanceof ProblemError) || error.problem.code !== 'captcha_required') return undefined;
  const { captcha } = error.problem;
  const kind = captcha?.provider ?? options?.human_check?.provider;
  const siteKey = captcha?.site_key ?? options?.human_check?.site_key;
  if (!kind) return undefined;
  return { kind: kind as HumanCheck['kind'], siteKey, ...(captcha?.challenge && { challenge: captcha.challenge }) };
}

function newKey(): string {
  // Unlike randomUUID(), browsers have this on plain HTTP too.
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}
