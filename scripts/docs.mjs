// npm run docs           writes what the documentation takes from the code: .env.example, tables of variables and providers
import { readFileSync, writeFileSync } from 'node:fs';
import { prepare, runScript } from './prepare.mjs';

await runScript(async () => {
  await prepare();
  const { generatedFiles } = await import('../dist/commands.js');
  const files = generatedFiles((path) => readFileSync(path, 'utf8'));
  for (const [path, text] of Object.entries(files)) {
    if (readFileSync(path, 'utf8') === text) continue;
    writeFileSync(path, text);
    console.log(`written: ${path}`);
  }
});
