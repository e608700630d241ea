import { solveChallenge } from 'altcha-lib/v1';
import { FakeClock } from '../../../../test/support/fake-clock.js';
import { AltchaVerifier } from './altcha.verifier.js';
import type { SpentChallengeRepository } from './spent-challenge.repository.js';

const MINUTE_MS = 60_000;

describe('AltchaVerifier', () => {
  let clock: FakeClock;
  let isAway: boolean;
  let verifier: AltchaVerifier;

  beforeEach(() => {
    clock = new FakeClock();
    isAway = false;
    const spent = new Set<string>();
    const store = {
      spend: async (id: string) => {
        if (isAway) throw new Error('the store is away');
        return spent.size < spent.add(id).size;
      },
    };
    const peppers = [{ id: 't', secret: Buffer.alloc(32, 'p') }];
    verifier = new AltchaVerifier({ peppers } as never, store as unknown as SpentChallengeRepository, clock);
  });

  async function solved(suspicion: number, change: object = {}): Promise<string> {
    const { algorithm, challenge, salt, maxnumber, signature } = await verifier.challenge(suspicion);
    const solution = await solveChallenge(challenge, salt, algorithm, maxnumber).promise;
    const payload = { algorithm, challenge, number: solution!.number, salt, signature, ...change };
    return Buffer.from(JSON.stringify(payload)).toString('base64');
  }

  it('accepts a solution once', async () => {
    const token = await solved(0);
    expect(await verifier.verify(token, { suspicion: 0 })).toBe('passed');
    expect(await verifier.verify(token, { suspicion: 0 })).toBe('failed');
  });

  it.each([
    ['another number', { number: 1 }],
    ['another salt', { salt: 'abc?expires=99999999999&level=3&' }],
    ['another signature', { signature: 'abc' }],
  ])('refuses %s', async (_, change) => {
    expect(await verifier.verify(await solved(0, change), { suspicion: 0 })).toBe('failed');
  });

  it.each(['', 'made-up', Buffer.from('[]').toString('base64'), 'x'.repeat(9000)])(
    'refuses the text %.20j',
    async (token) => {
      expect(await verifier.verify(token, { suspicion: 0 })).toBe('failed');
    },
  );

  it('refuses a solution after ten minutes', async () => {
    const token = await solved(0);
    clock.advance(10 * MINUTE_MS);
    expect(await verifier.verify(token, { suspicion: 0 })).toBe('failed');
  });

  it('refuses a solution that is much easier than the request needs', async () => {
    expect(await verifier.verify(await solved(0), { suspicion: 0.3 })).toBe('passed');
    expect(await verifier.verify(await solved(0), { suspicion: 0.6 })).toBe('failed');
  });

  it('grows harder with the suspicion', async () => {
    const sizes = await Promise.all(
      [0, 0.3, 0.6, 1].map(async (suspicion) => (await verifier.challenge(suspicion)).maxnumber!),
    );
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(new Set(sizes).size).toBe(4);
  });

  it('says that it is unavailable while the store of spent challenges is away', async () => {
    const token = await solved(0);
    isAway = true;
    expect(await verifier.verify(token, { suspicion: 0 })).toBe('unavailable');
  });
});
