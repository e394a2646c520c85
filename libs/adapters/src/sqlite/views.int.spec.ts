import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Change } from '@xf/es';
import { openSqliteViews } from './views';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xianfeng-views-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Row = { readonly n: number };
const change = (n: number): Change<Row> => ({
  key: `k${n}`,
  row: { n },
  places: [{ set: 'all', sort: String(n % 7) }],
});
const filled = (): string => {
  const views = openSqliteViews({ folder });
  views.open<Row>('things', 1).commit(
    Array.from({ length: 2_000 }, (_, n) => change(n)),
    5,
  );
  expect(views.notice).toBeUndefined();
  views.close();
  return join(folder, 'views.sqlite');
};

describe('sqlite views', () => {
  const damages: readonly (readonly [string, (file: string) => void])[] = [
    ['no database at all', (file) => writeFileSync(file, '这不是数据库'.repeat(1_000))],
    ['cut off', (file) => truncateSync(file, 20_000)],
    ['written by a newer program', (file) => new Database(file).exec('PRAGMA user_version = 99').close()],
    [
      'the database of something else',
      (file) => (rmSync(file), new Database(file).exec('CREATE TABLE sets (x)').close()),
    ],
  ];
  it.each(damages)('starts afresh and says so when the file is %s', (_, damage) => {
    const file = filled();
    damage(file);
    const views = openSqliteViews({ folder });
    expect(views.notice).toContain(`${file}.bad`);
    expect(existsSync(`${file}.bad`)).toBe(true);
    const view = views.open<Row>('things', 1);
    expect([view.position(), view.size('all'), view.get('k1')]).toEqual([0, 0, undefined]);
    view.commit([change(1)], 1);
    views.close();
    const again = openSqliteViews({ folder });
    expect([again.notice, again.open('things', 1).size('all')]).toEqual([undefined, 1]);
    again.close();
  });

  it('keeps the standings level with the file when the disk is full', () => {
    const views = openSqliteViews({ folder });
    const view = views.open<Row>('things', 1);
    view.commit([change(1), change(2)], 1);
    expect(view.standing('all', '2')).toEqual({ before: 1, level: 1, stepsBefore: 1 });
    const other = new Database(join(folder, 'views.sqlite'));
    other.exec(
      "CREATE TRIGGER full BEFORE INSERT ON things_v1 WHEN new.key = 'k9' BEGIN SELECT RAISE(FAIL, 'disk'); END",
    );
    expect(() => view.commit([change(3), { ...change(1), row: undefined }, change(8), change(9)], 2)).toThrow('disk');
    expect([view.position(), view.size('all')]).toEqual([1, 2]);
    expect(view.standing('all', '2')).toEqual({ before: 1, level: 1, stepsBefore: 1 });
    other.exec('DROP TRIGGER full');
    other.close();
    view.commit([change(3), { ...change(1), row: undefined }, change(8), change(9)], 2);
    expect(view.standing('all', '2')).toEqual({ before: 1, level: 2, stepsBefore: 1 });
    views.close();
  });

  it('refuses a view name that is not a table name', () => {
    const views = openSqliteViews({ folder });
    for (const name of ['', 'Board', 'a"b', 'a b', '1a']) expect(() => views.open(name, 1)).toThrow(/not a view/);
    expect(() => views.open('a', 1.5)).toThrow(/not a view/);
    views.close();
  });
});
