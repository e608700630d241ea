import { addressKey, readAddress, readForwardedFor } from './client-address.js';

describe('readAddress', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    [' 203.0.113.9:1001 ', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['[::ffff:cb00:7109]:443', '203.0.113.9'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8::1%eth0', '2001:db8::1'],
  ])('reads %s as %s', (written, address) => {
    expect(readAddress(written)).toBe(address);
  });

  it.each(['', 'unknown', '_hidden', 'unix:', '256.1.1.1', '1.2.3.4:99999', '1.2.3.4:', '[1.2.3.4]', 'proxy.internal'])(
    'reads no address from "%s"',
    (written) => {
      expect(readAddress(written)).toBeUndefined();
    },
  );
});

it('addresses of one /64 have the same key', () => {
  expect(addressKey('2001:DB8:9:0:0:0:0:4')).toBe(addressKey('[2001:db8:9::5]:443'));
  expect(addressKey('2001:db8:9:1::4')).not.toBe(addressKey('2001:db8:9::4'));
});

it.each([
  ['203.0.113.1:80, [2001:db8::1]:443', '203.0.113.1, 2001:db8::1'],
  ['203.0.113.1, unknown, 10.0.0.1', '10.0.0.1'],
  ['203.0.113.1, ', ''],
])('of the forwarded addresses "%s" only "%s" are kept', (header, kept) => {
  expect(readForwardedFor(header)).toBe(kept);
});
