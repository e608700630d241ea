import { readFileSync } from 'node:fs';
import { assemblePages, pagesFolder } from '../assemble-pages.mjs';
import { sidebarOf } from '../sidebar.mjs';
import { writeMarkdown } from '../write-markdown.mjs';

assemblePages();

const description = 'Self-hosted one-time codes by SMS, voice call and e-mail';
const sidebar = sidebarOf(pagesFolder);
const icon = readFileSync(new URL('../../console/icon.svg', import.meta.url), 'utf8');

export default {
  title: 'Ramz',
  description,
  lang: 'en',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: 'node_modules/.cache/vitepress',
  // Examples show the address of a Ramz on the reader's machine.
  ignoreDeadLinks: 'localhostLinks',
  markdown: {
    anchor: { slugify },
    toc: { slugify },
    languageAlias: { promql: 'sql' },
    config: renderDiagrams,
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/getting-started' },
      { text: 'Configuration', link: '/configuration' },
      { text: 'Errors', link: '/errors' },
      { text: 'Going live', link: '/going-live' },
    ],
    sidebar,
    outline: { level: [2, 3] },
  },
  // The index of the search is one large file.
  vite: { build: { chunkSizeWarningLimit: 3000 } },
  buildEnd: ({ outDir }) => writeMarkdown({ pages: pagesFolder, outDir, description, sidebar }),
};

/** Names headings as GitHub does, so that links to them work in both places. */
function slugify(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

/** Blocks of Mermaid become pictures in the browser. */
function renderDiagrams(md) {
  const { fence } = md.renderer.rules;
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index];
    if (info.trim() !== 'mermaid') return fence(tokens, index, ...rest);
    return `<Diagram source="${encodeURIComponent(content)}" />`;
  };
}
