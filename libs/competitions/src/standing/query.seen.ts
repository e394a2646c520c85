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
};

/** A view as somebody may see it, whatever is asked of it. */
export function seenThrough(view: Reader, { judges, names }: Sight): Reader {
  if (judges && names) return view;
  const known = judges ? withoutNames : withoutJudges;
  const found = known.get(view);
  if (found !== undefined) return found;
  const seen = readThrough(view, judges ? (row) => nameless(view, row) : judgeless);
  known.set(view, seen);
  return seen;
}

const withoutNames = new WeakMap<Reader, Reader>();
const withoutJudges = new WeakMap<Reader, Reader>();

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

/** A row is never changed, only replaced: what is left of it is worked out once, and is the same object every time. */
const namelessRows = new WeakMap<EntryRow, EntryRow>();
const judgelessRows = new WeakMap<EntryRow, EntryRow>();

/** The number, the group, the marks and the data they are worked out from. */
function nameless(view: Reader, row: EntryRow): EntryRow {
  const known = namelessRows.get(row);
  if (known !== undefined) return known;
  const { name: _name, title: _title, unit: _unit, members: _members, from: _from, attributes, ...rest } = row;
  const kept = attributes && scoredBy(view, row, attributes);
  const left = { ...rest, subject: '', ...(kept === undefined ? {} : { attributes: kept }) };
  namelessRows.set(row, left);
  return left;
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
 * order they came in. Numbered slots say nothing and stay.
 */
function judgeless(row: EntryRow): EntryRow {
  const known = judgelessRows.get(row);
  if (known !== undefined) return known;
  const given = new Map<string, string[]>();
  const criteria = Object.keys(row.marks).sort();
  for (const criterion of criteria) {
    for (const [slot, [value]] of Object.entries(row.marks[criterion] ?? {})) {
      given.set(slot, [...(given.get(slot) ?? []), `${criterion}\n${value}`]);
    }
  }
  const judges = [...given].filter(([slot]) => !/^J?\d+$/.test(slot)).map(([slot, marks]) => [slot, marks.join('\n')]);
  judges.sort(([a = '', one = ''], [b = '', other = '']) => (one < other ? -1 : one > other ? 1 : a < b ? -1 : 1));
  const letters = new Map(judges.map(([slot = ''], n) => [slot, `评委${n + 1}`]));
  const marks = criteria.map((criterion) => {
    const slots = Object.entries(row.marks[criterion] ?? {}).map(
      ([slot, mark]) => [letters.get(slot) ?? slot, mark] as const,
    );
    return [criterion, Object.fromEntries(slots.sort(([a], [b]) => inOrder(a, b)))] as const;
  });
  const left = { ...row, marks: Object.fromEntries(marks) };
  judgelessRows.set(row, left);
  return left;
}

/** By the number at the end: 评委2 before 评委10. */
function inOrder(a: string, b: string): number {
  const [one, other] = [a, b].map((slot) => Number(/\d+$/.exec(slot)?.[0] ?? 0));
  return (one ?? 0) - (other ?? 0) || (a < b ? -1 : 1);
}
