// npm run generate -w packages/client      writes src/openapi.ts from the openapi.json of the service
//
// `npm run openapi` runs it too. With --check it writes nothing, and exits with status 1 if the file is out of step.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const description = new URL('../../../openapi.json', import.meta.url);
const target = fileURLToPath(new URL('../src/openapi.ts', import.meta.url));
const HEAD = '// Generated from openapi.json by `npm run generate -w packages/client`.\n\n';

// A field with a default may be left out of a request.
const types = await openapiTS(description, { defaultNonNullable: false, alphabetize: false });
const text = HEAD + astToString(types);

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    'packages/client/src/openapi.ts is out of step with openapi.json. Run: npm run generate -w packages/client',
  );
  process.exitCode = 1;
}
