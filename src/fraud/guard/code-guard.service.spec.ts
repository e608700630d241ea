import { randomUUID } from 'node:crypto';
import type { Recipient } from '../../common/recipient.js';
import type { BucketStore } from '../buckets/bucket.store.js';
import { MemoryBucketStore } from '../buckets/memory-bucket.store.js';
import type { NewDecision } from '../decisions/fraud-decision.repository.js';
import type { FraudDecisionService } from '../decisions/fraud-decision.service.js';
import { CodeGuardService } from './code-guard.service.js';
import type { FraudSettingsService } from './fraud-settings.service.js';
import { GuardKeys } from './guard-keys.js';
import type { VerifiedBeforeRepository } from './verified-before.repository.js';
import type { CountryHistoryService } from '../history/country-history.service.js';
import type { HumanCheckService } from '../human-check/human-check.service.js';
import { ListMatcher } from '../lists/list-matcher.js';
import { DEFAULT_POLICY } from '../policy/default-policy.js';
import type { GuardAction } from '../policy/fraud-policy.schema.js';
import type { SpendService } from '../spend/spend.service.js';
import { FakeClock } from '../../../test/support/fake-clock.js';

type Mode = 'off' | 'record' | 'enforce';

describe('CodeGuardService', () => {
  let decisions: NewDecision[];
  /** Segments of the codes whose money was set aside. */
  let reserved: number[];
  let buckets: BucketStore;
  let next = 0;
  const clock = new FakeClock();

  beforeEach(() => {
    decisions = [];
    reserved = [];
    buckets = new MemoryBucketStore();
  });

  /** @param action of the rule for addresses, beyond one code */
  function guard(
    mode: Mode,
    action: GuardAction = 'refuse',
    { verified = false, checked = true } = {},
  ): CodeGuardService {
    const rule = { day: { ...DEFAULT_POLICY.rules.address!.day!, floor: 1 }, steps: [{ at: 1, action }] };
    const policy = {
      ...DEFAULT_POLICY,
      rules: { address: { ...rule, except_known_networks: false } },
    };
    const settings = { policy: () => policy, matcher: () => new ListMatcher([]) };
    const humanCheck = {
      assertPassed: async ({ suspicion }: { suspicion?: number }) => {
        if (suspicion !== undefined && !checked) throw new Error('captcha_required');
      },
    };
    return new CodeGuardService(
      { mode },
      settings as unknown as FraudSettingsService,
      buckets,
      { of: async () => undefined } as unknown as CountryHistoryService,
      humanCheck as unknown as HumanCheckService,
      { includes: async () => verified } as unknown as VerifiedBeforeRepository,
      { keep: async (decision: NewDecision) => void decisions.push(decision) } as unknown as FraudDecisionService,
      {
        reserve: async (_id: string, _country: string, segments: number) => void reserved.push(segments),
      } as unknown as SpendService,
      new GuardKeys({ peppers: [{ id: 't', secret: Buffer.alloc(32, 'p') }] } as never),
      clock,
    );
  }

  const newRecipient = (): Recipient => ({
    kind: 'phone',
    value: `+98912${1_000_000 + 10_000 * next++}`,
    country: 'IR',
  });

  async function ask(service: CodeGuardService, channel = 'sms'): Promise<string> {
    const request = {
      challengeId: randomUUID(),
      recipient: newRecipient(),
      channel,
      segments: 1,
      address: '192.0.2.1',
      isSent: true,
    };
    return service.admit(request).then(
      () => 'sent',
      (error: Error & { code?: string }) => error.code ?? error.message,
    );
  }

  it.each<[GuardAction, string, string]>([
    ['record', 'sent', 'sent'],
    ['human_check', 'sent', 'sent'],
    ['delay', 'rate_limited', 'delayed'],
    ['other_channel', 'channel_unavailable', 'other_channel'],
    ['refuse', 'destination_suspended', 'refused'],
  ])('the action %s answers %s in enforce', async (action, answer, outcome) => {
    const service = guard('enforce', action);
    expect(await ask(service)).toBe('sent');
    expect(await ask(service)).toBe(answer);
    expect(decisions).toMatchObject([{ rule: 'address_day', action, outcome, threshold: 1 }]);
  });

  it('the action other_channel lets e-mail through', async () => {
    const service = guard('enforce', 'other_channel');
    await ask(service);
    expect(await ask(service, 'email')).toBe('sent');
  });

  it.each<GuardAction>(['human_check', 'delay', 'other_channel', 'refuse'])(
    'the action %s asks everybody for a check first, and then lets verified numbers through',
    async (action) => {
      await ask(guard('enforce', action));
      for (const verified of [true, false]) {
        expect(await ask(guard('enforce', action, { checked: false, verified }))).toBe('captcha_required');
      }
      expect(await ask(guard('enforce', action, { verified: true }))).toBe('sent');
    },
  );

  it.each<GuardAction>(['human_check', 'delay', 'other_channel', 'refuse'])(
    'the action %s refuses nobody in record, and is kept as not carried out',
    async (action) => {
      const service = guard('record', action, { checked: false });
      await ask(service);
      expect(await ask(service)).toBe('sent');
      expect(decisions).toMatchObject([{ action, isEnforced: false, outcome: 'sent' }]);
    },
  );

  it('a request that is stopped, or would be, counts nowhere', async () => {
    for (const mode of ['record', 'enforce'] as const) {
      buckets = new MemoryBucketStore();
      const service = guard(mode);
      for (let index = 0; index < 5; index += 1) await ask(service);
      expect(decisions.at(-1)!.figure).toBeCloseTo(2);
    }
  });

  it('an auth server, whose users share its address, may ask for any number of countries', async () => {
    const service = guard('enforce');
    for (const country of ['IR', 'DE', 'FR', 'AE', 'TR'] as const) {
      const recipient = { ...newRecipient(), country } as Recipient;
      const request = { challengeId: randomUUID(), recipient, channel: 'sms', segments: 1, isSent: true };
      await expect(service.admit(request)).resolves.toMatchObject({ isCounted: true });
    }
    expect(decisions).toEqual([]);
  });

  it('the money of a code is set aside by the segments of its text', async () => {
    const service = guard('record');
    for (const segments of [1, 3]) {
      await service.admit({
        challengeId: randomUUID(),
        recipient: newRecipient(),
        channel: 'sms',
        segments,
        isSent: true,
      });
    }
    expect(reserved).toEqual([1, 3]);
  });

  it('nothing is counted and decided when it is off', async () => {
    const service = guard('off');
    for (let index = 0; index < 3; index += 1) expect(await ask(service)).toBe('sent');
    expect(decisions).toEqual([]);
  });

  it.each<[Mode, string]>([
    ['enforce', 'service_unavailable'],
    ['record', 'service_unavailable'],
    ['off', 'sent'],
  ])('while the store of the buckets is away, the answer in %s is %s', async (mode, answer) => {
    buckets = { count: () => Promise.reject(new Error('Connection terminated')) } as unknown as BucketStore;
    expect(await ask(guard(mode))).toBe(answer);
  });

  it.each<[Mode, string]>([
    ['enforce', 'service_unavailable'],
    ['record', 'sent'],
    ['off', 'sent'],
  ])('while the statement of the buckets fails, the answer in %s is %s', async (mode, answer) => {
    buckets = { count: () => Promise.reject(new Error('syntax error')) } as unknown as BucketStore;
    expect(await ask(guard(mode))).toBe(answer);
  });

  it('an entered code is used although its buckets cannot be drained', async () => {
    buckets = { drain: () => Promise.reject(new Error('the store is away')) } as unknown as BucketStore;
    await expect(guard('enforce').drain('+989120000000')).resolves.toBeUndefined();
  });
});
