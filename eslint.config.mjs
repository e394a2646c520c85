import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const specs = ['**/*.spec.ts', 'test/**/*.ts', 'libs/*/src/testing/**/*.ts', 'libs/*/src/**/testing/**/*.ts'];
const pureLibraries =
  'libs/{es,rules,calendar,shortlist,competitions,honours,access,proposals,figures,registry,lists}/src/**/*.ts';
const nestEdge = ['**/shell.ts', '**/*.module.ts'];
const nodeGlobals = ['__dirname', 'module', 'require', 'process', 'console', 'Buffer', 'URL', 'setTimeout'];

/** Time, chance and the outside world reach the core as arguments, so that a replay gives the same bytes. */
const outsideWorld = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'process',
  'fetch',
  'crypto',
  'console',
  'globalThis',
];

const size = (lines) => ['error', { max: lines, skipBlankLines: true, skipComments: true }];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'data/', 'test/guards/bad/', '**/generated/', '**/*.generated.*']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'max-lines': size(300),
      'max-lines-per-function': size(70),
      // Four is what a reader keeps in mind; the kernel's inner functions may take six rather than wrap them in an object.
      'max-params': ['error', 6],
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Write a union of strings: an enum is a second kind of value.' },
      ],
      // A default branch that ends in assertNever is the run-time half of the same check, so it may stand beside it.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        // A written default is a decision; a switch that must name every case ends in assertNever, which the compiler checks.
        { allowDefaultCaseForExhaustiveSwitch: true, considerDefaultExhaustiveForUnions: true },
      ],
      // Files with decorators are left alone by the rule itself: Nest needs the classes its constructors name at run time.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/prefer-readonly': 'error',
      // `type` and `interface` mean different things here: a shape of data, and a port.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Numbers and booleans have one obvious text; objects stay forbidden in templates.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Nest types its options as classes and means plain objects.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A Nest module or controller may have nothing but its decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // `() => list.push(x)` is a plain callback; a value nobody takes does no harm.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `while (true)` with a bounded exit is the honest shape of a polling loop.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // There are no enums here (see above), and the rule mistakes the keys of mapped types for some.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // A leading underscore marks a parameter that only fills its place.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: [pureLibraries],
    ignores: [...specs, ...nestEdge],
    rules: {
      'no-restricted-globals': [
        'error',
        ...outsideWorld.map((name) => ({
          name,
          message: 'The core is pure: take it as an argument or through a port.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'The core is pure: chance comes from a recorded seed.' },
      ],
    },
  },
  {
    // Loads at the first call what most programs never call.
    files: ['libs/adapters/src/on-demand.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: specs,
    rules: {
      // A describe block is a table of contents, not a function to follow.
      'max-lines-per-function': 'off',
      // A spec grows by cases, not by ideas.
      'max-lines': size(600),
      // Tests index into what they have just built; a wrong index fails the test.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Jest types its matchers (expect.any and the like) as any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // A fake port answers at once but keeps the port's promise.
      '@typescript-eslint/require-await': 'off',
      // Contract suites hand over the methods of a port to be called later.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])) },
    rules: { eqeqeq: 'error', 'max-lines': size(300), 'max-lines-per-function': size(70) },
  },
);
