import { assertNever, type Foldable } from '@xf/es';
import { sameNumber } from '../terms';
import type { Differing, Place } from './command';
import { sheetCodec, type Cell, type SheetEvent, type SheetIssued } from './events';

/** Values by cell; see `cellKey`. */
export type Cells = ReadonlyMap<string, Cell>;
export type Typing = { readonly by: string; readonly values: Cells };

export type SheetState =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'issued';
      readonly issued: Omit<SheetIssued, 'type'>;
      /** What counts, as it was on the sheet: a mark may have been corrected since. */
      readonly recorded: Cells;
      /** Typed and not counted yet, where a sheet is typed twice. */
      readonly first?: Typing;
      /** There only while it differs from the first. */
      readonly second?: Typing;
      /** It takes nothing more. */
      readonly withdrawn?: { readonly reason: string };
    };

export type Issued = Extract<SheetState, { status: 'issued' }>;
export const cellKey = ({ entry: id, criterion }: Pick<Cell, 'entry' | 'criterion'>): string => `${id}/${criterion}`;

export const sheetFold: Foldable<SheetState, SheetEvent> = {
  name: 'sheet',
  codec: sheetCodec,
  initial: { status: 'unknown' },
  evolve(state, event): SheetState {
    if (event.type === 'SheetIssued') {
      const { type: _type, ...issued } = event;
      return { status: 'issued', issued, recorded: new Map() };
    }
    if (state.status === 'unknown') throw new Error(`${event.type} on a sheet that was never issued`);
    const { issued, recorded, first, second } = state;
    switch (event.type) {
      case 'SheetKeyed': {
        const typing = { by: event.by, values: withCells(event.turn === 1 ? first?.values : undefined, event.values) };
        return event.turn === 1 ? { ...state, first: typing } : { ...state, second: typing };
      }
      case 'SheetSettled':
        return { status: 'issued', issued, recorded };
      case 'SheetWithdrawn':
        return { status: 'issued', issued, recorded, withdrawn: { reason: event.reason } };
      case 'SheetFilled': {
        const filled = { status: 'issued' as const, issued, recorded: withCells(recorded, event.values) };
        const [left, right] = [withoutCells(first, event.values), withoutCells(second, event.values)];
        if (left.values.size === 0 && right.values.size === 0) return filled;
        return { ...filled, first: left, second: right };
      }
      default:
        return assertNever(event);
    }
  },
};

/** Where the two typings of a sheet differ, in the order of the paper. */
export function differencesOf(state: Issued): readonly Differing[] {
  const { first, second } = state;
  return second === undefined ? [] : differing(state, first?.values ?? new Map<string, Cell>(), second.values);
}

function differing(state: Issued, one: Cells, other: Cells): readonly Differing[] {
  const places: Differing[] = [];
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const [there, here] = [one.get(name), other.get(name)];
    const either = there ?? here;
    if (either === undefined || (there && here && sameNumber(there.value, here.value))) continue;
    places.push({ ...placeOf(state, either), there: there?.value, here: here?.value });
  }
  return places.sort((a, b) => a.row - b.row || a.column - b.column);
}

/** Where a cell stands on paper. Throws for one that is not on the sheet: whoever asks has looked it up there. */
export function placeOf({ issued }: Issued, one: Pick<Cell, 'entry' | 'criterion'>): Place {
  const row = issued.rows.findIndex((known) => known.entry === one.entry);
  const column = issued.criteria.indexOf(one.criterion);
  const found = issued.rows[row];
  if (found === undefined || column < 0) throw new Error(`${cellKey(one)} is not on sheet ${issued.sheet}`);
  return { row, column, key: found.code ?? found.number, criterion: one.criterion };
}

export const cellAt = ({ issued }: Issued, { row, criterion }: Place) => ({
  entry: issued.rows[row]?.entry ?? '',
  criterion,
});

export const agrees = (typing: Typing, one: Cell): boolean => {
  const known = typing.values.get(cellKey(one));
  return known !== undefined && sameNumber(known.value, one.value);
};

function withCells(known: Cells | undefined, values: readonly Cell[]): Cells {
  const cells = new Map(known);
  for (const one of values) cells.set(cellKey(one), one);
  return cells;
}

function withoutCells(typing: Typing | undefined, values: readonly Cell[]): Typing {
  const cells = new Map(typing?.values);
  for (const one of values) cells.delete(cellKey(one));
  return { by: typing?.by ?? '', values: cells };
}
