import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPg } from '@prisma/adapter-pg';
import type { DiffTarget, MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';

export type { MigrationList, SchemaEngine };

/**
 * Runs `work` with Prisma's own migration engine, in its WebAssembly build. Loading it costs 3 MB and tens of
 * milliseconds, so call this only when there is work.
 */
export async function withSchemaEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const bindings = await loadBindings();
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  try {
    const engine = await bindings.SchemaEngine.new(
      { datamodels: undefined },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool)),
    );
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

/** Returns the SQL that changes one schema.prisma into another, either of which may be empty. */
export async function schemaDifference(url: string, from: string, to: string): Promise<string> {
  const target = (content: string): DiffTarget =>
    content ? { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] } : { tag: 'empty' };
  const filters = { externalTables: [], externalEnums: [] };
  const params = { from: target(from), to: target(to), script: true, exitCode: null, filters };
  return withSchemaEngine(url, async (engine) => (await engine.diff(params)).stdout ?? '');
}

// TypeScript declares WebAssembly only for browsers.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let loading: Promise<typeof import('@prisma/schema-engine-wasm/schema_engine_bg')> | undefined;

// The package's own entry imports the .wasm file as a module, which Node 20 does not support.
function loadBindings(): NonNullable<typeof loading> {
  loading ??= (async () => {
    const specifier = '@prisma/schema-engine-wasm/schema_engine_bg';
    const folder = dirname(createRequire(import.meta.url).resolve(specifier));
    const [bindings, bytes] = await Promise.all([
      import('@prisma/schema-engine-wasm/schema_engine_bg'),
      readFile(join(folder, 'schema_engine_bg.wasm')),
    ]);
    const imports = { './schema_engine_bg.js': { ...bindings, ...idleTimers(bindings) } };
    const { instance } = await WebAssembly.instantiate(bytes, imports);
    bindings.__wbg_set_wasm(instance.exports);
    const start = instance.exports['__wbindgen_start'];
    if (typeof start === 'function') start();
    return bindings;
  })();
  return loading;
}

/** The engine never clears the 10 s timer of its lock, which must not keep a finished process alive. */
function idleTimers(bindings: object): Record<string, unknown> {
  const names = Object.keys(bindings).filter((name) => name.startsWith('__wbg_setTimeout_'));
  const setIdleTimeout = (callback: () => void, ms: number) => setTimeout(callback, ms).unref();
  return Object.fromEntries(names.map((name) => [name, setIdleTimeout]));
}
