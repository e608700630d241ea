// Jest compiles the global setup's TypeScript, but leaves its imports to Node, which does not know that the file
// behind './name.js' is './name.ts'. Inside tests moduleNameMapper does this.
const Module = require('node:module');

/** @type {(request: string, ...rest: unknown[]) => string} */
const resolveFilename = Reflect.get(Module, '_resolveFilename');

/** @param {string} request @param {unknown[]} rest */
function resolve(request, ...rest) {
  try {
    return resolveFilename(request, ...rest);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
    return resolveFilename(request.replace(/\.js$/, '.ts'), ...rest);
  }
}

Reflect.set(Module, '_resolveFilename', resolve);
