import { lineWriter } from './line-writer.js';

describe('lineWriter', () => {
  const turn = () =>
    new Promise((done) => {
      setImmediate(done);
    });

  it('lines of one turn of the event loop are written together, in their order', async () => {
    const written: string[] = [];
    const write = lineWriter((text) => written.push(text));
    write('one\n');
    write('two\n');
    expect(written).toEqual([]);
    await turn();
    write('three\n');
    await turn();
    expect(written).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('a process that exits writes what it has logged', () => {
    const written: string[] = [];
    const onExit = jest.spyOn(process, 'once');
    lineWriter((text) => written.push(text))('last words\n');
    const [event, flush] = onExit.mock.calls.at(-1)!;
    flush();
    expect([event, ...written]).toEqual(['exit', 'last words\n']);
  });
});
