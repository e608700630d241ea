import { backlogFaults, conversionFaults, creditFaults } from './fault.policy.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const backlog = { lateCodes: 0, lateMessages: 0, oldestQueuedAt: new Date(NOW - 90_000), abandoned: 0 };
const conversion = { provider: 'kavenegar', recent: 100, recentUsed: 80, earlier: 1000, earlierUsed: 800 };

it('messages that are not late are no backlog, however many wait', () => {
  expect(backlogFaults(backlog, NOW)).toEqual([]);
});

it('late codes are a backlog with the age of the oldest', () => {
  expect(backlogFaults({ ...backlog, lateCodes: 3 }, NOW)).toEqual([
    { kind: 'backlog', summary: '3 codes and 0 other messages are late, the oldest by 1 minutes. Start more workers.' },
  ]);
});

it('only accounts with low credit are a fault', () => {
  const account = { checkedAt: new Date(NOW), low: false };
  expect(
    creditFaults([
      { ...account, provider: 'twilio' },
      { ...account, provider: 'kavenegar', low: true },
    ]),
  ).toMatchObject([{ kind: 'low_credit', about: 'kavenegar' }]);
});

describe('a drop of conversion', () => {
  it('is a ratio below three fifths of that of the day before', () => {
    expect(conversionFaults([{ ...conversion, recentUsed: 48 }])).toEqual([]);
    expect(conversionFaults([{ ...conversion, recentUsed: 47 }])).toEqual([
      {
        kind: 'conversion_drop',
        about: 'kavenegar',
        summary:
          'Of the codes that kavenegar sent in the last hour, 47 % were entered, after 80 % during the day before. Check whether its messages arrive.',
      },
    ]);
  });

  it('needs enough codes in both times', () => {
    expect(conversionFaults([{ ...conversion, recent: 49, recentUsed: 0 }])).toEqual([]);
    expect(conversionFaults([{ ...conversion, earlier: 199, earlierUsed: 199, recentUsed: 0 }])).toEqual([]);
  });
});
