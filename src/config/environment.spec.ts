import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnvironmentFile, processEnvironment, withoutEmpty } from './environment.js';

describe('withoutEmpty', () => {
  it('removes variables that are unset, empty or only spaces, and keeps the others unchanged', () => {
    expect(withoutEmpty({ A: undefined, B: '', C: ' \t', D: ' d ', E: '0' })).toEqual({ D: ' d ', E: '0' });
  });
});

describe('loadEnvironmentFile', () => {
  const workingDirectory = process.cwd();
  const environment = { ...process.env };
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ramz-environment-'));
    process.chdir(folder);
  });

  afterEach(() => {
    process.chdir(workingDirectory);
    process.env = { ...environment };
    rmSync(folder, { recursive: true });
  });

  it('adds the variables of .env, and keeps those that are set already, even to nothing', () => {
    Object.assign(process.env, { RAMZ_TEST_SET: 'process', RAMZ_TEST_EMPTY: '' });
    writeFileSync('.env', 'RAMZ_TEST_SET=file\nRAMZ_TEST_EMPTY=file\nRAMZ_TEST_NEW=file # comment\n');
    loadEnvironmentFile();
    const expected = { RAMZ_TEST_SET: 'process', RAMZ_TEST_EMPTY: '', RAMZ_TEST_NEW: 'file' };
    expect(processEnvironment()).toMatchObject(expected);
  });

  it('does nothing without a .env file', () => {
    loadEnvironmentFile();
    expect({ ...processEnvironment() }).toEqual(environment);
  });
});
