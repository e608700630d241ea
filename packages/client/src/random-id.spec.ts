import { randomId } from './random-id.js';

describe('randomId', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['randomUUID', undefined],
    ['getRandomValues', { getRandomValues: (bytes: Uint8Array) => bytes.fill(7) }],
    ['nothing', {}],
  ])('returns a text of at least 32 characters where the platform has %s', (_, crypto) => {
    if (crypto) jest.replaceProperty(globalThis, 'crypto', crypto as Crypto);
    expect(randomId()).toMatch(/^[0-9a-f-]{32,36}$/);
  });
});
