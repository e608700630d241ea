import { readFileSync } from 'node:fs';

/** The blocks of shell commands under a heading of a page, so that a test can run them as they are documented. */
export function commandsOf(page: string, heading: string): string[] {
  const text = readFileSync(page, 'utf8');
  const section = new RegExp(`^#+ ${heading}\\n([^]*?)(?=^#+ |(?![^]))`, 'm').exec(withoutComments(text))?.[1];
  const blocks = [...(section ?? '').matchAll(/^( *)```sh\n([^]*?)^\1```$/gm)].map(([, , block]) => block!);
  if (blocks.length === 0) throw new Error(`${page} has no commands under "${heading}".`);
  return blocks;
}

/** A line of a block that starts with # looks like a heading. */
function withoutComments(text: string): string {
  return text.replace(/^ *```sh\n[^]*?^ *```$/gm, (block) => block.replace(/^#.*\n/gm, ''));
}
