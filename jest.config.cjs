const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2023',
    },
    module: { type: 'commonjs' },
  },
];

module.exports = {
  rootDir: __dirname,
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  runtime: '<rootDir>/test/support/runtime.cjs',
  testMatch: ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/apps/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  transform: { '^.+\\.(ts|js|mjs)$': swc },
  globalSetup: '<rootDir>/test/support/memory.cjs',
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  moduleNameMapper: {
    '^@xf/es/testing$': '<rootDir>/libs/es/src/testing/index.ts',
    '^@xf/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    // Sources name their neighbours as they will be called once compiled.
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/guards/bad/'],
  reporters: ['default', '<rootDir>/test/support/reporter.cjs'],
  testTimeout: 60_000,
};
