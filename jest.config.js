/** Packages that are published as ES modules only: Jest needs them as CommonJS. */
const esModules = ['log-update', 'pixelmatch', 'pure-rand'];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.[tj]s$': '@swc/jest' },
  transformIgnorePatterns: [`node_modules/(?!(${esModules.join('|')})/)`],
  setupFiles: ['<rootDir>/test/setup.ts'],
  setupFilesAfterEnv: ['aws-cdk-lib/testhelpers/jest-autoclean'],
  maxWorkers: 2,
  testSequencer: '<rootDir>/test/longest-first.js',
};
