import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What scripts/build.mjs starts from. */
const ENTRIES = [
  'main',
  'commands',
  'database/embedded/embedded-postgres',
  'database/migrations',
  'database/schema-engine',
];
const COMPILER = { target: 'es2023', module: 'nodenext', rootDir: 'src', outDir: 'dist', sourceMap: true, types: [] };

describe('The build', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ramz-build-'));
    await mkdir(join(folder, 'src/database/embedded'), { recursive: true });
    for (const name of ENTRIES) await writeFile(join(folder, `src/${name}.ts`), 'export const answer: number = 42;\n');
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function build(exclude: string[]): Promise<unknown> {
    const config = { compilerOptions: COMPILER, include: ['src'], exclude };
    await writeFile(join(folder, 'tsconfig.build.json'), JSON.stringify(config));
    return run(process.execPath, [resolve('scripts/build.mjs')], { cwd: folder });
  }

  it('bundles no file of src that was compiled without the OpenAPI plugin', async () => {
    await expect(build([])).resolves.toBeDefined();
    await expect(build(['src/commands.ts'])).rejects.toThrow('src/commands.ts is bundled, but tsc has not compiled it');
  });
});
