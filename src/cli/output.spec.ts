import { Output } from './output.js';

function capture(json: boolean) {
  const written = { out: '', err: '' };
  const output = new Output(
    json,
    { write: (text) => (written.out += text) },
    { write: (text) => (written.err += text) },
  );
  return { output, written };
}

describe('The output of a command', () => {
  it('is text for people, and everything else goes to standard error', () => {
    const { output, written } = capture(false);
    output.note('Deleting…');
    output.answer({ result: { rows: 1 }, text: ['WHAT  ROWS', 'codes  1'] });
    expect(written).toEqual({ out: 'WHAT  ROWS\ncodes  1\n', err: 'Deleting…\n' });
  });

  it('is one document with --json, also for an error, whose sentence goes to standard error', () => {
    const { output, written } = capture(true);
    output.failure({ code: 'not_found', message: 'There is no such user.', exitStatus: 1 });
    expect(JSON.parse(written.out)).toEqual({
      ok: false,
      error: { code: 'not_found', message: 'There is no such user.' },
    });
    expect(written.err).toBe('There is no such user.\n');
  });

  it('has several results as documents on a line each', () => {
    const { output, written } = capture(true);
    for (const id of [1n, 2n]) output.item({ result: { id }, text: '' });
    expect(written.out).toBe('{"id":"1"}\n{"id":"2"}\n');
  });
});
