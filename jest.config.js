import { SLOW_TESTS } from './scripts/slow-tests.mjs';

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
  'p-limit',
  'yocto-queue',
].join('|');
const quick = process.env.RAMZ_TEST_QUICK === '1';
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testPathIgnorePatterns: quick ? SLOW_TESTS.map((name) => `/test/${name}\\.spec\\.ts$`) : [],
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
  // The slow tests often wait for processes, so a run that has them has one worker more.
  maxWorkers: process.env.RAMZ_TEST_COMPLETE === '1' ? 4 : 3,
  testSequencer: '<rootDir>/scripts/slow-tests-first.mjs',
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
