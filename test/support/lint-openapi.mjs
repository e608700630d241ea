// node test/support/lint-openapi.mjs FILE   prints what the rules of Redocly find in an OpenAPI document, as JSON
// In a process of its own, because the linter is ESM and Jest compiles to CommonJS.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const file = resolve(process.argv[2] ?? 'openapi.json');
const problems = await lintFromString({
  source: readFileSync(file, 'utf8'),
  absoluteRef: file,
  config: await createConfig({ extends: ['recommended'] }),
});
const found = problems.map(({ severity, ruleId, message, location }) => {
  return { severity, rule: ruleId, message, pointer: location[0]?.pointer };
});
process.stdout.write(JSON.stringify(found));
