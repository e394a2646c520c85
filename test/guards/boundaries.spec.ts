import { execFileSync } from 'node:child_process';
import { basename, dirname, join, resolve } from 'node:path';

type Violation = { readonly rule: { readonly name: string }; readonly from: string; readonly to: string };
type Report = { readonly summary: { readonly violations: readonly Violation[]; readonly totalCruised: number } };

const root = resolve(__dirname, '../..');
const config = join(root, '.dependency-cruiser.cjs');

function cruise(folder: string, parts: readonly string[]): Report {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, '--config', config, '--output-type', 'json', ...parts];
  return JSON.parse(
    execFileSync(process.execPath, args, { cwd: folder, maxBuffer: 256 * 1024 * 1024 }).toString(),
  ) as Report;
}

function ruleNames(): readonly string[] {
  const loaded = jest.requireActual<{ forbidden: readonly { name: string }[] }>(config);
  return loaded.forbidden.map((rule) => rule.name);
}

/** A bad file is named after the rule it breaks, or lies in a folder that is. */
function namesRule(path: string, rule: string): boolean {
  const file = basename(path, '.ts').replace(/\.module$/, '');
  return file === rule || basename(dirname(path)) === rule;
}

describe('boundaries', () => {
  const { violations } = cruise(join(root, 'test/guards/bad'), ['apps', 'libs']).summary;

  it.each(ruleNames())('%s catches its bad import, and that alone', (rule) => {
    const caught = violations.filter((violation) => violation.rule.name === rule);
    expect(caught).toHaveLength(1);
    expect(namesRule(caught[0]?.from ?? '', rule)).toBe(true);
  });

  it('has every rule it was written with', () => {
    expect(ruleNames()).toHaveLength(23);
  });

  it('raises no alarm beyond the bad imports', () => {
    expect(violations).toHaveLength(ruleNames().length);
  });

  it('finds nothing in this repository', () => {
    const { summary } = cruise(root, ['apps', 'libs', 'test']);
    expect(summary.violations.map((found) => `${found.rule.name}: ${found.from} -> ${found.to}`)).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(10);
  });
});
