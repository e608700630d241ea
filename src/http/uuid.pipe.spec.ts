import { UuidPipe } from './uuid.pipe.js';

describe('UuidPipe', () => {
  const sentence = 'There is no message with this id.';

  it('returns a UUID in lower case', () => {
    const id = '0198C5E2-7B1A-7000-8000-123456789012';
    expect(new UuidPipe(sentence).transform(id)).toBe(id.toLowerCase());
  });

  it.each(['', 'nonsense', '0198c5e2', '\0', '{0198c5e2-7b1a-7000-8000-123456789012}'])(
    'answers "%s" with not_found and the sentence of the route',
    (text) => {
      const error = expect.objectContaining({ code: 'not_found', detail: sentence });
      expect(() => new UuidPipe(sentence).transform(text)).toThrow(error);
    },
  );
});
