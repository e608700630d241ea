// npm run docs           writes the parts of the documentation that are generated from the code
import { readFileSync, writeFileSync } from 'node:fs';
import { prepare, runScript } from './prepare.mjs';

await runScript(async () => {
  await prepare();
  const { generatedFiles } = await import('../dist/bundle/commands.js');
  const files = generatedFiles((path) => readFileSync(path, 'utf8'));
  for (const [path, text] of Object.entries(files)) {
    if (readFileSync(path, 'utf8') === text) continue;
    writeFileSync(path, text);
    console.log(`Wrote ${path}`);
  }
});
