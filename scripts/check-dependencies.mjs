// Holds the direction of imports that docs/architecture.md describes.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

const FEATURES = 'auth messaging sms email throttling fraud admin health maintenance metrics queue database'.split(' ');
const HTTP_FILE = /\.(controller|guard|filter|decorator|headers)\.ts$|^(main|server)\.ts$|^http\//;
const HTTP_PACKAGE = /^(fastify|@fastify\/.*|@nestjs\/platform-fastify)$/;
const HTTP_NAME =
  /Exception$|^Http|^(Controller|Get|Post|Put|Patch|Delete|Head|Options|All|Sse|Redirect|Header|Req|Request|Res|Response|Next|Body|Param|Query|Headers|Ip|HostParam|Session|UploadedFiles?|UseGuards|UseFilters)$/;

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.split(sep).join('/'))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.startsWith('database/generated/'));
const report = files.flatMap((file) => checkFile(file).map((fault) => `src/${file}: ${fault}`));
if (report.length > 0) {
  console.error(report.join('\n'));
  process.exit(1);
}

function checkFile(file) {
  const source = ts.createSourceFile(file, readFileSync(join('src', file), 'utf8'), ts.ScriptTarget.Latest, true);
  const faults = ts.preProcessFile(source.text).importedFiles.flatMap(({ fileName }) => checkImport(file, fileName));
  visit(source);
  return faults;

  function visit(node) {
    const isEnvironment = ts.isPropertyAccessExpression(node) && /^process\s*\.\s*env$/.test(node.getText());
    if (isEnvironment && !file.startsWith('config/')) faults.push('only config/ reads process.env');
    if (ts.isImportDeclaration(node) && node.moduleSpecifier.text === '@nestjs/common' && !HTTP_FILE.test(file)) {
      const names = node.importClause?.namedBindings?.elements?.map(
        (element) => (element.propertyName ?? element.name).text,
      );
      for (const name of names ?? [])
        if (HTTP_NAME.test(name)) faults.push(`${name} belongs in controllers, guards and filters`);
    }
    ts.forEachChild(node, visit);
  }
}

function checkImport(file, specifier) {
  if (HTTP_PACKAGE.test(specifier) && !HTTP_FILE.test(file))
    return [`${specifier} belongs in controllers, guards and filters`];
  if (!specifier.startsWith('.')) return [];
  const target = relative('src', resolve('src', dirname(file), specifier))
    .split(sep)
    .join('/');
  const [from, to] = [file.split('/')[0], target.split('/')[0]];
  if (target.startsWith('database/generated/')) {
    const mayImport = from === 'database' || file.endsWith('.repository.ts');
    return mayImport ? [] : ['only database/ and *.repository.ts import the Prisma client'];
  }
  if (from === to || !FEATURES.includes(to)) return [];
  if (from === 'common') return [`common imports no feature, and ${to} is one`];
  if (file.startsWith('sms/providers/') && to === 'auth') return ['a provider imports nothing from auth'];
  return target === `${to}/index.js` ? [] : [`import ${to} through its index.js, not ${target}`];
}
