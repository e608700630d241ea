// npm run docs           writes the parts of the documentation that are generated from the code
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { prepare, runScript } from './prepare.mjs';

const RESULTS = 'bench/RESULTS.md';

await runScript(async () => {
  await prepare();
  const { generatedFiles } = await import('../dist/bundle/commands.js');
  const read = (path) => readFileSync(path, 'utf8');
  const files = generatedFiles(read, existsSync(RESULTS) ? read(RESULTS) : undefined);
  for (const [path, text] of Object.entries(files)) {
    if (readFileSync(path, 'utf8') === text) continue;
    writeFileSync(path, text);
    console.log(`Wrote ${path}`);
  }
});
