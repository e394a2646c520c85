import type { Database as Connection } from 'better-sqlite3';
import type { Change, Cursor, Member, Place, Position, View } from '@xf/es';
import { transactionsOn } from './data-folder';
import { loadedSets, type LoadedSets } from './loaded-sets';

export type TableNames = {
  readonly rows: string;
  readonly places: string;
  /** Name, version and rebuild, as `checkpoints` holds them. */
  readonly id: readonly [string, number, 0 | 1];
};

/** The rows and places of one projection at one version. */
export type Table = {
  readonly view: <Row>() => View<Row>;
  /** Forgets what is held in memory, because the tables were exchanged. */
  readonly reload: () => void;
};

export function tableNames(name: string, version: number, rebuild: boolean): TableNames {
  if (!/^[a-z][a-z0-9_-]*$/.test(name) || !Number.isSafeInteger(version))
    throw new Error(`not a view: ${name} ${version}`);
  const rows = `${name}_v${version}${rebuild ? '_rebuild' : ''}`;
  return { rows, places: `${rows}_places`, id: [name, version, rebuild ? 1 : 0] };
}

export function viewTable(db: Connection, names: TableNames): Table {
  createTables(db, names);
  const sets = loadedSets(db, names.places);
  const positionIn = db
    .prepare('SELECT position FROM checkpoints WHERE name = ? AND version = ? AND rebuild = ?')
    .pluck();
  const readPosition = (): Position => (positionIn.get(...names.id) as Position | undefined) ?? 0;
  const commit = committer(db, names, sets);
  const find = db.prepare(`SELECT row FROM "${names.rows}" WHERE key = ?`).pluck();
  const members = `SELECT p.key, p.sort, r.row FROM "${names.places}" p JOIN "${names.rows}" r ON r.key = p.key`;
  const first = db.prepare(`${members} WHERE p.sid = ? ORDER BY p.sort, p.key LIMIT ?`);
  const after = db.prepare(`${members} WHERE p.sid = ? AND (p.sort, p.key) > (?, ?) ORDER BY p.sort, p.key LIMIT ?`);
  const before = db.prepare(
    `${members} WHERE p.sid = ? AND (p.sort, p.key) < (?, ?) ORDER BY p.sort DESC, p.key DESC LIMIT ?`,
  );
  let position = readPosition();

  const view = <Row>(): View<Row> => ({
    position: () => position,
    get(key) {
      if (position === 0) return undefined; // Nothing was folded yet: a rebuild asks for every row before it is there.
      const text = find.get(key) as string | undefined;
      return text === undefined ? undefined : (JSON.parse(text) as Row);
    },
    range(set, { after: cursor, limit }) {
      const sid = sets.idOf(set);
      if (sid === undefined) return [];
      const found = cursor === undefined ? first.all(sid, limit) : after.all(sid, cursor.sort, cursor.key, limit);
      return (found as MemberRow[]).map(memberOf<Row>);
    },
    before(set, place, limit) {
      const sid = sets.idOf(set);
      if (sid === undefined) return [];
      return (before.all(sid, place.sort, place.key, limit) as MemberRow[]).reverse().map(memberOf<Row>);
    },
    size: (set) => sets.get(set)?.size() ?? 0,
    standing: (set, sort) => sets.get(set)?.standing(sort) ?? { before: 0, level: 0, stepsBefore: 0 },
    commit(changes, upTo) {
      commit(changes, upTo);
      position = upTo;
    },
  });
  return {
    view,
    reload() {
      sets.forget();
      position = readPosition();
    },
  };
}

type MemberRow = Cursor & { readonly row: string };

function memberOf<Row>({ key, sort, row }: MemberRow): Member<Row> {
  return { key, sort, row: JSON.parse(row) as Row };
}

/** A row keeps the text of its places, so that only places that really change are written. */
function createTables(db: Connection, { rows, places, id }: TableNames): void {
  transactionsOn(db)(() => {
    db.exec(`
      CREATE TABLE IF NOT EXISTS "${rows}" (key TEXT PRIMARY KEY, row TEXT NOT NULL, places TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS "${places}" (
        sid INTEGER NOT NULL, sort TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (sid, sort, key)
      ) WITHOUT ROWID;`);
    db.prepare('INSERT INTO checkpoints VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING').run(...id);
  });
}

type PlaceText = readonly [set: string, sort: string];

