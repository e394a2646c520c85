import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { untidy } from './tidy.js';
import type { SourceFile } from './tidy.js';

const root = resolve(__dirname, '../..');
const leftOut = /(?:^|\/)(?:node_modules|dist|bad)(?:\/|$)/;
const textual = /\.(?:ts|cjs|mjs|js|json|md|sh|css|html)$/;

function repository(): readonly SourceFile[] {
  const files: SourceFile[] = [];
  for (const folder of ['apps', 'libs', 'test']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const absolute = join(entry.parentPath, entry.name);
      const path = absolute
        .slice(root.length + 1)
        .split(sep)
        .join('/');
      if (!entry.isFile() || leftOut.test(path) || !textual.test(path)) continue;
      files.push({ path, text: readFileSync(absolute, 'utf8') });
    }
  }
  for (const path of ['README.md', 'README.zh-CN.md']) {
    if (existsSync(join(root, path))) files.push({ path, text: readFileSync(join(root, path), 'utf8') });
  }
  return files;
}

const lines = (count: number) => 'x;\n'.repeat(count);
const at = (path: string, text = 'x;\n'): SourceFile => ({ path, text });

describe('tidy', () => {
  it('finds nothing in this repository', () => {
    const files = repository();
    expect(files.some((file) => file.path === 'test/guards/tidy.ts')).toBe(true);
    expect(untidy(files)).toEqual([]);
  });

  it.each(['helpers.ts', 'dto/score.ts', 'helpers.decide.ts', 'index.ts'])('refuses %s in a slice', (name) => {
    const path = `libs/competitions/src/scoring/${name}`;
    expect(untidy([at(path)])).toEqual([`${path}: not one of the names a slice may hold`]);
  });

  it.each([
    'command',
    'decide',
    'events',
    'project',
    'query',
    'react',
    'rules',
    'shell',
    'decide.spec',
    'late.int.spec',
  ])('accepts %s.ts in a slice', (name) => {
    expect(untidy([at(`libs/honours/src/award/${name}.ts`)])).toEqual([]);
  });

  it('leaves examples, the root of a context and other libraries their own names', () => {
    const paths = ['libs/honours/src/testing/examples.ts', 'libs/honours/src/terms.ts', 'libs/rules/src/step/round.ts'];
    expect(untidy(paths.map((path) => at(path)))).toEqual([]);
  });

  it.each(['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK', 'XX' + 'X'])('refuses %s', (word) => {
    const path = 'apps/api/src/main.ts';
    expect(untidy([at(path, `// ${word}: later\n`)])).toEqual([`${path}: a promise in a comment; do it or leave it`]);
  });

  it.each(['it' + '.only(', 'describe' + '.skip(', 'test' + '.todo(', 'x' + 'it(', 'it' + '.skip.each('])(
    'refuses %s',
    (call) => {
      const path = 'libs/rules/src/exact.spec.ts';
      expect(untidy([at(path, `${call}'a', () => {});\n`)])).toEqual([
        `${path}: a test that is left out or runs alone`,
      ]);
    },
  );

  it('refuses a file of 401 lines and accepts one of 400, a long spec and a long generated file', () => {
    expect(untidy([at('libs/es/src/fold.ts', lines(401))])).toEqual(['libs/es/src/fold.ts: 401 lines, over 400']);
    expect(
      untidy([
        at('libs/es/src/fold.ts', lines(400)),
        at('libs/es/src/fold.spec.ts', lines(401)),
        at('libs/adapters/src/generated/streams.ts', lines(401)),
      ]),
    ).toEqual([]);
  });

  it.each(['eventStore.ts', 'EventStore.ts', 'event_store.ts'])('refuses %s as a file name', (name) => {
    expect(untidy([at(`libs/es/src/${name}`)])).toEqual([`libs/es/src/${name}: a file name is kebab-case`]);
  });

  it('refuses readmes that are not one document in two languages', () => {
    const english = at('README.md', '# A\n```\n# not a heading\n```\n## B\n');
    expect(untidy([english, at('README.zh-CN.md', '# 甲\n```\n```\n## 乙\n')])).toEqual([]);
    expect(untidy([english, at('README.zh-CN.md', '# 甲\n```\n```\n')])).toEqual([
      'README.md has 2 headings, README.zh-CN.md 1',
    ]);
    expect(untidy([english, at('README.zh-CN.md', '# 甲\n## 乙\n')])).toEqual([
      'README.md has 1 code blocks, README.zh-CN.md 0',
    ]);
    expect(untidy([english])).toEqual([]);
  });
});
