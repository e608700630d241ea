import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { PROVIDERS } from './index.js';

const LIST = 'src/sms/providers/index.ts';
const GENERATED = 'src/database/generated/';

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.startsWith(GENERATED))
  .filter((path) => path !== LIST)
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

describe.each(PROVIDERS)('The provider $name', ({ name, title }) => {
  const folder = `src/sms/providers/${name}`;

  it('has a folder and a page of its name', () => {
    expect(existsSync(`${folder}/index.ts`)).toBe(true);
    expect(existsSync(`docs/${name}.md`)).toBe(true);
  });

  it('is named by no source file outside its folder, except in the list of providers', () => {
    // Any spelling: in any case, with or without the punctuation of the title.
    const spelling = new RegExp(`${name}|${title.replace(/[^a-z0-9]+/gi, '[^a-z0-9]?')}`, 'i');
    const places = sources
      .filter(({ path }) => !path.startsWith(`${folder}/`))
      .flatMap(({ path, text }) => text.split('\n').map((line, index) => ({ place: `${path}:${index + 1}`, line })))
      .filter(({ line }) => spelling.test(line))
      .map(({ place, line }) => `${place} ${line.trim()}`);
    expect(places).toEqual([]);
  });
});
