const { statSync } = require('node:fs');

/** Stories on servers are files of two lines that take longest: what runs last must not be one of them. */
const isLong = ({ path }) => path.endsWith('.servers.spec.ts') || path.includes('/test/faults/');

class LongestFirst {
  sort(tests) {
    const size = new Map(tests.map(({ path }) => [path, statSync(path).size]));
    return [...tests].sort((a, b) => isLong(b) - isLong(a) || size.get(b.path) - size.get(a.path));
  }
  shard(tests) {
    return tests;
  }
  allFailedTests(tests) {
    return tests;
  }
  cacheResults() {}
}

module.exports = LongestFirst;
