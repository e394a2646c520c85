const { writeFileSync } = require('node:fs');

/** A suite counts by its tests; one that broke outside them (an import, an afterAll) counts as one failed test. */
function count(results) {
  let failed = 0;
  let passed = 0;
  let skipped = 0;
  for (const suite of results.testResults) {
    const broken = suite.numFailingTests === 0 && (Boolean(suite.testExecError) || Boolean(suite.failureMessage));
    failed += broken ? 1 : suite.numFailingTests;
    passed += suite.numPassingTests;
    skipped += suite.numPendingTests + suite.numTodoTests;
  }
  return { passed, failed, skipped };
}

function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * Prints `N passed, N failed` as the last line of a run. When SUMMARY_FILE names a file, the same line is written
 * there for the script that adds the other checks to it.
 */
class SummaryReporter {
  onRunComplete(_contexts, results) {
    const summary = line(count(results));
    if (process.env.SUMMARY_FILE) writeFileSync(process.env.SUMMARY_FILE, `${summary}\n`);
    // Jest puts its own summary after every other reporter; only the end of the process is later.
    process.once('exit', () => process.stdout.write(`${summary}\n`));
  }
}

module.exports = SummaryReporter;
module.exports.count = count;
module.exports.line = line;
