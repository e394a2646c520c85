/** Nest 12 ships ES modules only; Node 20 cannot load them inside Jest unless swc turns them into CommonJS first. */
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
  testEnvironment: 'node',
  testMatch: ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/apps/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  transform: { '^.+\\.(ts|js|mjs)$': swc },
  globalSetup: '<rootDir>/test/support/memory.cjs',
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  transformIgnorePatterns: [
    'node_modules/(?!(@nestjs|@opentelemetry/otlp-exporter-base|jose|qr|read-excel-file|write-excel-file|unzipper-esm|saxen|worker-f|file-type|strtok3|token-types|uint8array-extras|@borewit|@tokenizer)/)',
  ],
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
