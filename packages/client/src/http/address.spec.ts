import { addressOf } from './address.js';

describe('addressOf', () => {
  it('escapes parameters of the path and the query, and leaves out undefined ones', () => {
    const address = addressOf('/sms/rate-limits/{phone}', { phone: '+98/1' }, { a: 'x y', b: undefined, c: [1, 2] });
    expect(address).toBe('/sms/rate-limits/%2B98%2F1?a=x%20y&c=1&c=2');
  });
});
