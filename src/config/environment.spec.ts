import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

  it('adds the variables of .env, and keeps those of the process, unless they are empty', () => {
    Object.assign(process.env, { RAMZ_TEST_SET: 'process', RAMZ_TEST_EMPTY: ' ' });
    writeFileSync('.env', 'RAMZ_TEST_SET=file\nRAMZ_TEST_EMPTY=file\nRAMZ_TEST_NEW=file # comment\n');
    loadEnvironmentFile();
    const expected = { RAMZ_TEST_SET: 'process', RAMZ_TEST_EMPTY: 'file', RAMZ_TEST_NEW: 'file' };
    expect(processEnvironment()).toMatchObject(expected);
  });

  it('reads a file that an editor has marked as UTF-8, and lines that end as on Windows', () => {
    writeFileSync('.env', '\uFEFFRAMZ_TEST_FIRST=1\r\nRAMZ_TEST_LAST=2\r\n');
    loadEnvironmentFile();
    expect(processEnvironment()).toMatchObject({ RAMZ_TEST_FIRST: '1', RAMZ_TEST_LAST: '2' });
    expect(Object.keys(processEnvironment())).not.toContain('\uFEFFRAMZ_TEST_FIRST');
  });

  it('refuses a file in UTF-16, which some shells write', () => {
    writeFileSync('.env', Buffer.from('\uFEFFRAMZ_TEST_NEW=1\n', 'utf16le'));
    expect(loadEnvironmentFile).toThrow(
      /^The configuration has a fault:\n {2}- \.env is in UTF-16\. Save it as UTF-8$/,
    );
  });

  it('refuses a folder in the place of the file', () => {
    mkdirSync('.env');
    expect(loadEnvironmentFile).toThrow(/^The configuration has a fault:\n {2}- \.env is a folder\. .*remove it/);
  });

  it('refuses a link that leads nowhere, instead of starting without the file', () => {
    symlinkSync('nowhere', '.env');
    expect(loadEnvironmentFile).toThrow(/^The configuration has a fault:\n {2}- \.env cannot be read \(ENOENT\)/);
  });

  it('does nothing without a .env file', () => {
    loadEnvironmentFile();
    expect({ ...processEnvironment() }).toEqual(environment);
  });
});
