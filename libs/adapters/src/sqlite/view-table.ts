import type { Database as Connection } from 'better-sqlite3';
import type { Change, Cursor, Member, Position, View } from '@xf/es';
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
  const rowOf = rowReader();
  const memberOf = <Row>({ key, sort, row }: MemberRow): Member<Row> => ({ key, sort, row: rowOf(key, row) as Row });
  let position = readPosition();

  const view = <Row>(): View<Row> => ({
    position: () => position,
    get(key, { once } = {}) {
      if (position === 0) return undefined; // Nothing was folded yet: a rebuild asks for every row before it is there.
      const text = find.get(key) as string | undefined;
      return text === undefined ? undefined : ((once === true ? JSON.parse(text) : rowOf(key, text)) as Row);
    },
    range(set, { after: cursor, limit, once }) {
      const sid = sets.idOf(set);
      if (sid === undefined) return [];
      const found = cursor === undefined ? first.all(sid, limit) : after.all(sid, cursor.sort, cursor.key, limit);
      if (once !== true) return (found as MemberRow[]).map((one) => memberOf<Row>(one));
      return (found as MemberRow[]).map(({ key, sort, row }) => ({ key, sort, row: JSON.parse(row) as Row }));
    },
    before(set, place, limit) {
      const sid = sets.idOf(set);
      if (sid === undefined) return [];
      return (before.all(sid, place.sort, place.key, limit) as MemberRow[]).reverse().map((one) => memberOf<Row>(one));
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

/** Rows kept parsed. */
const parsedMax = 10_000;

/** Rows that are read again and again (the top of a board, a contest) are parsed once, as long as their text is the same. */
function rowReader(): (key: string, text: string) => unknown {
  const parsed = new Map<string, { readonly text: string; readonly row: unknown }>();
  return (key, text) => {
    const known = parsed.get(key);
    if (known?.text === text) return known.row;
    const row: unknown = JSON.parse(text);
    if (parsed.size >= parsedMax) parsed.clear();
    parsed.set(key, { text, row });
    return row;
  };
}

/** A row keeps its places as set ids and sorts in turn, so that only places that really change are written. */
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

function committer(db: Connection, names: TableNames, sets: LoadedSets): View<unknown>['commit'] {
  const inTransaction = transactionsOn(db);
  const oldPlaces = db.prepare(`SELECT places FROM "${names.rows}" WHERE key = ?`).pluck();
  const upsert = 'ON CONFLICT (key) DO UPDATE SET row = excluded.row, places = excluded.places';
  const rows = inserter(db, `INSERT INTO "${names.rows}" VALUES`, upsert);
  const dropRow = db.prepare(`DELETE FROM "${names.rows}" WHERE key = ?`);
  const joined = inserter(db, `INSERT INTO "${names.places}" VALUES`);
  const dropPlace = db.prepare(`DELETE FROM "${names.places}" WHERE sid = ? AND sort = ? AND key = ?`);
  const checkpoint = db.prepare('UPDATE checkpoints SET position = ? WHERE name = ? AND version = ? AND rebuild = ?');
  const anyRow = db.prepare(`SELECT 1 FROM "${names.rows}" LIMIT 1`);

  const inText = ({ key, row, places }: Change<unknown>): RowText => {
    if (row === undefined) return { key, row: undefined, places: noPlaces, joins: [] };
    const list: (number | string)[] = [];
    const joins: JoinedPlace[] = [];
    for (const { set, sort } of places) {
      const sid = sets.idFor(set);
      list.push(sid, sort);
      joins.push({ sid, sort, key, set });
    }
    return { key, row: JSON.stringify(row), places: list.length === 0 ? noPlaces : JSON.stringify(list), joins };
  };
  /** Writes a row, takes it out of the places it left, and notes those it now has. */
  const write = ({ key, row, places, joins }: RowText, isEmpty: boolean, into: JoinedPlace[]): void => {
    const old = isEmpty ? undefined : (oldPlaces.get(key) as string | undefined);
    if (row !== undefined) rows.add(key, row, places);
    else if (old !== undefined) dropRow.run(key);
    if ((old ?? noPlaces) === places) return;
    leave(key, old ?? noPlaces);
    for (const join of joins) {
      into.push(join);
      sets.note(join.set, join.sort, 1);
    }
  };
  const leave = (key: string, places: string): void => {
    if (places === noPlaces) return;
    const list = JSON.parse(places) as (number | string)[];
    for (let n = 0; n < list.length; n += 2) {
      const [sid, sort] = [list[n] as number, list[n + 1] as string];
      dropPlace.run(sid, sort, key);
      sets.note(sets.nameOf(sid), sort, -1);
    }
  };

  return (changes, position) => {
    try {
      inTransaction(() => {
        const places: JoinedPlace[] = [];
        const isEmpty = anyRow.get() === undefined;
        // In the order of the tables, so that a large batch fills page after page instead of jumping between them.
        for (const change of lastOfEach(changes).sort(byKey)) write(inText(change), isEmpty, places);
        rows.flush();
        for (const { sid, sort, key } of places.sort(byPlace)) joined.add(sid, sort, key);
        joined.flush();
        checkpoint.run(position, ...names.id);
      });
    } catch (error) {
      rows.forget();
      joined.forget();
      sets.forget();
      throw error;
    }
    sets.applyNotes();
  };
}

const togetherMax = 20;

/** Rows of three columns, twenty to a statement: a call into SQLite for each costs as much as the insert. */
function inserter(db: Connection, insert: string, onConflict = '') {
  const statement = (count: number) =>
    db.prepare(`${insert} ${new Array(count).fill('(?, ?, ?)').join(', ')} ${onConflict}`);
  const one = statement(1);
  const many = statement(togetherMax);
  let waiting: (number | string)[] = [];
  return {
    add(a: number | string, b: string, c: string): void {
      waiting.push(a, b, c);
      if (waiting.length < 3 * togetherMax) return;
      many.run(waiting);
      waiting = [];
    },
    flush(): void {
      for (let n = 0; n < waiting.length; n += 3) one.run(waiting[n], waiting[n + 1], waiting[n + 2]);
      waiting = [];
    },
    forget(): void {
      waiting = [];
    },
  };
}

type JoinedPlace = { readonly sid: number; readonly sort: string; readonly key: string; readonly set: string };
type RowText = {
  readonly key: string;
  readonly row: string | undefined;
  readonly places: string;
  readonly joins: readonly JoinedPlace[];
};

function lastOfEach(changes: readonly Change<unknown>[]): Change<unknown>[] {
  const last = new Map<string, Change<unknown>>();
  for (const change of changes) last.set(change.key, change);
  return last.size === changes.length ? [...changes] : [...last.values()];
}
const inOrder = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const byKey = (a: Change<unknown>, b: Change<unknown>): number => inOrder(a.key, b.key);
/** Rows of one sort stay in the order of their keys, in which they come. */
const byPlace = (a: JoinedPlace, b: JoinedPlace): number => a.sid - b.sid || inOrder(a.sort, b.sort);

const noPlaces = '[]';

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
