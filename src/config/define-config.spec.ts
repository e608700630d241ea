import { ConfigurationError } from './configuration.error.js';
import { defineConfig } from './define-config.js';
import { choice, integer, list, parsed, text, url } from './values.js';
import { variable } from './variable.js';

const VALUE = 'hunter2';
const read = jest.fn();

const shopConfig = defineConfig('shop', {
  title: 'Shop',
  variables: {
    NAME: variable(text, { help: 'Name' }),
    PORT: variable(integer(1, 9), { default: '7', help: 'Port' }),
    MODE: variable(choice('open', 'closed'), { default: 'open', help: 'Mode' }),
    LINK: variable(url('https:'), { help: 'Link' }),
    TAGS: variable(
      parsed('list', (given) => list(given)),
      { default: '', help: 'Tags' },
    ),
    // Its message quotes the text.
    JSON_DATA: variable(
      parsed('JSON', (given): unknown => JSON.parse(given)),
      { help: 'Data' },
    ),
  },
  faults: ({ NAME, LINK }, { production }) => (production && NAME && !LINK ? ['NAME needs LINK'] : []),
  read: (values, context) => {
    read(values, context);
    return { name: values.NAME, port: values.PORT, mode: values.MODE, tags: values.TAGS };
  },
  secrets: ({ name }) => [name],
  publicNumbers: ({ port }) => [String(port)],
});

describe('defineConfig', () => {
  beforeEach(() => read.mockClear());

  it('reads variables with their types and defaults', () => {
    expect(shopConfig.read({ PORT: '8', TAGS: 'a, b,' })).toEqual({
      name: undefined,
      port: 8,
      mode: 'open',
      tags: ['a', 'b'],
    });
  });

  it.each(['', ' ', '\t\r'])('treats a variable that is %j as unset', (empty) => {
    const environment = { NAME: empty, PORT: empty, MODE: empty };
    expect(shopConfig.findFaults(environment)).toEqual([]);
    expect(shopConfig.read(environment)).toEqual(shopConfig.read({}));
  });

  it('ignores spaces around a value', () => {
    const environment = { NAME: ' Sara\r', PORT: ' 8 ', MODE: 'closed ' };
    expect(shopConfig.read(environment)).toMatchObject({ name: 'Sara', port: 8, mode: 'closed' });
  });

  it('ignores the variables of other parts', () => {
    expect(shopConfig.read({ OTHER: 'x' })).toEqual(shopConfig.read({}));
  });

  it('finds every faulty variable at once, and names no value', () => {
    const faults = shopConfig.findFaults({
      PORT: VALUE,
      MODE: VALUE,
      LINK: `ftp://${VALUE}`,
      JSON_DATA: VALUE,
    });
    expect(faults).toEqual([
      'PORT must be a whole number from 1 to 9',
      'MODE must be open or closed',
      'LINK must be an address that starts with https://',
      'JSON_DATA is not valid',
    ]);
  });

  it('finds faults of several variables together, when each of them is valid', () => {
    const environment = { NAME: VALUE, NODE_ENV: 'production' };
    expect(shopConfig.findFaults(environment)).toEqual(['NAME needs LINK']);
    expect(shopConfig.findFaults({ ...environment, LINK: 'https://shop.example' })).toEqual([]);
    expect(shopConfig.findFaults({ ...environment, PORT: '0' })).toEqual(['PORT must be a whole number from 1 to 9']);
  });

  it.each([{ PORT: VALUE }, { NAME: VALUE, NODE_ENV: 'production' }])('refuses to read %j', (environment) => {
    expect(() => shopConfig.read(environment)).toThrow(ConfigurationError);
    expect(() => shopConfig.read(environment)).not.toThrow(VALUE);
    expect(read).not.toHaveBeenCalled();
  });

  it('reads with the variables of other parts, without those that are unset', () => {
    shopConfig.read({ NODE_ENV: 'Production', OTHER: 'x', EMPTY: '' });
    const environment = { NODE_ENV: 'Production', OTHER: 'x' };
    expect(read).toHaveBeenCalledWith(expect.anything(), { production: true, environment });
  });

  it('lists the secrets and the public numbers of its variables', () => {
    expect(shopConfig.secretsOf({ NAME: VALUE })).toEqual([VALUE]);
    expect(shopConfig.publicNumbersOf({ PORT: '8' })).toEqual(['8']);
  });

  it('has no secrets and no public numbers unless it declares them', () => {
    const config = defineConfig('plain', { title: 'Plain', variables: {}, read: () => ({}) });
    expect([config.secretsOf({}), config.publicNumbersOf({})]).toEqual([[], []]);
  });

  it('is a namespace of @nestjs/config that is read from the environment of the process', () => {
    const { NAME } = process.env;
    process.env['NAME'] = 'Sara';
    try {
      expect(shopConfig.KEY).toBe('CONFIGURATION(shop)');
      expect(shopConfig()).toMatchObject({ name: 'Sara' });
    } finally {
      if (NAME === undefined) delete process.env['NAME'];
      else process.env['NAME'] = NAME;
    }
  });
});
