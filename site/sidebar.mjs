import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The groups of the site's sidebar, with pages as they are called in the site, without `.md`. */
export const GROUPS = {
  Start: ['getting-started', 'configuration', 'simulation', 'security'],
  'Client developers': ['codes', 'sessions', 'errors', 'element', 'client', 'auth-servers', 'testing'],
  Sending: ['kavenegar', 'twilio', 'smsir', 'ghasedak', 'email', 'human-check', 'fraud', 'delivery', 'costs'],
  'In production': ['going-live', 'deployment', 'operations', 'capacity', 'scaling', 'metrics', 'tracing', 'events'],
  'Operators and support': ['command-line', 'doctor', 'console', 'studio', 'code-did-not-arrive'],
  Moving: [
    'moving/index',
    'moving/shop-on-kavenegar',
    'moving/marketplace-on-twilio',
    'moving/django-on-kavenegar',
    'moving/kavenegar-412',
    'moving/kavenegar-verify',
  ],
  Contributors: ['architecture', 'adding-a-route', 'adding-a-limit', 'adding-a-provider'],
};

/** Names in the site that are not those of docs/. @type {Record<string, string>} */
const NAMES = { 'README.md': 'getting-started', 'docs/moving/README.md': 'moving/index', 'docs/adr': 'adr/index' };

/**
 * What a page of the project is called in the site.
 * @param {string} path
 * @returns {string}
 */
export function nameOf(path) {
  return NAMES[path] ?? path.replace(/^docs\//, '').replace(/\.md$/, '');
}

/**
 * The pages of the project that the sidebar lacks.
 * @param {string[]} paths
 * @returns {string[]}
 */
export function pagesWithoutGroup(paths) {
  const grouped = new Set(Object.values(GROUPS).flat());
  return paths.filter((path) => {
    const name = nameOf(path);
    // The logo leads to the start page, and decisions have a list of their own.
    return name !== 'index' && !name.startsWith('adr/') && !grouped.has(name);
  });
}

/**
 * The sidebar, with the headings of the assembled pages as titles.
 * @param {string} folder
 */
export function sidebarOf(folder) {
  const item = (/** @type {string} */ page) => ({
    text: titleOf(join(folder, `${page}.md`)),
    link: `/${page.replace(/(^|\/)index$/, '$1')}`,
  });
  const decisions = readdirSync(join(folder, 'adr'))
    .filter((name) => name !== 'index.md')
    .toSorted()
    .map((name) => item(`adr/${name.slice(0, -'.md'.length)}`));
  return [
    ...Object.entries(GROUPS).map(([text, pages]) => ({ text, collapsed: false, items: pages.map(item) })),
    { text: 'Decisions', link: '/adr/', collapsed: true, items: decisions },
  ];
}

/**
 * The first heading of a page.
 * @param {string} path
 * @returns {string}
 */
export function titleOf(path) {
  const [, title] = /^# (.+)$/m.exec(readFileSync(path, 'utf8')) ?? [];
  if (title === undefined) throw new Error(`${path} has no heading.`);
  return title;
}
