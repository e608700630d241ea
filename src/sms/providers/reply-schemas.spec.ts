import { messageId, parseJson, wholeNumber } from './reply-schemas.js';

describe('parseJson', () => {
  it('ids of 64 bits are strings and stay exact', () => {
    expect(parseJson('{"id": 9223372036854775807, "list": [{"uid":1}], "n": 1}', 'id', 'uid')).toEqual({
      id: '9223372036854775807',
      list: [{ uid: '1' }],
      n: 1,
    });
  });

  it.each(['', '{', '<html>'])('the text %j is not JSON', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });
});

describe('messageId', () => {
  it.each([17, '17'])('%j is an id and becomes a string', (id) => {
    expect(messageId.parse(id)).toBe('17');
  });

  it.each([0, '0', '', -1, 1.5, 'x', null])('%j is not an id', (id) => {
    expect(messageId.safeParse(id).success).toBe(false);
  });
});

describe('wholeNumber', () => {
  it.each([17, '17'])('%j is a whole number', (value) => {
    expect(wholeNumber.parse(value)).toBe(17);
  });

  it.each(['', '1.5', 'x', null])('%j is not a whole number', (value) => {
    expect(wholeNumber.safeParse(value).success).toBe(false);
  });
});
