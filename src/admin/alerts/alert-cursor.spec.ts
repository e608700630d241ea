import { readAlertCursor, writeAlertCursor } from './alert-cursor.js';

it('a cursor is read as the place that was written', () => {
  const place = { raisedAt: new Date('2026-01-31T12:00:00.123Z'), name: 'breaker_open:kavenegar/lookup/sms/CO' };
  expect(readAlertCursor(writeAlertCursor(place))).toEqual(place);
});

it.each(['', 'x', 'MTIz', '9999999999999999.a', '999999999999999.a', '1.\0', '-1.a'])(
  'a cursor that was made up is not read: %j',
  (text) => {
    expect(readAlertCursor(text)).toBeUndefined();
    expect(readAlertCursor(Buffer.from(text).toString('base64url'))?.raisedAt.getTime()).not.toBeNaN();
  },
);
