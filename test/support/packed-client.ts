import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runInBackground } from './run-in-background.js';

const SOURCE = resolve('packages/client');

/** A project that has installed packages/client from the file that `npm pack` makes of it. */
export class PackedClient {
  private constructor(
    readonly folder: string,
    /** What is in the file. */
    readonly files: string[],
    /** Size of the file in bytes. */
    readonly size: number,
  ) {}

  /** @param packages other packages of the project, as `name@version`, which come from the registry */
  static async install(packages: string[] = []): Promise<PackedClient> {
    const folder = await mkdtemp(join(tmpdir(), 'ramz-client-'));
    const packed = join(folder, 'packed');
    await cp(join(SOURCE, 'package.json'), join(packed, 'package.json'));
    await cp(join(SOURCE, 'README.md'), join(packed, 'README.md'));
    const compiler = join(SOURCE, 'node_modules/typescript/bin/tsc');
    await runInBackground(process.execPath, [
      compiler,
      '-p',
      join(SOURCE, 'tsconfig.build.json'),
      '--outDir',
      join(packed, 'dist'),
    ]);
    const { stdout } = await runInBackground('npm', ['pack', '--json', '--pack-destination', folder], { cwd: packed });
    const [{ filename, files, size }] = JSON.parse(stdout) as [
      { filename: string; files: { path: string }[]; size: number },
    ];

    const project = join(folder, 'project');
    await mkdir(project);
    await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'project', private: true, type: 'module' }));
    const options = ['--no-audit', '--no-fund', '--ignore-scripts', ...(packages.length === 0 ? ['--offline'] : [])];
    await runInBackground('npm', ['install', ...options, join(folder, filename), ...packages], { cwd: project });
    // The verifier's peer, which the other packages may have brought along.
    if (!packages.some((name) => name.startsWith('jose@')))
      await symlink(resolve('node_modules/jose'), join(project, 'node_modules/jose'));
    return new PackedClient(
      project,
      files.map(({ path }) => path),
      size,
    );
  }

  /** Where the modules of the package are. */
  get dist(): string {
    return join(this.folder, 'node_modules/@ramz/client/dist');
  }

  /** Writes a module into the project and returns its path. */
  async write(name: string, code: string): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
    return path;
  }

  /** Runs a program in the project and returns what it prints. */
  async run(command: string, args: string[], variables: Record<string, string> = {}): Promise<string> {
    const env = { PATH: process.env['PATH'], ...variables };
    return (await runInBackground(command, args, { cwd: this.folder, env })).stdout;
  }

  async remove(): Promise<void> {
    await rm(join(this.folder, '..'), { recursive: true, force: true });
  }
}
