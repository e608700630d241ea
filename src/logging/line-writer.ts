/** Returns a writer that writes the lines of one turn of the event loop together, because each write is a system call. */
export function lineWriter(
  output: (text: string) => void = (text) => void process.stdout.write(text),
): (line: string) => void {
  let lines = '';
  const flush = () => {
    const text = lines;
    lines = '';
    if (text !== '') output(text);
  };
  process.once('exit', flush);
  return (line) => {
    if (lines === '') setImmediate(flush);
    lines += line;
  };
}
