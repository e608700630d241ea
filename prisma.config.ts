import { defineConfig } from 'prisma/config';

// Prisma's command line wants to download a schema engine. `generate`, `validate` and `studio` never run it, and
// Ramz applies migrations with the engine's WebAssembly build, so any executable satisfies the check.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
