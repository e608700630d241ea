import { Webhook } from 'standardwebhooks';
import { webhookHeaders } from './webhook-signature.js';

const [FIRST, SECOND, OTHER] = ['a', 'b', 'c'].map((letter) => Buffer.from(letter.repeat(32))) as [
  Buffer,
  Buffer,
  Buffer,
];
const BODY = '{"type":"otp.verified"}';
const receiverWith = (secret: Buffer) => new Webhook(`whsec_${secret.toString('base64')}`);

describe('the signature of an event', () => {
  it('is accepted by the published library', () => {
    const headers = webhookHeaders('evt_1', Date.now(), BODY, [FIRST]);
    expect(receiverWith(FIRST).verify(BODY, headers)).toEqual({ type: 'otp.verified' });
  });

  it('is accepted with either secret of a rotation, and with no other', () => {
    const headers = webhookHeaders('evt_1', Date.now(), BODY, [FIRST, SECOND]);
    expect(() => receiverWith(FIRST).verify(BODY, headers)).not.toThrow();
    expect(() => receiverWith(SECOND).verify(BODY, headers)).not.toThrow();
    expect(() => receiverWith(OTHER).verify(BODY, headers)).toThrow('No matching signature found');
  });

  it('does not fit another body or another id', () => {
    const headers = webhookHeaders('evt_1', Date.now(), BODY, [FIRST]);
    expect(() => receiverWith(FIRST).verify('{}', headers)).toThrow();
    expect(() => receiverWith(FIRST).verify(BODY, { ...headers, 'webhook-id': 'evt_2' })).toThrow();
  });

  it('is left out without a secret', () => {
    expect(Object.keys(webhookHeaders('evt_1', Date.now(), BODY, []))).toEqual(['webhook-id', 'webhook-timestamp']);
  });
});
