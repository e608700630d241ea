import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { anchorsOf } from './anchors.js';

const ROOT = resolve(__dirname, '../..');

export interface Page {
  /** Path in the project, such as docs/errors.md. */
  path: string;
  text: string;
}

export interface Link {
  from: string;
  /** Path in the project. */
  path: string;
  anchor?: string;
}

/** Every page of the documentation, without the decisions in docs/adr, which describe the past. */
export const PAGES: Page[] = ['README.md', ...filesOf('docs').filter((path) => !path.startsWith('docs/adr/'))]
  .filter((path) => path.endsWith('.md'))
  .map(readPage);

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** Every file below a folder of the project. */
export function filesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => normalize(join(entry.parentPath, entry.name)).slice(ROOT.length + 1))
    .toSorted();
}

/** The links of a page to other files and to headings. Links to other sites are left out. */
export function linksOf({ path: from, text }: Page): Link[] {
  return [...withoutCode(text).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path, anchor]) => ({
    from,
    path: path === '' ? from : normalize(join(dirname(from), path!)),
    ...(anchor !== undefined && { anchor }),
  }));
}

/** What is wrong with a link, undefined if it leads somewhere. */
export function linkFault({ from, path, anchor }: Link): string | undefined {
  const file = join(ROOT, path);
  if (!existsSync(file)) return `${from} links to ${path}, which does not exist`;
  if (anchor === undefined || !path.endsWith('.md') || anchorsOf(file).includes(anchor)) return undefined;
  return `${from} links to ${path}#${anchor}, but there is no such heading`;
}

/** The text of a page without its blocks of code. */
export function withoutCode(text: string): string {
  return text.replace(/^( *)```[^]*?^\1```$/gm, '');
}

/** The cells of the rows of every table of a page, without heads. */
export function tableRowsOf(text: string): string[][] {
  return [...withoutCode(text).matchAll(/^\| *:?-[-| :]*\|\n((?:\|.*\|\n)*)/gm)].flatMap(([, body]) =>
    body!
      .trimEnd()
      .split('\n')
      .filter(Boolean)
      .map((row) =>
        row
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      ),
  );
}
