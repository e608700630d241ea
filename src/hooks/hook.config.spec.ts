import { hookConfig } from './hook.config.js';

const SUPABASE = 'v1,whsec_dGhpcyBpcyBub3QgYSBzZWNyZXQgYnV0IGFuIGV4YW1wbGU=';
const KEY = 'a-signing-key-of-tests';

describe('HOOK_SECRETS', () => {
  it('takes the secret of Supabase with its comma, beside others', () => {
    const { secrets } = hookConfig.read({ HOOK_SECRETS: `supabase:${SUPABASE},zitadel:${KEY}` });
    expect([...secrets]).toEqual([
      ['supabase', SUPABASE],
      ['zitadel', KEY],
    ]);
  });

  it('names no server where it is absent', () => {
    expect(hookConfig.read({}).secrets.size).toBe(0);
  });

  it.each([
    ['an unknown server', `keycloak:${KEY}`],
    ['a short secret', 'kratos:short'],
    ['no name', KEY],
  ])('refuses %s, without the secret in the sentence', (_, text) => {
    const faults = hookConfig.findFaults({ HOOK_SECRETS: text });
    expect(faults).toEqual([expect.stringMatching(/^HOOK_SECRETS must be a list of server:secret/)]);
    expect(faults.join()).not.toContain(KEY);
  });
});
