import { z } from 'zod';
import { defineConfig } from './define-config.js';
import { renderEnvExample, renderTable, renderVariableTable, replaceGenerated } from './documentation.js';
import { choice, integer, text } from './values.js';
import { variable } from './variable.js';

const shopConfig = defineConfig('shop', {
  title: 'Shop',
  variables: {
    PORT: variable(integer(1, 9), { default: '7', help: 'Port of the shop' }),
    MODE: variable(choice('open', 'closed'), { help: 'Whether `PORT` is open: [shop.md](shop.md#mode)' }),
    TAGS: variable(text, { default: '', values: 'list', help: 'Tags, as the [manual](https://shop.example) says' }),
    KEY: variable(text, { unset: 'no shop', help: 'Key' }),
  },
  read: () => ({}),
});
const undocumented = defineConfig('bare', { title: 'Bare', variables: { BARE: z.string() }, read: () => ({}) });

describe('renderEnvExample', () => {
  it('writes every variable as a comment, with its default and its help in plain text', () => {
    expect(renderEnvExample([shopConfig]))
      .toBe(`# Copy to .env and uncomment what you change. docs/configuration.md explains every variable.

## Shop

# Port of the shop
# PORT=7
# Whether PORT is open
# MODE=
# Tags, as the manual says
# TAGS=
# Key
# KEY=
`);
  });
});

describe('renderVariableTable', () => {
  it('writes default, accepted values and help of every variable', () => {
    const rows = renderVariableTable(shopConfig)
      .split('\n')
      .map((row) =>
        row
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      );
    expect([rows[0], ...rows.slice(2)]).toEqual([
      ['Variable', 'Default', 'Values', 'Meaning'],
      ['`PORT`', '`7`', '1 to 9', 'Port of the shop'],
      ['`MODE`', 'none', '`open`, `closed`', 'Whether `PORT` is open: [shop.md](shop.md#mode)'],
      ['`TAGS`', 'none', 'list', 'Tags, as the [manual](https://shop.example) says'],
      ['`KEY`', 'none: no shop', 'text', 'Key'],
    ]);
  });

  it('refuses a variable without documentation', () => {
    expect(() => renderVariableTable(undocumented)).toThrow('BARE has no documentation. Declare it with variable().');
  });
});

describe('renderTable', () => {
  it('aligns the columns', () => {
    expect(
      renderTable([
        ['A', 'Second'],
        ['longer', 'b'],
      ]),
    ).toBe(['| A      | Second |', '| ------ | ------ |', '| longer | b      |'].join('\n'));
  });
});

describe('replaceGenerated', () => {
  const page = 'before\n<!-- begin A (b) -->\nold\n<!-- end A (b) -->\nafter\n<!-- begin C -->\n\n<!-- end C -->\n';

  it('replaces each block between its marks, and nothing else', () => {
    expect(replaceGenerated(page, { 'A (b)': 'new $&', C: 'c' })).toBe(
      'before\n<!-- begin A (b) -->\n\nnew $&\n\n<!-- end A (b) -->\nafter\n<!-- begin C -->\n\nc\n\n<!-- end C -->\n',
    );
  });

  it('does not change a page that is up to date', () => {
    const once = replaceGenerated(page, { C: 'c' });
    expect(replaceGenerated(once, { C: 'c' })).toBe(once);
  });

  it('refuses a block that the page has no place for', () => {
    expect(() => replaceGenerated(page, { D: 'd' })).toThrow('The page has no place for the generated block "D".');
  });
});
