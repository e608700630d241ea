// Nest 12 is ESM and some of its companions are CommonJS; Jest on Node 20 runs both once @swc/jest compiles them to CommonJS.
const esmPackages = [
  '@nestjs',
  '@prisma',
  'jose',
  'oauth4webapi',
  'uid',
  'load-esm',
  'iterare',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'uuid',
].join('|');
/** Tests of operators' mistakes and of outages start many processes. `npm test` says that it leaves them out. */
const SLOW = [
  'browser/console',
  'e2e/better-auth',
  'e2e/bench',
  'deploy/site',
  'e2e/cli-docs',
  'e2e/cli-fleet',
  'e2e/cli-support',
  'e2e/client-recipes',
  'e2e/clock-skew',
  'e2e/commands',
  'e2e/doctor',
  'e2e/hiccups',
  'e2e/late-messages',
  'e2e/lifecycle',
  'e2e/metrics',
  'e2e/redis-groups',
  'e2e/refused-starts',
  'e2e/shared-secrets',
  'e2e/slow-clients',
  'e2e/tracing',
  'integration/build',
  'integration/cluster-limits',
  'integration/doctor',
  'integration/embedded-postgres',
  'integration/redis-groups-check',
];
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testPathIgnorePatterns: process.env.RAMZ_TEST_QUICK === '1' ? SLOW.map((name) => `/test/${name}\\.spec\\.ts$`) : [],
  setupFilesAfterEnv: ['<rootDir>/test/support/quiet-logs.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', swc('typescript')],
    '^.+\\.m?js$': ['@swc/jest', swc('ecmascript')],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1'] },
  transformIgnorePatterns: [`/node_modules/(?!(?:.*/)?(?:${esmPackages})/)`],
};

function swc(syntax) {
  return {
    jsc: {
      parser: syntax === 'typescript' ? { syntax, decorators: true } : { syntax },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2022',
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
    // Nobody steps through packages, and their maps are larger than their code.
    sourceMaps: syntax === 'typescript' ? 'inline' : false,
  };
}

export default {
  testTimeout: 60_000,
  maxWorkers: 3,
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/console/**/*.spec.ts'] },
    { ...shared, displayName: 'client', testMatch: ['<rootDir>/packages/client/src/**/*.spec.ts'] },
    { ...shared, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.spec.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
    { ...shared, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.spec.ts'] },
    { ...shared, displayName: 'deploy', testMatch: ['<rootDir>/test/deploy/**/*.spec.ts'] },
  ],
};
