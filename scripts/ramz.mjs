// npm run -s ramz -- COMMAND     prepares the checkout if it has changed, and runs a command of src/cli
import { prepare, runScript } from './prepare.mjs';

// Standard output is for the answer of the command.
await runScript(() => prepare({ log: console.error }));
await import('../dist/bundle/cli.js');
