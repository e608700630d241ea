// The pages of the site: those of docs/ and README.md, and one for each file of the project that they link to. The links
// of a page work on GitHub; here they are rewritten for the site.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nameOf, pagesWithoutGroup, titleOf } from './sidebar.mjs';

const site = dirname(fileURLToPath(import.meta.url));
const root = dirname(site);
export const pagesFolder = join(site, 'pages');

const LANGUAGES = {
  '.json': 'json',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.conf': 'nginx',
  '.service': 'ini',
  '.example': 'ini',
};
/** A block of code, in which nothing is a link, or the target of a link. */
const BLOCK_OR_LINK = /^( *)```[^]*?^\1```$|(?<=\]\()(?!\w+:)([^)#\s]+)(?=(?:#[^)\s]+)?\))/gm;

export function assemblePages() {
  const docs = filesBelow('docs');
  const pages = ['README.md', ...docs.filter((path) => path.endsWith('.md'))];
  const ungrouped = pagesWithoutGroup(pages);
  if (ungrouped.length > 0) throw new Error(`No group of site/sidebar.mjs has ${ungrouped.join(', ')}.`);

  rmSync(pagesFolder, { recursive: true, force: true });
  const linked = new Set();
  for (const page of pages) write(placeOf(page), withLinksOfSite(page, linked));
  retitle(placeOf('README.md'), 'Getting started');
  writeDecisions(docs.filter((path) => path.startsWith('docs/adr/')));
  for (const path of linked) writeLinked(path, linked);
  cpSync(join(root, 'docs/pictures'), join(pagesFolder, 'pictures'), { recursive: true });
  const mermaid = 'mermaid.tiny.js';
  cpSync(join(site, 'node_modules/@mermaid-js/tiny/dist', mermaid), join(pagesFolder, 'public', mermaid));
}

/** @param linked gets the paths of the project that are no page, but need one */
function withLinksOfSite(page, linked) {
  return readFileSync(join(root, page), 'utf8').replace(BLOCK_OR_LINK, (found, _indent, target) => {
    if (target === undefined) return found;
    const path = normalize(join(dirname(page), target)).replace(/\/$/, '');
    if (!existsSync(join(root, path))) throw new Error(`${page} links to ${path}, which does not exist.`);
    if (!path.startsWith('docs/') && path !== 'README.md') linked.add(path);
    return relativePath(placeOf(page), placeOf(path));
  });
}

/** Where a file or folder of the project stands in the site. */
function placeOf(path) {
  if (path === 'README.md' || path === 'docs/adr' || /^docs\/.*\.md$/.test(path)) return `${nameOf(path)}.md`;
  if (path.startsWith('docs/')) return path.slice('docs/'.length);
  return `files/${path.replaceAll(/[^\w-]+/g, '-').replace(/^-/, '')}.md`;
}

function retitle(place, title) {
  const path = join(pagesFolder, place);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^# .+$/m, `# ${title}`));
}

function writeDecisions(decisions) {
  const lines = decisions.map((path) => `- [${titleOf(join(root, path))}](${path.slice('docs/adr/'.length)})`);
  write('adr/index.md', `# Decisions\n\nEach page gives one decision with its reasons.\n\n${lines.join('\n')}\n`);
}

/** @param linked grows while it is walked: the files of a folder get pages too */
function writeLinked(path, linked) {
  const head = `---\nsearch: false\naside: false\n---\n\n# ${path}\n\n`;
  if (statSync(join(root, path)).isDirectory()) {
    const files = filesBelow(path);
    for (const file of files) linked.add(file);
    const lines = files.map((file) => `- [${relative(path, file)}](${relativePath(placeOf(path), placeOf(file))})`);
    write(placeOf(path), `${head}${lines.join('\n')}\n`);
    return;
  }
  const text = readFileSync(join(root, path), 'utf8').trimEnd();
  write(placeOf(path), `${head}\`\`\`\`${LANGUAGES[extname(path)] ?? 'text'}\n${text}\n\`\`\`\`\n`);
}

function write(place, text) {
  const path = join(pagesFolder, place);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function relativePath(from, to) {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .toSorted();
}
