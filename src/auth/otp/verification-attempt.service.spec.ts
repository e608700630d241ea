import type { LimitService } from '../../throttling/index.js';
import type { OtpConfig } from './otp.config.js';
import type { OtpTokenSelector } from './count-attempt.sql.js';
import type { OtpTokenRepository } from './otp-token.repository.js';
import { VerificationAttemptService } from './verification-attempt.service.js';

const MAX_ATTEMPTS = 5;
const BY_RECIPIENT = { recipient: '+989121234567', purpose: 'login' } satisfies OtpTokenSelector;
const BY_CHALLENGE = { challengeId: 'challenge', purpose: 'login' } satisfies OtpTokenSelector;

/** Stores that hold one code and one budget, and keep a journal of what happens to them. */
class Stores {
  journal: string[] = [];
  attemptsLeft = MAX_ATTEMPTS;
  budgetLeft = 10;
  isFirst = false;
  failing?: 'attempts' | 'budget';

  readonly attempts = new VerificationAttemptService(
    { maxAttempts: MAX_ATTEMPTS } as OtpConfig,
    {
      countAttempt: async () => {
        if (this.failing === 'attempts') throw new Error('the database is away');
        if (this.attemptsLeft === 0) return undefined;
        this.attemptsLeft -= 1;
        this.journal.push('attempt');
        return {
          otpTokenId: 'code',
          recipient: BY_RECIPIENT.recipient,
          requesterKey: 'requester',
          isFirstOfChallenge: this.isFirst,
        };
      },
      giveBackAttempt: async () => {
        this.attemptsLeft += 1;
        this.journal.push('attempt back');
      },
    } as unknown as OtpTokenRepository,
    {
      peekWrongCodes: async () =>
        this.budgetLeft > 0
          ? { ok: true, remaining: this.budgetLeft }
          : { ok: false, rule: 'wrong_codes_hour', retryAfterSeconds: 60 },
      takeWrongCode: async ({ by, isFirstOfChallenge }: { by: string; isFirstOfChallenge?: true }) => {
        if (this.failing === 'budget') throw new Error('the store of limits is away');
        if (isFirstOfChallenge) {
          this.journal.push('first guess');
          return { ok: true, states: [], takenAt: new Date(0) };
        }
        if (this.budgetLeft <= 0) return { ok: false, rule: 'wrong_codes_hour', retryAfterSeconds: 60 };
        this.budgetLeft -= 1;
        this.journal.push(`budget by ${by}`);
        return { ok: true, states: [], takenAt: new Date(0) };
      },
      giveBackWrongCode: async () => {
        this.budgetLeft += 1;
        this.journal.push('budget back');
      },
    } as unknown as LimitService,
    { now: () => 0 },
  );
}

const USED_UP = { result: 'rate_limited', limit: 'wrong_codes_hour', retryAfterSeconds: 60 };

describe('VerificationAttemptService', () => {
  let stores: Stores;

  beforeEach(() => {
    stores = new Stores();
  });

  it('spends the attempt first while the budget has at least as much left as a code has attempts', async () => {
    stores.budgetLeft = MAX_ATTEMPTS;
    expect((await stores.attempts.spend(BY_RECIPIENT)).result).toBe('spent');
    expect(stores.journal).toEqual(['attempt', 'budget by recipient']);
  });

  it('spends the budget first once it has less left than a code has attempts', async () => {
    stores.budgetLeft = MAX_ATTEMPTS - 1;
    expect((await stores.attempts.spend(BY_RECIPIENT)).result).toBe('spent');
    expect(stores.journal).toEqual(['budget by recipient', 'attempt']);
  });

  it('spends nothing of a recipient whose budget is used up', async () => {
    stores.budgetLeft = 0;
    expect(await stores.attempts.spend(BY_RECIPIENT)).toEqual(USED_UP);
    expect(stores.journal).toEqual([]);
  });

  it.each([
    ['a challenge', BY_CHALLENGE],
    ['a signed-in user', { ...BY_RECIPIENT, userId: 'user' }],
  ])(
    'counts a guess of %s against the requester, and gives the attempt back if that budget is used up',
    async (_, by) => {
      stores.budgetLeft = 1;
      expect((await stores.attempts.spend(by)).result).toBe('spent');
      expect(await stores.attempts.spend(by)).toEqual(USED_UP);
      expect(stores.journal).toEqual(['attempt', 'budget by challenge', 'attempt', 'attempt back']);
    },
  );

  it('lets the first guess at a challenge through when the budget of its requester is used up', async () => {
    Object.assign(stores, { budgetLeft: 0, isFirst: true });
    expect(await stores.attempts.spend(BY_CHALLENGE)).toMatchObject({
      result: 'spent',
      beyondBudget: { limit: 'wrong_codes_hour', retryAfterSeconds: 60 },
    });
    expect(stores.journal).toEqual(['attempt', 'first guess']);
  });

  it.each([
    ['plenty of', 10],
    ['little', 1],
  ])('spends no budget without a live code, with %s budget left', async (_, budgetLeft) => {
    Object.assign(stores, { attemptsLeft: 0, budgetLeft });
    expect(await stores.attempts.spend(BY_RECIPIENT)).toEqual({ result: 'no_live_code' });
    expect(stores.budgetLeft).toBe(budgetLeft);
  });

  it.each([
    ['budget', 10],
    ['attempts', 1],
  ] as const)('gives back what was spent if the store of the %s fails', async (failing, budgetLeft) => {
    Object.assign(stores, { failing, budgetLeft });
    await expect(stores.attempts.spend(BY_RECIPIENT)).rejects.toThrow('is away');
    expect([stores.attemptsLeft, stores.budgetLeft]).toEqual([MAX_ATTEMPTS, budgetLeft]);
    expect(stores.journal).toHaveLength(2);
  });

  it('refunds once, however often it is asked to', async () => {
    const spent = await stores.attempts.spend(BY_CHALLENGE);
    if (spent.result !== 'spent') throw new Error('nothing was spent');
    await spent.attempt.refundBudget();
    await spent.attempt.refund();
    await spent.attempt.refund();
    expect(stores.journal.slice(2)).toEqual(['budget back', 'attempt back']);
  });
});
