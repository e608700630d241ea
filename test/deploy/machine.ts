import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Programs that would change the machine of the test; they are only recorded. */
const RECORDED = ['useradd', 'systemctl'];

/** A folder that stands for `/` of a machine with systemd, with a release, its configuration and the units at hand. */
export class Machine {
  private constructor(private readonly root: string) {}

  static async create(root: string, release: string, variables: Record<string, string>): Promise<Machine> {
    await mkdir(join(root, 'etc/systemd/system'), { recursive: true });
    await mkdir(join(root, 'home'));
    await cp(release, join(root, 'home/ramz.tgz'));
    await cp('deploy', join(root, 'home/deploy'), { recursive: true });
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    // PORT is the unit's.
    await writeFile(join(root, 'home/ramz.env'), lines.filter((line) => !line.startsWith('PORT=')).join(''));
    await mkdir(join(root, 'bin'));
    const script = `#!/bin/sh\necho "$(basename "$0") $*" | sed 's#${root}##g' >> ${root}/recorded\n`;
    for (const program of RECORDED) await writeFile(join(root, 'bin', program), script, { mode: 0o755 });
    return new Machine(root);
  }

  /** Runs documented commands on the folder: without its owners, because the test may not be root. */
  async run(commands: string): Promise<void> {
    const here = commands
      .replace(/(?<=\s)\/(opt|etc)\//g, `${this.root}/$1/`)
      .replace(/(?<=\s)\/opt\/ramz(?=\s)/g, `${this.root}/opt/ramz`);
    await run('/bin/sh', ['-ec', here.replaceAll(/-o root -g \w+ /g, '')], {
      cwd: join(this.root, 'home'),
      env: { PATH: `${join(this.root, 'bin')}:${process.env['PATH']}` },
    });
  }

  async recorded(): Promise<string[]> {
    return (await readFile(join(this.root, 'recorded'), 'utf8')).trim().split('\n');
  }

  /** What systemd would start, from the unit and the configuration that the commands have installed. */
  async readUnit(
    name: string,
    instance: string,
  ): Promise<{ command: string[]; workdir: string; environment: Record<string, string> }> {
    const unit = (await readFile(join(this.root, 'etc/systemd/system', name), 'utf8')).replaceAll('%i', instance);
    const setting = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
    const file = await readFile(this.root + setting('EnvironmentFile'), 'utf8');
    const [program, ...args] = setting('ExecStart').split(' ');
    return {
      command: [program!.replace('/usr/bin/', ''), ...args],
      workdir: this.root + setting('WorkingDirectory'),
      // The file overrides the unit.
      environment: { ...pairs(setting('Environment').split(' ')), ...pairs(file.split('\n')) },
    };
  }
}

function pairs(lines: string[]): Record<string, string> {
  const assigned = lines.filter((line) => line.includes('='));
  return Object.fromEntries(
    assigned.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
