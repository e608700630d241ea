// Bundles what `nest build` wrote, and the packages it needs, into dist/bundle, with V8's code cache of the packages:
// half of a start was spent on loading thousands of small files, and half of the rest on compiling
// (docs/adr/0001-nest-cli-and-a-bundle.md). The bundle is CommonJS, because Node 20 has no code cache for ES modules.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build } from 'rolldown';

/** The service, the command line, and the code that scripts run. */
const ENTRIES = { main: 'dist/main.js', cli: 'dist/cli/main.js', commands: 'dist/commands.js' };
const EXTERNAL = [
  // These find files of their own by path: WebAssembly, a native addon, the version that Redis is given.
  /^@prisma\/schema-engine-wasm/,
  'msgpackr-extract',
  'ioredis',
  // Loaded only where traces are switched on.
  /^@opentelemetry\/(?!api$)/,
  // Its page is files in its folder, and it is loaded only when someone looks at the queues.
  /^@bull-board\//,
  // Optional packages that are not installed: Nest checks for them.
  /^@nestjs\/(microservices|platform-express|websockets)/,
  /^@fastify\/(multipart|view)$/,
];

const { output } = await build({
  input: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, resolve(path)])),
  platform: 'node',
  external: EXTERNAL,
  plugins: [
    { name: 'maps-of-dist', load: loadWithMap },
    { name: 'packages-without-maps-in-ascii', generateBundle: (_options, files) => finishPackages(files) },
  ],
  output: {
    dir: 'dist/bundle',
    cleanDir: true,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: ({ name }) => `${name.split('~')[0]}-[hash].cjs`,
    codeSplitting: { groups: [{ name: 'packages', test: /node_modules/, entriesAware: true }] },
    // Nest names its log lines and tokens after classes.
    keepNames: true,
    sourcemap: true,
  },
});
for (const file of output) if (file.isEntry) writeEntry(file);
copyFileSync('scripts/load-bundle.js', 'dist/bundle/load.js');
writeCodeCache();

/** Rolldown reads no source maps by itself; with them, stack traces name the lines of src. */
function loadWithMap(path) {
  if (relative('dist', path).startsWith('..')) return undefined;
  return { code: readFileSync(path, 'utf8'), map: readFileSync(`${path}.map`, 'utf8') };
}

/**
 * Node reads a map as soon as it loads the file, and those of packages are by far the largest. One character beyond
 * Latin-1 doubles the memory of a source, and load-bundle.js reads these files faster if they are ASCII.
 */
function finishPackages(files) {
  for (const [name, file] of Object.entries(files)) {
    if (!name.startsWith('packages-')) continue;
    if (name.endsWith('.map')) delete files[name];
    else file.code = file.code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '').replace(/[^\0-\x7f]/g, escaped);
  }
}

function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function writeEntry({ name, exports }) {
  const load = `load('./${name}.cjs')`;
  const line = exports.length > 0 ? `export const { ${exports.join(', ')} } = ${load};` : `${load};`;
  writeFileSync(`dist/bundle/${name}.js`, `#!/usr/bin/env node\nimport { load } from './load.js';\n${line}\n`);
}

/** A command that loads every package, because V8 caches the functions that ran. */
function writeCodeCache() {
  const args = ['--import', resolve('scripts/write-code-cache.mjs'), 'dist/bundle/cli.js', '--help'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The code cache could not be written:\n${stderr}`);
}
