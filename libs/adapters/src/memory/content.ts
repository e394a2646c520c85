import type { Change, Cursor, Member, Place, View } from '@xf/es';
import { memberList, type MemberList } from '../member-list';
import { orderedSet, type OrderedSet } from '../ordered-set';

export type Members = { readonly list: MemberList; readonly steps: OrderedSet };
export type Held = { readonly row: unknown; readonly places: readonly Place[] };
export type Content = { readonly rows: Map<string, Held>; readonly sets: Map<string, Members>; position: number };
/** What a name stands for now; `promote` exchanges the content under the readers. */
export type Slot = { content: Content };

export const emptyContent = (): Content => ({ rows: new Map(), sets: new Map(), position: 0 });

export function viewOn<Row>(slot: Slot): View<Row> {
  const rowOf = (key: string): Row | undefined => slot.content.rows.get(key)?.row as Row | undefined;
  const membersOf = (cursors: readonly Cursor[]): readonly Member<Row>[] =>
    cursors.map(({ key, sort }) => ({ key, sort, row: rowOf(key) as Row }));
  return {
    position: () => slot.content.position,
    get: rowOf,
    range: (set, { after, limit }) => membersOf(slot.content.sets.get(set)?.list.after(after, limit) ?? []),
    before: (set, place, limit) => membersOf(slot.content.sets.get(set)?.list.before(place, limit) ?? []),
    size: (set) => slot.content.sets.get(set)?.steps.size() ?? 0,
    standing: (set, sort) =>
      slot.content.sets.get(set)?.steps.standing(sort) ?? { before: 0, level: 0, stepsBefore: 0 },
    commit(changes, position) {
      // Everything is read before anything is changed, so a change that throws leaves the view as it was.
      const read = changes.map(readChange);
      for (const change of read) apply(slot.content, change);
      slot.content.position = position;
    },
  };
}

function readChange({ key, row, places }: Change<unknown>): { readonly key: string; readonly held: Held | undefined } {
  const copies = row === undefined ? [] : places.map(({ set, sort }) => ({ set, sort }));
  const distinct = new Set(copies.map(({ set, sort }) => `${sort}\n${set}`));
  if (distinct.size < copies.length) throw new Error(`row ${key}: the same place twice`);
  return { key, held: row === undefined ? undefined : { row, places: copies } };
}

function apply(
  { rows, sets }: Content,
  { key, held }: { readonly key: string; readonly held: Held | undefined },
): void {
  const old = rows.get(key)?.places ?? [];
  const places = held?.places ?? [];
  if (held === undefined) rows.delete(key);
  else rows.set(key, held);
  if (samePlaces(old, places)) return;
  for (const { set, sort } of old) {
    const members = sets.get(set);
    members?.list.remove({ sort, key });
    members?.steps.remove(sort);
    if (members?.steps.size() === 0) sets.delete(set);
  }
  for (const { set, sort } of places) {
    let members = sets.get(set);
    if (members === undefined) {
      members = { list: memberList(), steps: orderedSet() };
      sets.set(set, members);
    }
    members.list.add({ sort, key });
    members.steps.add(sort);
  }
}

const samePlaces = (a: readonly Place[], b: readonly Place[]): boolean =>
  a.length === b.length && a.every(({ set, sort }, index) => b[index]?.set === set && b[index].sort === sort);

export function* dumpContent(content: Content | undefined): Generator<string> {
  if (content === undefined) return;
  for (const key of [...content.rows.keys()].sort(byText)) {
    yield `row ${key} ${JSON.stringify(content.rows.get(key)?.row)}`;
  }
  for (const set of [...content.sets.keys()].sort(byText)) {
    for (const { sort, key } of content.sets.get(set)?.list.after(undefined, Infinity) ?? []) {
      yield `place ${set} ${sort} ${key}`;
    }
  }
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
