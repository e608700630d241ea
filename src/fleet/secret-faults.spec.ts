import { secretsConfig } from '../config/index.js';
import { ProcessIdentity } from './process-identity.js';
import { findForeignKeys, findUnsharedKeys, hasOtherLimitKey, keyName } from './secret-faults.js';
import { sharedKeysOf } from './secret-fingerprint.js';

const TOKEN_KEY =
  '{"kty":"OKP","crv":"Ed25519","kid":"t1","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}';
const keys = (ids: string) =>
  ids
    .split(',')
    .map((id) => `${id}:${Buffer.alloc(32, id).toString('base64')}`)
    .join(',');

function shared(peppers: string) {
  const variables = { OTP_PEPPERS: keys(peppers), DATA_KEYS: keys('k1'), TOKEN_PRIVATE_KEYS: TOKEN_KEY };
  return sharedKeysOf(secretsConfig.read(variables), variables);
}
const identity = (peppers: string) => new ProcessIdentity('api', '1.0.0', shared(peppers));

describe('The fingerprints of keys', () => {
  it('differ by variable and id, and are the same in every process', () => {
    const all = shared('k1,k2').flatMap((list) => list.keys.map(({ fingerprint }) => fingerprint));
    expect(new Set(all).size).toBe(4);
    expect(shared('k1,k2')).toEqual(shared('k1,k2'));
  });

  it('show neither a secret nor that two ids have the same secret', () => {
    const same = `k1:${Buffer.alloc(32, 'p').toString('base64')},k2:${Buffer.alloc(32, 'p').toString('base64')}`;
    const variables = { OTP_PEPPERS: same, DATA_KEYS: keys('k1'), TOKEN_PRIVATE_KEYS: TOKEN_KEY };
    const [peppers] = sharedKeysOf(secretsConfig.read(variables), variables);
    expect(peppers!.keys[0]!.fingerprint).not.toBe(peppers!.keys[1]!.fingerprint);
  });

  it('are compared with those that are registered', () => {
    const list = shared('k1');
    const registered = new Map(
      list.flatMap(({ variable, keys: own }) =>
        own.map((key) => [keyName(variable, key.id), key.fingerprint] as const),
      ),
    );
    expect(findForeignKeys(list, registered)).toEqual([]);
    registered.set(keyName('OTP_PEPPERS', 'k1'), 'another');
    expect(findForeignKeys(list, registered)).toEqual([expect.stringMatching(/^OTP_PEPPERS has another secret/)]);
  });
});

describe('A process beside running ones', () => {
  it.each([
    ['the same keys', 'k1', 'k1', false],
    ['a new key that does not write yet', 'k1,k2,k1', 'k1', false],
    ['a new key that writes, and that the other one reads', 'k2,k1', 'k1,k2,k1', false],
    ['the old key removed last, so that the limits start anew', 'k2', 'k2,k1', true],
  ])('fits with %s', (_title, own, theirs, otherLimits) => {
    const running = [identity(theirs)];
    expect(findUnsharedKeys(identity(own), running)).toEqual([]);
    expect(hasOtherLimitKey(identity(own), running)).toBe(otherLimits);
  });

  it.each([
    ['writes with a key that the other one lacks', 'k2,k1', 'k1', /begins with the key k2/],
    ['lacks the key that the other one writes with', 'k1', 'k2,k1', /lacks the key k2/],
  ])('does not fit if it %s', (_title, own, theirs, fault) => {
    expect(findUnsharedKeys(identity(own), [identity(theirs)])).toEqual([expect.stringMatching(fault)]);
  });
});
