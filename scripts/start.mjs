import { endWithParent } from './end-with-parent.mjs';
import { prepare, runScript } from './prepare.mjs';

if (process.env.npm_lifecycle_event === 'start') endWithParent();
await runScript(() => prepare());
process.setSourceMapsEnabled(true);
await import('../dist/bundle/main.js');
