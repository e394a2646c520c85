import { resolve } from 'node:path';

type Suite = {
  readonly numFailingTests: number;
  readonly numPassingTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testExecError?: Error;
  readonly failureMessage?: string | null;
};
type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };
type Reporter = {
  count: (results: { readonly testResults: readonly Suite[] }) => Counts;
  line: (counts: Counts) => string;
};

const { count, line } = jest.requireActual<Reporter>(resolve(__dirname, '../support/reporter.cjs'));
const suite = (over: Partial<Suite>): Suite => ({
  ...{ numFailingTests: 0, numPassingTests: 0, numPendingTests: 0, numTodoTests: 0, failureMessage: null },
  ...over,
});
const summary = (...suites: readonly Suite[]) => line(count({ testResults: suites }));

describe('summary of a test run', () => {
  it('adds the tests of all suites', () => {
    expect(
      summary(suite({ numPassingTests: 3 }), suite({ numPassingTests: 4, numFailingTests: 2, failureMessage: 'x' })),
    ).toBe('7 passed, 2 failed');
  });

  it('counts a suite that failed to run as one failed test', () => {
    expect(summary(suite({ numPassingTests: 3 }), suite({ testExecError: new Error('no such module') }))).toBe(
      '3 passed, 1 failed',
    );
  });

  it('counts a suite whose tests passed but whose clean-up failed', () => {
    expect(summary(suite({ numPassingTests: 3, failureMessage: 'afterAll' }))).toBe('3 passed, 1 failed');
  });

  it('names skipped tests only when there are any', () => {
    expect(summary(suite({ numPassingTests: 1, numPendingTests: 2, numTodoTests: 1 }))).toBe(
      '1 passed, 0 failed, 3 skipped',
    );
    expect(summary()).toBe('0 passed, 0 failed');
  });
});
