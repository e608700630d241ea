import { Injectable } from '@nestjs/common';
import { FaultLog } from './fault-log.js';
import type { HumanVerdict } from './human-check.verifier.js';
import { judge, type ErrorCodes } from './siteverify.error-codes.js';
import { SiteverifyHttp } from './siteverify.http.js';
import { siteverifyReplySchema } from './siteverify.schemas.js';

/** What tells one provider from another; the protocol, Google's of reCAPTCHA, is the same. */
export interface SiteverifyService {
  /** As people know it. */
  name: string;
  url: string;
  errorCodes: ErrorCodes;
}

/** Has a token checked by a provider that speaks `siteverify`, and tells the log why one cannot be. */
@Injectable()
export class SiteverifyClient {
  constructor(
    private readonly http: SiteverifyHttp,
    private readonly faults: FaultLog,
  ) {}

  async verify(
    { name, url, errorCodes }: SiteverifyService,
    form: Record<string, string>,
    signal: AbortSignal,
  ): Promise<HumanVerdict> {
    const answer = await this.http.post(url, form, signal);
    if (!answer.ok) return this.unavailable(name, `${answer.reason}.`);
    const reply = siteverifyReplySchema.safeParse(answer.json);
    // A refusal may come with 400, an answer that counts for a human only with 200.
    const fits = reply.success && answer.status < 500 && (answer.status === 200 || !reply.data.success);
    if (!fits) return this.unavailable(name, `the answer is not of the documented form (HTTP ${answer.status}).`);
    const { verdict, fault } = judge(reply.data, errorCodes);
    if (verdict === 'unavailable') return this.unavailable(name, fault);
    if (fault) this.faults.tell(`${name}: ${fault}`);
    return verdict;
  }

  private unavailable(name: string, fault: string): HumanVerdict {
    this.faults.tell(`${name} cannot check tokens, and codes that need a check are refused: ${fault}`);
    return 'unavailable';
  }
}
