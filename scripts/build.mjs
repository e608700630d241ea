// Compiles src to dist like `tsc -p tsconfig.build.json`, with Nest's OpenAPI plugin, which tsc cannot load. Nest's own
// command line could, but its packages need Node 22.
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { before as openApiPlugin } from '@nestjs/swagger/plugin';
import ts from 'typescript';

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
const emitted = program.emit(undefined, write, undefined, false, { before: [plugin] });
if (emitted.emitSkipped || emitted.diagnostics.length > 0) fail(emitted.diagnostics);
swap();

// Into a folder beside dist, so that a build that fails leaves the one before.
function write(path, text) {
  const target = join(unfinished, relative(dist, path));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
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
  rmSync(unfinished, { recursive: true, force: true });
  process.exit(1);
}
