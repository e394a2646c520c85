import type { Member, ViewReader } from '@xf/es';
import { rulesOf } from '../competition/rules';
import { contestKey } from '../terms';
import type { EntryRow, StandingRow } from './project';

type Reader = ViewReader<StandingRow>;

/** What a reader of the boards may not know is not in the rows they read. */
export type Sight = {
  /** Who marked: slots of judged marks are accounts. */
  readonly judges: boolean;
  /** Who the entrants are. domain-rules 80. */
  readonly names: boolean;
  /** The reader's account: the own marks keep it, where others' are those of 评委1, 评委2. */
  readonly own?: string | undefined;
};

/** A view as somebody may see it, whatever is asked of it. */
export function seenThrough(view: Reader, { judges, names, own }: Sight): Reader {
  if (judges && names) return view;
  const sight = `${names ? 'names' : ''}/${judges ? '*' : (own ?? '')}`;
  return keptIn(readers, view, sight, () =>
    // A row is never changed, only replaced: what is left of it is worked out once, and is the same object every time.
    readThrough(view, (row) =>
      keptIn(rows, row, sight, () => {
        const named = names ? row : nameless(view, row);
        return judges ? named : judgeless(named, own);
      }),
    ),
  );
}

type Kept<K extends object, T> = WeakMap<K, Map<string, T>>;
const readers: Kept<Reader, Reader> = new WeakMap();
const rows: Kept<EntryRow, EntryRow> = new WeakMap();

function keptIn<K extends object, T>(all: Kept<K, T>, of: K, sight: string, make: () => T): T {
  const known = all.get(of) ?? new Map<string, T>();
  all.set(of, known);
  const found = known.get(sight);
  if (found !== undefined) return found;
  const made = make();
  known.set(sight, made);
  return made;
}

function readThrough(view: Reader, hide: (row: EntryRow) => EntryRow): Reader {
  const hidden = (row: StandingRow): StandingRow => (row.kind === 'contest' ? row : hide(row));
  const members = (page: readonly Member<StandingRow>[]) => page.map((one) => ({ ...one, row: hidden(one.row) }));
  return {
    position: () => view.position(),
    get: (key) => {
      const row = view.get(key);
      return row && hidden(row);
    },
    range: (set, options) => members(view.range(set, options)),
    before: (set, place, limit) => members(view.before(set, place, limit)),
    size: (set) => view.size(set),
    standing: (set, sort) => view.standing(set, sort),
  };
}

/** The number, the group, the marks and the data they are worked out from. */
function nameless(view: Reader, row: EntryRow): EntryRow {
  const { name: _name, title: _title, unit: _unit, members: _members, from: _from, ...others } = row;
  const { amendments: _amendments, attributes, ...rest } = others;
  const kept = attributes && scoredBy(view, row, attributes);
  return { ...rest, subject: '', ...(kept === undefined ? {} : { attributes: kept }) };
}

/** Attributes the rules do not ask for are about the person. */
function scoredBy(view: Reader, row: EntryRow, attributes: NonNullable<EntryRow['attributes']>) {
  const contest = view.get(contestKey(row.competition, row.contest));
  const rules = contest?.kind === 'contest' && contest.rules !== undefined ? rulesOf(contest.rules) : undefined;
  const asked = Object.entries(attributes).filter(
    ([name, value]) => rules !== undefined && rules.checkAttribute(name, value)?.code !== 'unknown-attribute',
  );
  return asked.length === 0 ? undefined : Object.fromEntries(asked);
}

/**
 * The same judge keeps the same letter through all criteria of an entry. Letters follow the marks, not who gave them or in which
 * order they came in; of judges who gave the same, who was first, which only staff can tell from their events. Numbered slots say
 * nothing and stay.
 */
function judgeless(row: EntryRow, own: string | undefined): EntryRow {
  const given = new Map<string, { marks: string; at: number }>();
  const criteria = Object.keys(row.marks).sort();
  for (const criterion of criteria) {
    for (const [slot, [value, , at]] of Object.entries(row.marks[criterion] ?? {})) {
      if (isOpen(slot) || slot === own) continue;
      const known = given.get(slot) ?? { marks: '', at };
      given.set(slot, { marks: `${known.marks}${criterion}\n${value}\n`, at: Math.min(known.at, at) });
    }
  }
  const judges = [...given].sort(([, one], [, other]) =>
    one.marks < other.marks ? -1 : one.marks > other.marks ? 1 : one.at - other.at,
  );
  const letters = new Map(judges.map(([slot], n) => [slot, `评委${n + 1}`]));
  const marks = criteria.map((criterion) => {
    const slots = Object.entries(row.marks[criterion] ?? {}).map(
      ([slot, mark]) => [letters.get(slot) ?? slot, mark] as const,
    );
    return [criterion, Object.fromEntries(slots.sort(([a], [b]) => inOrder(a, b)))] as const;
  });
  return { ...row, marks: Object.fromEntries(marks) };
}

/** Numbered slots say nothing of who marked. */
export const isOpen = (slot: string): boolean => /^J?\d+$/.test(slot);

/** By the number at the end: 评委2 before 评委10. */
function inOrder(a: string, b: string): number {
  const [one, other] = [a, b].map((slot) => Number(/\d+$/.exec(slot)?.[0] ?? 0));
  return (one ?? 0) - (other ?? 0) || (a < b ? -1 : 1);
}
