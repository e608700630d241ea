import { readPage } from './pages.js';

/** The code blocks of a page that have a marker such as `<!-- snippet verify.mjs -->`, by name. */
export function snippetsOf(path: string): Record<string, string> {
  const found = readPage(path).text.matchAll(/<!-- snippet (\S+) -->\n+```\w+\n(.*?)\n```/gs);
  return Object.fromEntries([...found].map(([, name, code]) => [name!, `${code!}\n`]));
}
