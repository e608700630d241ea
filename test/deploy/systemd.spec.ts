import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeWith } from '../support/programs.js';

const run = promisify(execFile);

const FOLDER = 'deploy/systemd';
const units = readdirSync(FOLDER);
const read = (unit: string): string => readFileSync(join(FOLDER, unit), 'utf8');

/** From 0 (confined) to 100, as `systemd-analyze security` counts. */
const MAX_EXPOSURE = 20;

describe('The systemd units', () => {
  it('are one for the API, one for the workers and one for migrations', () => {
    expect(units.toSorted()).toEqual(['ramz-api@.service', 'ramz-migrate.service', 'ramz-worker@.service']);
  });

  it('run with the same user, folder, configuration and restrictions', () => {
    const common = units.map((unit) => /^User=[^]*?^UMask=\d+$/m.exec(read(unit))?.[0]);
    expect(common[0]).toContain('EnvironmentFile=/etc/ramz/ramz.env');
    expect(new Set(common).size).toBe(1);
  });

  it.each(['api', 'worker'])('give the %s its role, its port and time to finish what it is sending', (role) => {
    const unit = read(`ramz-${role}@.service`);
    expect(unit).toContain(`Environment=ROLE=${role} PORT=%i\n`);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(40);
  });
});

describeWith('systemd-analyze')('systemd-analyze', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ramz-units-'));
    // It checks that paths exist; those of the units exist on the machine that they are installed on.
    for (const unit of units) {
      const text = read(unit).replace('/usr/bin/node', process.execPath).replace('/opt/ramz/current', folder);
      await writeFile(join(folder, unit.replace('@', '@3000')), text);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(units)('finds no fault in %s, and little that it could do to the machine', async (unit) => {
    const path = join(folder, unit.replace('@', '@3000'));
    const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', path]);
    expect(stdout + stderr).toBe('');
    await expect(
      run('systemd-analyze', ['security', '--no-pager', '--offline=true', `--threshold=${MAX_EXPOSURE}`, path]),
    ).resolves.toMatchObject({ stdout: expect.stringContaining('exposure level') });
  });
});
