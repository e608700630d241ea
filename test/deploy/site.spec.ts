import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { filesOf } from '../support/pages.js';
import { runInBackground } from '../support/run-in-background.js';

const SITE = resolve('site/dist');
const PAGES = filesOf('docs').filter((path) => path.endsWith('.md') && path !== 'docs/index.md');

/** The build takes half a minute of CPU, and its packages are installed first. */
const BUILD_TIMEOUT_MS = 600_000;

describe('the documentation as a site', () => {
  let pages: Map<string, string>;

  beforeAll(async () => {
    await runInBackground('npm', ['run', 'docs:site']);
    const names = readdirSync(SITE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
    pages = new Map(names.map((name) => [name, readFileSync(join(SITE, name), 'utf8')]));
  }, BUILD_TIMEOUT_MS);

  it('has every page of docs, and reaches each of them from the sidebar or from another page', () => {
    const reached = new Set(['index.html']);
    // A set may grow while it is walked.
    for (const name of reached) for (const { target } of linksOf(name, pages.get(name) ?? '')) reached.add(target);
    expect(PAGES.map(siteNameOf).filter((name) => !pages.has(`${name}.html`) || !reached.has(`${name}.html`))).toEqual(
      [],
    );
  });

  it('has no link to a page, a heading, a file or a picture that is missing', () => {
    const dead = [...pages].flatMap(([name, html]) =>
      linksOf(name, html)
        .filter(({ target, anchor }) => !leadsSomewhere(target, anchor))
        .map(({ target, anchor }) => `${name}: ${target}#${anchor}`),
    );
    expect(dead).toEqual([]);
  });

  it('has an index of the search, which knows words of the pages', () => {
    const [index] = readdirSync(join(SITE, 'assets/chunks')).filter((name) => name.startsWith('@localSearchIndex'));
    expect(readFileSync(join(SITE, 'assets/chunks', index!), 'utf8')).toContain('misconfigured');
  });

  it('lists every page in llms.txt, and serves it as Markdown', () => {
    const list = readFileSync(join(SITE, 'llms.txt'), 'utf8');
    const missing = PAGES.map((path) => `/${siteNameOf(path)}.md`).filter(
      (path) => !list.includes(`](${path})`) || !existsSync(join(SITE, path)),
    );
    expect(missing).toEqual([]);
    const unlisted = [...list.matchAll(/\]\((\/[^)]+)\)/g)].filter(([, path]) => !existsSync(join(SITE, path!)));
    expect(unlisted).toEqual([]);
  });

  it('draws diagrams instead of showing their source', () => {
    expect(pages.get('delivery.html')).toContain('class="diagram"');
    expect(existsSync(join(SITE, 'mermaid.tiny.js'))).toBe(true);
  });

  function leadsSomewhere(target: string, anchor: string): boolean {
    if (!target.endsWith('.html')) return existsSync(join(SITE, target));
    return pages.has(target) && (anchor === '' || pages.get(target)!.includes(` id="${anchor}"`));
  }
});

function siteNameOf(path: string): string {
  return path.slice('docs/'.length, -'.md'.length).replace(/\bREADME$/, 'index');
}

/** Links and pictures of a page within the site: paths below its root, folders as their index. */
function linksOf(name: string, html: string): { target: string; anchor: string }[] {
  return [...html.matchAll(/<(?:a|img|link|script)\b[^>]*? (?:href|src)="(?!\w+:)([^"#]*)#?([^"]*)"/g)].map(
    ([, path, anchor]) => {
      const full = path === '' ? name : posix.join('/', posix.dirname(name), '.', path!).slice(1);
      const absolute = path!.startsWith('/') ? path!.slice(1) : full;
      const target = absolute === '' || absolute.endsWith('/') ? `${absolute}index.html` : absolute;
      return { target: /\.\w+$/.test(target) ? target : `${target}.html`, anchor: decodeURIComponent(anchor!) };
    },
  );
}
