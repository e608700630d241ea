import { PAGES, readPage } from './pages.js';

/** A command that a page shows in a block for a shell. */
export interface ShellCommand {
  page: string;
  language: 'sh' | 'console';
  command: string;
}

/** Pages beside those of docs that show commands. */
const OTHERS = ['bench/README.md', 'packages/client/README.md', 'packages/elements/README.md'].map(readPage);

/**
 * The commands of every page, in order, each on the lines it has there. Settings such as `PORT=80` alone are no command,
 * and neither is what a block of `console` shows as an answer.
 */
export function shellCommands(): ShellCommand[] {
  return [...PAGES, ...OTHERS].flatMap(({ path, text }) =>
    [...text.matchAll(/^( *)```(sh|console)\n([^]*?)^\1```$/gm)].flatMap(([, indent, language, block]) =>
      block!
        .replaceAll(new RegExp(`^${indent}`, 'gm'), '')
        .split(/(?<!\\)\n/)
        .filter((line) => language === 'sh' || line.startsWith('$ '))
        .map((line) =>
          line
            .replace(/^\$ /, '')
            .replace(/ +# .*$/, '')
            .trim(),
        )
        .filter((line) => line !== '' && !line.startsWith('#') && !/^\w+=\S*$/.test(line))
        .map((command) => ({ page: path, language: language as 'sh' | 'console', command })),
    ),
  );
}
