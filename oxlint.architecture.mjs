// The rules of .oxlintrc.json, and what each file of src may import (docs/architecture.md). `npm run lint` uses this file.
// It generates its rules, because they depend on the folder of a file and on its role.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const BASE = ['common', 'config', 'database', 'fleet', 'http', 'logging', 'metrics', 'queue', 'redis', 'tracing'];
const CHANNEL = [...BASE, 'messaging', 'throttling'];
const AUTH = [...CHANNEL, 'email', 'events', 'fraud', 'idempotency', 'sms'];

/** Every folder of src, with the others that it may import. */
const MAY_IMPORT = {
  common: [],
  config: ['common'],
  metrics: [],
  tracing: ['common', 'config'],
  logging: ['common', 'config', 'tracing'],
  http: ['common', 'config', 'logging', 'metrics', 'tracing'],
  redis: ['common', 'config'],
  database: ['common', 'config', 'logging', 'redis'],
  queue: ['common', 'config', 'database', 'logging', 'redis'],
  fleet: ['common', 'config', 'database', 'logging'],
  elements: ['common', 'http'],
  health: [...BASE, 'messaging', 'throttling'],
  events: BASE,
  idempotency: BASE,
  throttling: BASE,
  fraud: [...BASE, 'events', 'throttling'],
  messaging: [...BASE, 'throttling'],
  sms: CHANNEL,
  email: CHANNEL,
  auth: AUTH,
  alerts: [...CHANNEL, 'events', 'fraud', 'sms'],
  maintenance: [...AUTH, 'alerts', 'auth'],
  monitoring: [...CHANNEL, 'sms'],
  admin: [...AUTH, 'alerts', 'auth', 'health', 'hooks', 'maintenance'],
  hooks: [...BASE, 'auth'],
  simulation: [...CHANNEL, 'email', 'fraud', 'sms'],
  doctor: [...CHANNEL, 'email', 'events', 'health', 'sms'],
  cli: [...AUTH, 'admin', 'alerts', 'auth', 'doctor', 'health', 'maintenance', 'monitoring'],
};
const FOLDERS = Object.keys(MAY_IMPORT);

/** The last four read a request or write a response for the others. */
const HTTP_FILES = [
  '*.controller',
  '*.guard',
  '*.filter',
  '*.decorator',
  '*.pipe',
  '*.response',
  '*-headers',
  '*-cookies',
  '*-token',
];
const PRISMA_FILES = ['*.repository', '*.sql'];

const HTTP_NAMES =
  'Exception$|^Http|^(Controller|Get|Post|Put|Patch|Delete|Head|Options|All|Sse|Redirect|Header|Req|Request|Res|Response|Next|Body|Param|Query|Headers|Ip|HostParam|Session|UploadedFiles?|UseGuards|UseFilters|UsePipes)$';
const HTTP_MESSAGE = 'HTTP belongs in http/, controllers, guards, filters, decorators and pipes.';
const HTTP = [
  { group: ['fastify', '@fastify/*', '@nestjs/platform-fastify'], message: HTTP_MESSAGE },
  { group: ['@nestjs/common'], importNamePattern: HTTP_NAMES, message: HTTP_MESSAGE },
];
const PRISMA_CLIENT = {
  group: ['**/generated/**', '!**/generated/enums.js'],
  message: 'Only database/, *.repository.ts and *.sql.ts import the Prisma client; every file may import its enums.js.',
};

const SERVICE = {
  group: ['**/src/**', 'node:*'],
  message: 'The console runs in browsers: it knows the routes of the service, not its code.',
};

const missing = readdirSync(join(import.meta.dirname, 'src'), { withFileTypes: true }).find(
  (entry) => entry.isDirectory() && !FOLDERS.includes(entry.name),
);
if (missing) throw new Error(`Add src/${missing.name} to MAY_IMPORT in oxlint.architecture.mjs.`);

const base = JSON.parse(readFileSync(join(import.meta.dirname, '.oxlintrc.json'), 'utf8'));
export default {
  ...base,
  overrides: [
    // They import namespaces and providers by path, so that reading the configuration does not load the application.
    restrict(['src/*.ts'], [PRISMA_CLIENT, pathsOutside('./', FOLDERS, ['**/*.config.js', 'sms/providers/*.js'])]),
    ...FOLDERS.flatMap(restrictFolder),
    restrict(['console/**/*.ts', 'console/**/*.tsx'], [SERVICE]),
    ...base.overrides,
  ],
};

function restrictFolder(folder) {
  const http = folder === 'http' ? [] : HTTP;
  const client = folder === 'database' ? [] : [PRISMA_CLIENT];
  const others = pathsOutside('../**/', MAY_IMPORT[folder], ['database/generated/enums.js']);
  const withClient = pathsOutside('../**/', MAY_IMPORT[folder], ['database/generated/*.js']);
  const filesOf = (names) => names.map((name) => `src/${folder}/**/${name}.ts`);
  return [
    restrict(filesOf(['*']), [...client, others, ...http]),
    restrict(filesOf(HTTP_FILES), [...client, others]),
    restrict(filesOf(PRISMA_FILES), [withClient, ...http]),
  ];
}

function restrict(files, patterns) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

/** All paths into folders of src, except `exceptions` and the index.js of the allowed ones; common has no index.js. */
function pathsOutside(prefix, allowed, exceptions) {
  return {
    group: [
      ...FOLDERS.map((name) => `${prefix}${name}/**`),
      ...allowed.map((name) => `!${prefix}${name}/${name === 'common' ? '*' : 'index.js'}`),
      ...exceptions.map((path) => `!${prefix}${path}`),
    ],
    message: `Allowed here, through index.js: ${allowed.join(', ') || 'no other folder'} (oxlint.architecture.mjs).`,
  };
}
