const WIDTH = 60;

/** Lines in a frame, by which a developer finds a simulated message among the log lines of the console. */
export function boxed(lines: string[]): string {
  const rule = '─'.repeat(WIDTH);
  return `┌${rule}\n${lines.map((line) => `│ ${line}\n`).join('')}└${rule}\n`;
}
