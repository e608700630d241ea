// Compiles src like `tsc -p tsconfig.build.json`, with Nest's OpenAPI plugin, which tsc cannot load. Nest's own command
// line could, but its packages need Node 22. Then bundles that and the packages it needs into dist: loading their
// thousands of files took half of the time of a start.
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { before as openApiPlugin } from '@nestjs/swagger/plugin';
import { build } from 'rolldown';
import ts from 'typescript';

/** What is started, and what scripts import. */
const ENTRIES = [
  'main',
  'commands',
  'database/embedded/embedded-postgres',
  'database/migrations',
  'database/schema-engine',
];
const EXTERNAL = [
  // They find files of their own by path: WebAssembly, a native addon, the version that Redis is told.
  /^@prisma\/schema-engine-wasm/,
  'msgpackr-extract',
  'ioredis',
  // Not installed, and not missed: Nest asks whether they are there.
  /^@nestjs\/(microservices|platform-express|websockets)/,
  /^@fastify\/(multipart|view)$/,
];

const dist = ts.sys.resolvePath('dist');
const unfinished = `${dist}.new-${process.pid}`;
const replaced = `${dist}.old-${process.pid}`;

// What a build that was killed has left.
for (const name of readdirSync('.')) if (/^dist\.(new|old)-/.test(name)) rmSync(name, { recursive: true, force: true });

const config = ts.getParsedCommandLineOfConfigFile(
  'tsconfig.build.json',
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (fault) => fail([fault]) },
);
const program = ts.createProgram(config.fileNames, config.options);
const faults = [...config.errors, ...ts.getPreEmitDiagnostics(program)];
if (faults.length > 0) fail(faults);

const plugin = openApiPlugin({ classValidatorShim: true, introspectComments: true, esmCompatible: true }, program);
const compiled = new Map();
const emitted = program.emit(undefined, (path, text) => compiled.set(resolve(path), text), undefined, false, {
  before: [plugin],
});
if (emitted.emitSkipped || emitted.diagnostics.length > 0) fail(emitted.diagnostics);
await bundle();
swap();

// Into a folder beside dist, so that a build that fails leaves the one before.
async function bundle() {
  await build({
    input: Object.fromEntries(ENTRIES.map((name) => [name, resolve(`src/${name}.ts`)])),
    platform: 'node',
    // In src './file.js' is file.ts.
    resolve: { extensionAlias: { '.js': ['.js', '.ts'] } },
    external: EXTERNAL,
    plugins: [
      { name: 'compiled', load: loadCompiled },
      { name: 'no-maps-of-packages', generateBundle: (_options, files) => dropPackageMaps(files) },
    ],
    output: {
      dir: unfinished,
      // In dist itself, where import.meta.dirname is the same for all of src.
      chunkFileNames: ({ name }) => `${name.split('~')[0]}-[hash].js`,
      codeSplitting: { groups: [{ name: 'packages', test: /node_modules/, entriesAware: true }] },
      // Nest names its log lines and tokens after classes.
      keepNames: true,
      sourcemap: true,
    },
  });
}

/** What tsc has made of a file of src: rolldown compiles TypeScript too, but without Nest's plugin. */
function loadCompiled(path) {
  const name = relative('src', path);
  const output = join(dist, name).replace(/\.ts$/, '.js');
  const code = compiled.get(output);
  if (!code && path.endsWith('.ts') && !name.startsWith('..'))
    throw new Error(`src/${name} is bundled, but tsc has not compiled it: tsconfig.build.json leaves it out.`);
  return code && { code, map: compiled.get(`${output}.map`), moduleType: 'js' };
}

/** Node reads a map as soon as it loads the file, and those of packages are the most of all. */
function dropPackageMaps(files) {
  for (const [name, file] of Object.entries(files)) {
    if (!name.startsWith('packages-')) continue;
    if (name.endsWith('.map')) delete files[name];
    else file.code = file.code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '');
  }
}

function swap() {
  if (ts.sys.directoryExists(dist)) renameSync(dist, replaced);
  renameSync(unfinished, dist);
  rmSync(replaced, { recursive: true, force: true });
}

function fail(diagnostics) {
  const host = {
    getCurrentDirectory: () => ts.sys.getCurrentDirectory(),
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  };
  console.error(ts.formatDiagnostics(diagnostics, host));
  process.exit(1);
}
