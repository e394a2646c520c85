/**
 * Who may import whom. Type-only imports count: a type from the wrong place is still knowledge from the wrong place.
 * Every rule has one file in test/guards/bad that breaks it, so a rule that stops matching is noticed.
 */
const contexts = '^libs/(competitions|honours|access|proposals|figures|registry)/src/';
const tests = ['\\.spec\\.ts$', '/testing/', '^test/'];
const nestEdge = ['/shell\\.ts$', '/shell\\.[a-z-]+\\.ts$', '\\.module\\.ts$'];
const edgeOfContexts = [...nestEdge, ...tests];
const packages = '(^|/)node_modules/';
const drivers = `${packages}(better-sqlite3|ioredis|bullmq|@nestjs/bullmq|@eventstore|@kurrent)(/|$)`;

/** A file of a role, also one of several: `query.ts`, `query.why-not.ts`. Two patterns, because one would be unsafe. */
const role = (names, before = '') => [`${before}/(${names})\\.ts$`, `${before}/(${names})\\.(?!spec\\.)[a-z-]+\\.ts$`];

const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

const kernelAndRules = [
  rule(
    'kernel-knows-no-domain',
    'The kernel serves every library and knows none.',
    { path: '^libs/es/', pathNot: '\\.spec\\.ts$' },
    { path: '^(libs/(?!es/)|test/)' },
  ),
  rule(
    'kernel-uses-no-package',
    'The kernel runs anywhere: no npm package.',
    { path: '^libs/es/', pathNot: tests },
    { path: packages },
  ),
  rule(
    'kernel-uses-no-node',
    'The kernel runs anywhere: no node built-in but a hash.',
    { path: '^libs/es/', pathNot: [...tests, '^libs/es/src/hash\\.ts$'] },
    { dependencyTypes: ['core'] },
  ),
  rule(
    'rules-are-pure',
    'A rule document is scored from itself and the marks alone; it needs a schema validator and a hash.',
    { path: '^libs/rules/', pathNot: tests },
    { pathNot: ['^libs/(rules|es)/', '^(apps|test)/', `${packages}ajv/`] },
  ),
  rule(
    'shortlists-are-pure',
    'A list follows from its document and its candidates alone; it needs a schema validator, exact numbers and a solver.',
    { path: '^libs/shortlist/', pathNot: tests },
    { pathNot: ['^libs/(shortlist|rules|es)/', '^(apps|test)/', `${packages}(ajv|highs)/`] },
  ),
];

const core = [
  rule(
    'core-uses-no-package',
    'What a context decides and shows depends on no library and no driver.',
    { path: contexts, pathNot: edgeOfContexts },
    { path: packages, pathNot: drivers },
  ),
  rule(
    'core-uses-no-node',
    'Files, network and chance reach a context through ports.',
    { path: contexts, pathNot: edgeOfContexts },
    { dependencyTypes: ['core'] },
  ),
  rule(
    'core-knows-no-edge',
    'Only the shell of a slice knows how it is called and in which file formats it answers.',
    { path: contexts, pathNot: edgeOfContexts },
    { path: '^libs/(nest|files)/' },
  ),
  rule(
    'nest-stays-at-the-edge',
    'Nest is a way in. Outside shells, modules, libs/nest and the apps nobody knows it.',
    { path: '^libs/(?!nest/|service/)', pathNot: [contexts, ...edgeOfContexts, '^libs/(es|rules)/'] },
    { path: `${packages}@nestjs/` },
  ),
];

const slices = [
  rule(
    'deciding-ignores-showing',
    'A decision is taken on events, never on a view that may be behind.',
    { path: role('decide') },
    { path: role('project|query') },
  ),
  rule(
    'showing-ignores-deciding',
    'A view follows from events; it must not change when a decision does.',
    { path: role('project|query') },
    { path: role('decide') },
  ),
  rule(
    'slices-meet-at-events',
    'Beside its own folder a slice sees the events and rule vocabularies of its neighbours.',
    {
      path: role(
        'command|events|project|query|rules',
        '^libs/(competitions|honours|access|proposals|figures|registry)/src/([^/]+)',
      ),
    },
    {
      path: '^libs/$1/src/[^/]+/',
      pathNot: ['^libs/$1/src/$2/', ...role('events|rules|decide'), '/testing/'],
    },
  ),
  rule(
    'decisions-meet-at-decisions',
    'A decision may read the state of another stream, so it may name its decider, not its commands or views.',
    { path: role('decide', '^libs/(competitions|honours|access|proposals|figures|registry)/src/([^/]+)') },
    {
      path: '^libs/$1/src/[^/]+/',
      pathNot: ['^libs/$1/src/$2/', ...role('decide|events|rules|project|query'), '/testing/'],
    },
  ),
  rule(
    'reactions-meet-at-commands',
    'A reaction turns events into commands; it needs nothing else of another slice.',
    { path: role('react', '^libs/(competitions|honours|access|proposals|figures|registry)/src/([^/]+)') },
    { path: '^libs/$1/src/[^/]+/', pathNot: ['^libs/$1/src/$2/', ...role('command|events|rules'), '/testing/'] },
  ),
];

const libraries = [
  rule(
    'libraries-meet-at-their-index',
    'What is not in the index of a library is private to it.',
    { path: '^(?:apps|libs)/([^/]+)/' },
    {
      path: '^libs/',
      pathNot: ['^libs/$1/', '^libs/[^/]+/src/(index|[a-z]+\\.module)\\.ts$', '^libs/es/src/testing/index\\.ts$'],
    },
  ),
  rule(
    'only-apps-pick-adapters',
    'Which store runs is chosen in one place.',
    { path: '^libs/(?!adapters/|es/|rules/|runtime/)', pathNot: tests },
    { path: '^libs/adapters/' },
  ),
  rule(
    'adapters-know-only-the-kernel',
    'An adapter keeps the promises of a port and knows no domain.',
    { path: '^libs/adapters/' },
    { path: '^libs/(?!adapters/|es/)' },
  ),
  rule(
    'drivers-stay-in-adapters',
    'A second store must not need a second domain.',
    { path: '^(apps|libs)/', pathNot: ['^libs/(adapters|es|rules)/', '^apps/bench/'] },
    { path: drivers },
  ),
  rule(
    'nothing-imports-an-app',
    'Apps compose; they are not composed.',
    { path: '^(?:apps|libs)/([^/]+)/' },
    { path: '^apps/', pathNot: '^apps/$1/' },
  ),
];

const everywhere = [
  rule(
    'production-never-imports-tests',
    'Examples, contracts and specs are not shipped.',
    { path: '^(apps|libs)/', pathNot: tests },
    { path: ['\\.spec\\.ts$', '/testing/', '^test/'] },
  ),
  rule(
    'production-uses-no-dev-package',
    'What is installed for development is absent in production.',
    { path: '^(apps|libs)/', pathNot: [...tests, '^libs/(es|rules)/', '^apps/bench/', contexts] },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  rule('no-cycle', 'Two files that need each other are one file, or three.', {}, { circular: true }),
  rule('no-unresolved', 'An import nobody can follow escapes every other rule.', {}, { couldNotResolve: true }),
];

module.exports = {
  forbidden: [...kernelAndRules, ...core, ...slices, ...libraries, ...everywhere],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^test/guards/bad/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'types', 'default'],
    },
  },
};
