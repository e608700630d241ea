import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { en } from './en.js';
import { fa } from './fa.js';

const FOLDER = join('console');
const TEXTS = { en, fa };

describe('texts of the console', () => {
  it('every language has the same keys, and the same values in each text', () => {
    const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted();
    for (const texts of Object.values(TEXTS)) {
      expect(Object.keys(texts).toSorted()).toEqual(Object.keys(en).toSorted());
      for (const [key, text] of Object.entries(texts)) {
        expect(text.trim()).not.toBe('');
        expect([key, placeholders(text)]).toEqual([key, placeholders(en[key as keyof typeof en])]);
      }
    }
  });

  it('every text is used', () => {
    const sources = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('texts'))
      .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
      .join('\n');
    const unused = Object.keys(en).filter((key) => !key.includes('.') && !sources.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });
});
