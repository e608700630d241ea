import { readEventCursor, writeEventCursor } from './event-cursor.js';

describe('the cursor of the events', () => {
  it('is read as it was written', () => {
    const position = { tx: 742n, seq: 1042n };
    expect(readEventCursor(writeEventCursor(position))).toEqual(position);
  });

  it.each([
    '',
    'x',
    Buffer.from('1.-1').toString('base64url'),
    Buffer.from(`1.${'9'.repeat(19)}`).toString('base64url'),
  ])('%j is not read', (text) => {
    expect(readEventCursor(text)).toBeUndefined();
  });
});
