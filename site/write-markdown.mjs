import { cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Puts each page as Markdown beside its HTML, and lists them in llms.txt (https://llmstxt.org). */
export function writeMarkdown({ pages, outDir, description, sidebar }) {
  cpSync(pages, outDir, { recursive: true, filter: (path) => basename(path) !== 'public' });
  const sections = sidebar.map(({ text, link, items }) => {
    const pagesOfGroup = link === undefined ? items : [{ text, link }, ...items];
    return `## ${text}\n\n${pagesOfGroup.map((item) => `- [${item.text}](${markdownOf(item.link)})`).join('\n')}\n`;
  });
  const head = `# Ramz\n\n> ${description}\n\nStart page: [Ramz](/index.md)\n`;
  writeFileSync(join(outDir, 'llms.txt'), [head, ...sections].join('\n'));
}

/** The Markdown of the page that a link of the sidebar leads to. */
function markdownOf(link) {
  return link.endsWith('/') ? `${link}index.md` : `${link}.md`;
}
