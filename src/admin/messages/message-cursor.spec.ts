import { readCursor, writeCursor } from './message-cursor.js';

describe('A cursor', () => {
  const place = { createdAt: new Date('2026-01-31T12:00:00.123Z'), id: '0198c5e2-7b1a-7000-8000-123456789012' };

  it('is read as it was written, to the millisecond', () => {
    expect(writeCursor(place)).toMatch(/^[\w-]+$/);
    expect(readCursor(writeCursor(place))).toEqual(place);
  });

  it.each(['', 'x', '!', Buffer.from('1.2').toString('base64url'), `${writeCursor(place)}AAAA`])(
    'is refused if it is "%s"',
    (text) => {
      expect(readCursor(text)).toBeUndefined();
    },
  );
});
