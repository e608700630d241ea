import { refusalOfWrongCode, refusalWithoutLiveCode } from './code-refusal.policy.js';
import type { OtpTokenState } from './recent-otp-tokens.sql.js';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const otpToken = (changes: Partial<OtpTokenState>): OtpTokenState => ({
  id: 'newest',
  channel: 'sms',
  traceparent: null,
  status: 'active',
  digest: '',
  pepperId: '',
  expiresAt: new Date(NOW + 1),
  ...changes,
});
const matches = (id?: string) => (candidate: OtpTokenState) => candidate.id === id;

describe('The refusal of a wrong code', () => {
  const recent = [
    otpToken({}),
    otpToken({ id: 'replaced', status: 'superseded' }),
    otpToken({ id: 'old', status: 'used' }),
  ];

  it('says that the code was superseded when it is a superseded one', () => {
    expect(refusalOfWrongCode(recent, 3, NOW, matches('replaced'))).toEqual({ result: 'superseded', attemptsLeft: 3 });
  });

  it('says that the code has expired when it is the one being replaced', () => {
    const expired = otpToken({ id: 'replaced', status: 'replacing', expiresAt: new Date(NOW) });
    expect(refusalOfWrongCode([otpToken({}), expired], 3, NOW, matches('replaced'))).toEqual({ result: 'expired' });
  });

  it.each([undefined, 'old'])('says that the code is incorrect when it is none or an earlier used one: %s', (id) => {
    expect(refusalOfWrongCode(recent, 3, NOW, matches(id))).toEqual({ result: 'incorrect', attemptsLeft: 3 });
  });
});

describe('The refusal when no code is live', () => {
  it.each([
    ['not_found', undefined],
    ['superseded', otpToken({ status: 'superseded' })],
    ['expired', otpToken({ expiresAt: new Date(NOW) })],
    ['exhausted', otpToken({ expiresAt: new Date(NOW + 1) })],
  ])('is %s for %j', (result, newest) => {
    expect(refusalWithoutLiveCode(newest, NOW, matches())).toEqual({ result });
  });

  it('says that a code was used only to a client that knows it', () => {
    const used = otpToken({ status: 'used' });
    expect(refusalWithoutLiveCode(used, NOW, matches(used.id))).toEqual({ result: 'used' });
    expect(refusalWithoutLiveCode(used, NOW, matches())).toEqual({ result: 'not_found' });
  });
});
