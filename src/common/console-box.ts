const WIDTH = 60;

/** Draws a frame around lines, so that developers find a simulated message among the log lines. */
export function boxed(lines: string[]): string {
  const rule = '─'.repeat(WIDTH);
  return `┌${rule}\n${lines.map((line) => `│ ${line}\n`).join('')}└${rule}\n`;
}
