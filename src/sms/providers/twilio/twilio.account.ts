import type { AccountReport } from '../provider.contract.js';
import type { TwilioClient } from './twilio.client.js';
import type { TwilioOptions } from './twilio.options.js';
import { accountSchema, balanceSchema } from './twilio.schemas.js';

/** The account behind the credentials. */
export class TwilioAccount {
  private readonly account: string;

  constructor(
    private readonly options: TwilioOptions,
    private readonly client: TwilioClient,
  ) {
    this.account = `/2010-04-01/Accounts/${encodeURIComponent(options.accountSid)}`;
  }

  /** @throws Error with a sentence for administrators */
  async report(signal: AbortSignal): Promise<AccountReport> {
    const answer = await this.client.get(`${this.account}/Balance.json`, { method: 'plain', signal });
    if ('failure' in answer) throw new Error(answer.failure.meaning);
    const balance = balanceSchema.safeParse(answer.body);
    if (!balance.success) throw new Error('Twilio did not return the balance of the account.');
    return { credit: balance.data.balance, currency: balance.data.currency };
  }

  /** Why the account cannot be used, if it cannot. A standard API key may read only the balance of the account. */
  async test(signal: AbortSignal): Promise<string | undefined> {
    const answer = await this.client.get(`${this.account}.json`, { method: 'plain', signal });
    if ('body' in answer) {
      const status = accountSchema.safeParse(answer.body).data?.status;
      if (status === 'active') return undefined;
      return status && /^[a-z]{1,20}$/.test(status)
        ? `The Twilio account is ${status}.`
        : 'Twilio did not return the account.';
    }
    const byApiKey = this.options.username !== this.options.accountSid;
    const refused = answer.httpStatus === 401 || answer.httpStatus === 403;
    if (!byApiKey || !refused) return answer.failure.meaning;
    try {
      await this.report(signal);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : answer.failure.meaning;
    }
  }
}
