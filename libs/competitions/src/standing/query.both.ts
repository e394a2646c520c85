import type { Changes, PlaceChange, Places } from './query.changes';

type Place = NonNullable<PlaceChange['from']>;

/** One line of two boards beside each other. `fixed` or `working` is absent where the entry is not on that board. */
export type BothRow = {
  readonly entry: string;
  readonly number: string;
  readonly fixed?: Place;
  readonly working?: Place;
  readonly differs: boolean;
  /** What was recorded of this entry in between. */
  readonly why: PlaceChange['why'];
};

/**
 * A board that stands (frozen, or published) beside the one as it is now, in the order of the one that stands; who is only on
 * the other follows. `changes` are those between the two.
 */
export function bothOf(board: string, fixed: Places, working: Places, { changes }: Changes): readonly BothRow[] {
  const [then, now] = [fixed.get(board) ?? [], working.get(board) ?? []];
  const byEntry = new Map(now.map((place) => [place.entry, place]));
  const onFixed = new Set(then.map(({ entry }) => entry));
  const changed = new Map(changes.flatMap((one) => (one.board === board ? [[one.entry, one] as const] : [])));
  const rows = [...then.map(({ entry }) => entry), ...now.flatMap(({ entry }) => (onFixed.has(entry) ? [] : [entry]))];
  const before = new Map(then.map((place) => [place.entry, place]));
  return rows.flatMap((entry): readonly BothRow[] => {
    const [old, current] = [before.get(entry), byEntry.get(entry)];
    const number = (old ?? current)?.number;
    if (number === undefined) return [];
    const why = changed.get(entry)?.why ?? [];
    return [
      {
        ...{ entry, number, differs: changed.has(entry), why },
        ...(old === undefined ? {} : { fixed: placeOf(old) }),
        ...(current === undefined ? {} : { working: placeOf(current) }),
      },
    ];
  });
}

type Listed = Place & { readonly entry: string; readonly number: string };
const placeOf = ({ entry: _entry, number: _number, ...place }: Listed): Place => place;
