// Copied to dist/bundle/load.js: loads a file of the bundle, and its packages from V8's code cache. A cache that another
// version of V8 wrote, or none, only makes the start slower.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { constants, Script } from 'node:vm';

export const load = createRequire(import.meta.url);
/** The scripts that were loaded so, by path. */
export const scripts = new Map();

load.extensions['.cjs'] = (module, path) => {
  // Node maps the lines of the project's own code to its sources, which it does not do for scripts.
  const read = basename(path).startsWith('packages-') ? loadCached : load.extensions['.js'];
  read(module, path);
};

function loadCached(module, path) {
  const script = new Script(
    // The bundler writes these files in ASCII, and Node reads Latin-1 without decoding it.
    `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, 'latin1')}\n})`,
    {
      filename: path,
      cachedData: existsSync(`${path}.cache`) ? readFileSync(`${path}.cache`) : undefined,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    },
  );
  scripts.set(path, script);
  script.runInThisContext()(module.exports, createRequire(path), module, path, dirname(path));
}