function committer(db: Connection, names: TableNames, sets: LoadedSets): View<unknown>['commit'] {
  const inTransaction = transactionsOn(db);
  const oldPlaces = db.prepare(`SELECT places FROM "${names.rows}" WHERE key = ?`).pluck();
  const putRow = db.prepare(
    `INSERT INTO "${names.rows}" VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET row = excluded.row, places = excluded.places`,
  );
  const dropRow = db.prepare(`DELETE FROM "${names.rows}" WHERE key = ?`);
  const putPlace = db.prepare(`INSERT INTO "${names.places}" VALUES (?, ?, ?)`);
  const dropPlace = db.prepare(`DELETE FROM "${names.places}" WHERE sid = ? AND sort = ? AND key = ?`);
  const checkpoint = db.prepare('UPDATE checkpoints SET position = ? WHERE name = ? AND version = ? AND rebuild = ?');

  const anyRow = db.prepare(`SELECT 1 FROM "${names.rows}" LIMIT 1`);

  /** Writes a row, takes it out of the places it left, and notes those it now has. */
  const write = ({ key, row, places }: Change<unknown>, isEmpty: boolean, joined: JoinedPlace[]): void => {
    const old = isEmpty ? undefined : (oldPlaces.get(key) as string | undefined);
    const now = row === undefined ? noPlaces : textOf(places);
    if (row !== undefined) putRow.run(key, JSON.stringify(row), now);
    else if (old !== undefined) dropRow.run(key);
    if ((old ?? noPlaces) === now) return;
    for (const [set, sort] of placesIn(old)) {
      dropPlace.run(sets.idFor(set), sort, key);
      sets.note(set, sort, -1);
    }
    for (const { set, sort } of row === undefined ? [] : places) {
      joined.push([sets.idFor(set), sort, key]);
      sets.note(set, sort, 1);
    }
  };

  return (changes, position) => {
    try {
      inTransaction(() => {
        const joined: JoinedPlace[] = [];
        const isEmpty = anyRow.get() === undefined;
        // In the order of the tables, so that a large batch fills page after page instead of jumping between them.
        for (const change of lastOfEach(changes).sort(byKey)) write(change, isEmpty, joined);
        for (const place of joined.sort(byPlace)) putPlace.run(...place);
        checkpoint.run(position, ...names.id);
      });
    } catch (error) {
      sets.forget();
      throw error;
    }
    sets.applyNotes();
  };
}

type JoinedPlace = readonly [sid: number, sort: string, key: string];

const lastOfEach = (changes: readonly Change<unknown>[]): Change<unknown>[] => [
  ...new Map(changes.map((change) => [change.key, change])).values(),
];
const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const byKey = (a: Change<unknown>, b: Change<unknown>): number => inOrder(a.key, b.key);
const byPlace = (a: JoinedPlace, b: JoinedPlace): number => a[0] - b[0] || inOrder(a[1], b[1]) || inOrder(a[2], b[2]);

const noPlaces = '[]';
const textOf = (places: readonly Place[]): string => JSON.stringify(places.map(({ set, sort }) => [set, sort]));
const placesIn = (text: string | undefined): readonly PlaceText[] =>
  text === undefined || text === noPlaces ? [] : (JSON.parse(text) as PlaceText[]);

const dumpPageMax = 1_000;

/** Pages by key instead of one open cursor, so that the connection stays free between lines. */
export function* dumpTable(db: Connection, { rows, places }: TableNames): Generator<string> {
  if (db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(rows) === undefined) return;
  const rowPage = db.prepare(`SELECT key, row FROM "${rows}" WHERE key > ? ORDER BY key LIMIT ${dumpPageMax}`);
  for (let key: string | undefined = ''; key !== undefined;) {
    const page = rowPage.all(key) as { readonly key: string; readonly row: string }[];
    for (const line of page) yield `row ${line.key} ${line.row}`;
    key = page.length < dumpPageMax ? undefined : page.at(-1)?.key;
  }
  const used = db.prepare(
    `SELECT id, name FROM sets WHERE EXISTS (SELECT 1 FROM "${places}" WHERE sid = sets.id) ORDER BY name`,
  );
  const placePage = db.prepare(
    `SELECT sort, key FROM "${places}" WHERE sid = ? AND (sort, key) > (?, ?) ORDER BY sort, key LIMIT ${dumpPageMax}`,
  );
  for (const set of used.all() as { readonly id: number; readonly name: string }[]) {
    for (let last: Cursor | undefined = { sort: '', key: '' }; last !== undefined;) {
      const page = placePage.all(set.id, last.sort, last.key) as Cursor[];
      for (const { sort, key } of page) yield `place ${set.name} ${sort} ${key}`;
      last = page.length < dumpPageMax ? undefined : page.at(-1);
    }
  }
}
