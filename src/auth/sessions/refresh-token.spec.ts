import { newRefreshToken, openSuccessor, refreshDigest, sealSuccessor } from './refresh-token.js';

describe('a refresh token', () => {
  it('a new refresh token has 43 characters and is never the same', () => {
    const tokens = Array.from({ length: 100 }, newRefreshToken);
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  });

  it('a sealed successor is opened by the refresh token that it replaced', () => {
    const [token, successor] = [newRefreshToken(), newRefreshToken()];
    expect(openSuccessor(token, sealSuccessor(token, successor))).toBe(successor);
  });

  it('a sealed successor is opened by nothing that the database has, and by no other refresh token', () => {
    const [token, successor] = [newRefreshToken(), newRefreshToken()];
    const sealed = sealSuccessor(token, successor);
    for (const other of [refreshDigest(token), successor, refreshDigest(successor), newRefreshToken(), '']) {
      expect(() => openSuccessor(other, sealed)).toThrow();
    }
  });

  it('a sealed successor does not contain the successor, and is different each time', () => {
    const [token, successor] = [newRefreshToken(), newRefreshToken()];
    const sealed = [sealSuccessor(token, successor), sealSuccessor(token, successor)];
    expect(sealed[0]).not.toEqual(sealed[1]);
    for (const data of sealed) expect(data.includes(successor)).toBe(false);
  });
});
