import { prepare, runScript } from './prepare.mjs';

await runScript(() => prepare());
process.setSourceMapsEnabled(true);
await import('../dist/main.js');
