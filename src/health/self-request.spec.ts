import { isSelfRequest, signSelfRequest } from './self-request.js';

const secrets = (text: string) => ({ peppers: [{ id: 'k1', secret: Buffer.alloc(32, text) }] });
const NOW = 1_800_000_000_000;

describe('A request of Ramz to itself', () => {
  it('is recognised for a minute, with the same secrets', () => {
    const header = signSelfRequest(secrets('a'), NOW);
    expect(isSelfRequest(header, secrets('a'), NOW + 59_000)).toBe(true);
    expect(isSelfRequest(header, secrets('a'), NOW + 61_000)).toBe(false);
    expect(isSelfRequest(header, secrets('b'), NOW)).toBe(false);
  });

  it.each([undefined, '', 'x', '1800000000000', '1800000000000.', `${NOW + 1}.${'A'.repeat(43)}`, ['x']])(
    'is not recognised by the header %j',
    (header) => {
      expect(isSelfRequest(header, secrets('a'), NOW)).toBe(false);
    },
  );
});
