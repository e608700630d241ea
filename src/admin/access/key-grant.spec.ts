import { allows, isExpired, readGrant, SCOPES } from './key-grant.js';

describe('readGrant', () => {
  it.each([
    ['send', { scopes: ['send'] }],
    ['send+read', { scopes: ['send', 'read'] }],
    ['read+read', { scopes: ['read'] }],
    ['support@2027-01-31', { scopes: ['support'], expiresAt: new Date('2027-02-01T00:00:00Z') }],
  ])('reads %s', (text, grant) => {
    expect(readGrant(text)).toEqual(grant);
  });

  it.each(['', 'write', 'send+', '+send', 'send,read', 'Send', '@2027-01-31', 'send@', 'send@2027-02-30', 'send@x@y'])(
    'refuses "%s"',
    (text) => {
      expect(readGrant(text)).toBeUndefined();
    },
  );
});

it('a key with the scope admin has every scope, and any other key only its own', () => {
  expect(SCOPES.filter((scope) => allows({ scopes: ['admin'] }, scope))).toEqual(SCOPES);
  expect(SCOPES.filter((scope) => allows({ scopes: ['send', 'read'] }, scope))).toEqual(['send', 'read']);
});

it('a key is valid until the end of its last day, and without one for good', () => {
  const grant = readGrant('read@2027-01-31')!;
  expect(isExpired(grant, Date.parse('2027-01-31T23:59:59.999Z'))).toBe(false);
  expect(isExpired(grant, Date.parse('2027-02-01T00:00:00Z'))).toBe(true);
  expect(isExpired({}, Number.MAX_SAFE_INTEGER)).toBe(false);
});
