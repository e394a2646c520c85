import type { Database as Connection } from 'better-sqlite3';
import { orderedSet, type OrderedSet, type Step } from '../ordered-set';

/** Ordered sets kept in memory for one view; the one used longest ago goes first. */
const setsMax = 10_000;
/** Ids of set names kept in memory. */
const idsMax = 100_000;

/** The order statistics of a view's sets: read from the file at first use, then kept level with every commit. */
export type LoadedSets = {
  /** Undefined for a set that never had a member. */
  readonly get: (set: string) => OrderedSet | undefined;
  readonly idOf: (set: string) => number | undefined;
  /** As `idOf`, but makes the id. Only inside a transaction. */
  readonly idFor: (set: string) => number;
  readonly nameOf: (id: number) => string;
  /** Remembers a change of the running transaction. */
  readonly note: (set: string, sort: string, by: 1 | -1) => void;
  /** The transaction is done: changes what is in memory. */
  readonly applyNotes: () => void;
  /** Drops notes and memory: the transaction failed or the tables were exchanged. */
  readonly forget: () => void;
};

export function loadedSets(db: Connection, places: string): LoadedSets {
  const steps = db.prepare(`SELECT sort, count(*) FROM "${places}" WHERE sid = ? GROUP BY sort ORDER BY sort`).raw();
  const names = setNames(db);
  const loaded = new Map<string, OrderedSet>();
  let notes: { readonly set: OrderedSet; readonly sort: string; readonly by: 1 | -1 }[] = [];

  return {
    idOf: names.idOf,
    idFor: names.idFor,
    nameOf: names.nameOf,
    get(set) {
      const known = loaded.get(set);
      if (known !== undefined) {
        loaded.delete(set);
        loaded.set(set, known);
        return known;
      }
      const id = names.idOf(set);
      if (id === undefined) return undefined;
      const fresh = orderedSet(steps.iterate(id) as Iterable<Step>);
      for (const oldest of loaded.keys()) {
        if (loaded.size < setsMax) break;
        loaded.delete(oldest);
      }
      loaded.set(set, fresh);
      return fresh;
    },
    note(set, sort, by) {
      const held = loaded.get(set);
      if (held !== undefined) notes.push({ set: held, sort, by });
    },
    applyNotes() {
      const done = notes;
      notes = [];
      for (const { set, sort, by } of done) {
        if (by === 1) set.add(sort);
        else set.remove(sort);
      }
    },
    forget() {
      notes = [];
      loaded.clear();
      names.forget();
    },
  };
}

/** Sets have short ids in the file. */
function setNames(db: Connection) {
  const findId = db.prepare('SELECT id FROM sets WHERE name = ?').pluck();
  const findName = db.prepare('SELECT name FROM sets WHERE id = ?').pluck();
  const addId = db.prepare('INSERT INTO sets (name) VALUES (?)');
  const ids = new Map<string, number>();
  const names = new Map<number, string>();
  const forget = (): void => {
    ids.clear();
    names.clear();
  };
  const keep = (set: string, id: number): void => {
    if (ids.size >= idsMax) forget();
    ids.set(set, id);
    names.set(id, set);
  };
  const idOf = (set: string): number | undefined => {
    const known = ids.get(set);
    if (known !== undefined) return known;
    const id = findId.get(set) as number | undefined;
    if (id !== undefined) keep(set, id);
    return id;
  };
  return {
    idOf,
    idFor: (set: string): number => {
      const known = idOf(set);
      if (known !== undefined) return known;
      const id = Number(addId.run(set).lastInsertRowid);
      keep(set, id);
      return id;
    },
    nameOf: (id: number): string => {
      const known = names.get(id);
      if (known !== undefined) return known;
      const name = findName.get(id) as string;
      keep(name, id);
      return name;
    },
    forget,
  };
}
