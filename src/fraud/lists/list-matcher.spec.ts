import { parseListEntry, type ListName } from './list-entry.js';
import { kindOfEntry, ListMatcher } from './list-matcher.js';

function matcher(...entries: [ListName, string][]): ListMatcher {
  return new ListMatcher(
    entries.map(([list, written]) => {
      const entry = parseListEntry(written, 'IR');
      if (!entry) throw new Error(`${written} is no entry`);
      expect(kindOfEntry(entry.text)).toBe(entry.kind);
      return { list, ...entry };
    }),
  );
}

const NUMBER = { recipient: '+989123456789', country: 'IR', address: '203.0.113.7' };
const MAILBOX = { recipient: 'a@b.example', address: '203.0.113.7' };

describe('parseListEntry', () => {
  it.each([
    ['ir', 'IR'],
    ['+98912*', '+98912*'],
    ['09123456789', '+989123456789'],
    ['A@B.example', 'a@b.example'],
    ['@B.example', '@b.example'],
    ['192.0.2.0/24', '192.0.2.0/24'],
    ['192.0.2.1', '192.0.2.1/32'],
    ['2001:DB8::/32', '2001:db8::/32'],
  ])('reads %s as %s', (written, text) => expect(parseListEntry(written, 'IR')?.text).toBe(text));

  it.each(['', 'ZZ', '98912*', '+*', '@', '@b', '192.0.2.0/33', '192.0.2.0/x', 'hello', '+98'])(
    'refuses %j',
    (written) => expect(parseListEntry(written, 'IR')).toBeUndefined(),
  );
});

describe('ListMatcher', () => {
  it.each<[string, string]>([
    ['IR', 'a country'],
    ['+98912*', 'a prefix'],
    ['+989123456789', 'a number'],
    ['203.0.113.0/24', 'a range of client addresses'],
  ])('finds %s as %s', (entry) => expect(matcher(['block', entry]).find(NUMBER)).toEqual({ list: 'block', entry }));

  it.each(['a@b.example', '@b.example'])('finds %s for an e-mail address', (entry) => {
    expect(matcher(['block', entry]).find(MAILBOX)).toEqual({ list: 'block', entry });
  });

  it.each(['TR', '+98913*', '+989123456788', '@c.example', '203.0.114.0/24'])('leaves others alone: %s', (entry) => {
    expect(matcher(['block', entry]).find(NUMBER)).toBeUndefined();
    expect(matcher(['block', entry]).find(MAILBOX)).toBeUndefined();
  });

  it('lets the more specific entry for a recipient decide', () => {
    expect(matcher(['block', '+98912*'], ['allow', '+989123456789']).find(NUMBER)?.list).toBe('allow');
    expect(matcher(['allow', 'IR'], ['block', '+98912*']).find(NUMBER)?.list).toBe('block');
  });

  it('lets the block decide if both lists have the entry, or the recipient and the client address disagree', () => {
    expect(matcher(['block', 'IR'], ['allow', 'IR']).find(NUMBER)?.list).toBe('block');
    expect(matcher(['allow', '+989123456789'], ['block', '203.0.113.7']).find(NUMBER)?.list).toBe('block');
  });

  it('reads an IPv4-mapped client address as IPv4', () => {
    expect(matcher(['block', '203.0.113.0/24']).find({ ...NUMBER, address: '::ffff:203.0.113.7' })?.list).toBe('block');
  });
});
