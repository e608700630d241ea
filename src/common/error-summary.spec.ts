import { summarizeError } from './error-summary.js';

describe('summarizeError', () => {
  it('keeps the first line that says something', () => {
    expect(summarizeError(new Error('\n  The key is unknown \nat row 1'))).toBe('Unexpected error: The key is unknown');
    expect(summarizeError('no error at all')).toBe('Unexpected error: no error at all');
    expect(summarizeError(new Error(''))).toBe('Unexpected error: no message');
  });

  it('hides digits of codes and numbers, and keeps short ones', () => {
    expect(summarizeError(new Error('424: +989120000001 got 1234'))).toBe('Unexpected error: 424: +**** got ****');
  });

  it('ends a long text', () => {
    expect(summarizeError(new Error('x'.repeat(1000))).length).toBeLessThan(330);
  });
});
