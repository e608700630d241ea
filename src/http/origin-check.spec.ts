import fc from 'fast-check';
import { judgeSource, type RequestSource } from './origin-check.js';

const OWN = 'https://api.example';
const ALLOWED = ['https://app.example', 'https://admin.example'];
const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', ''];
const SITES = ['same-origin', 'none', 'same-site', 'cross-site', '', 'anything', undefined];

const sources: fc.Arbitrary<RequestSource> = fc.record({
  method: fc.constantFrom(...UNSAFE),
  origin: fc.oneof(
    fc.constantFrom(OWN, ...ALLOWED, 'null', '', 'https://api.example.evil.example', 'http://api.example', undefined),
    fc.webUrl(),
    fc.string(),
  ),
  site: fc.constantFrom(...SITES),
  carriesSession: fc.boolean(),
  carriesCredentials: fc.boolean(),
});
const judge = (source: RequestSource) => judgeSource(source, OWN, ALLOWED);

describe('judgeSource', () => {
  it('never allows a page of a foreign origin to change anything', () => {
    fc.assert(
      fc.property(sources, (source) => {
        fc.pre(source.origin !== undefined && ![OWN, ...ALLOWED].includes(source.origin));
        return judge(source) === 'foreign';
      }),
      { numRuns: 2000 },
    );
  });

  it('never allows a page of another site, as the browser reports it, to change anything unless its origin is allowed', () => {
    fc.assert(
      fc.property(sources, (source) => {
        fc.pre(source.site !== undefined && !['same-origin', 'none'].includes(source.site));
        return judge(source) === 'foreign' || ALLOWED.includes(source.origin ?? '');
      }),
      { numRuns: 2000 },
    );
  });

  it('never allows session cookies alone to change anything', () => {
    fc.assert(
      fc.property(sources, (source) => {
        const bare = { ...source, origin: undefined, site: undefined, carriesSession: true, carriesCredentials: false };
        return judge(bare) === 'unknown';
      }),
    );
  });

  it('allows every request to read', () => {
    fc.assert(
      fc.property(sources, fc.constantFrom('GET', 'HEAD', 'OPTIONS'), (source, method) => {
        return judge({ ...source, method }) === 'allowed';
      }),
    );
  });

  it('allows servers and apps, which send neither header and no cookie, to do everything', () => {
    fc.assert(
      fc.property(sources, (source) => {
        return judge({ ...source, origin: undefined, site: undefined, carriesSession: false }) === 'allowed';
      }),
    );
  });
});
