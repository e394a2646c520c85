import { assertNever, type Instant, type Place, type Projection } from '@xf/es';
import { sheetCodec, type Cell, type SheetEvent, type SheetIssued } from './events';

/** Cells that were typed and do not count yet, by name and without their values: those are told to nobody. */
type Typed = readonly string[];
type Act = { readonly by: string; readonly at: Instant };

export type ListedSheet = Pick<
  SheetIssued,
  'competition' | 'contest' | 'sheet' | 'slot' | 'criteria' | 'double' | 'check'
> & {
  readonly rows: number;
  /** The first and the last number on paper; absent where codes stand in their place. */
  readonly numbers?: readonly [from: string, to: string];
  readonly issued: Act;
  readonly cells: number;
  /** Cells that count. */
  readonly filled: number;
  readonly first?: Typed;
  /** There only while it differs from the first. */
  readonly second?: Typed;
  /** When differences of two typings were last settled. */
  readonly settled?: Act;
  readonly withdrawn?: Act;
};

export const sheetKey = (competition: string, contest: string, sheet: string): string =>
  `sheet/${competition}/${contest}/${sheet}`;
export const sheetsSet = (competition: string, contest: string): string => `sheets/${competition}/${contest}`;
export const sheetsOfSet = (competition: string, contest: string, slot: string): string =>
  `${sheetsSet(competition, contest)}/${slot}`;

/** The score sheets of a contest and how far each is typed in, in the order in which they were issued. */
export const sheets: Projection<SheetEvent, ListedSheet> = {
  name: 'sheets',
  version: 1,
  codec: sheetCodec,
  keys: ({ event }) => [sheetKey(event.competition, event.contest, event.sheet)],
  fold(row, { event, recordedAt: at }): ListedSheet | undefined {
    if (event.type === 'SheetIssued') return issued(event, at);
    if (row === undefined) return undefined;
    switch (event.type) {
      case 'SheetKeyed': {
        const cells = event.values.map(nameOf);
        if (event.turn === 2) return { ...row, second: cells };
        return { ...row, first: [...new Set([...(row.first ?? []), ...cells])].sort() };
      }
      case 'SheetSettled': {
        const { first: _first, second: _second, ...rest } = row;
        return { ...rest, settled: { by: event.by, at } };
      }
      case 'SheetWithdrawn': {
        const { first: _first, second: _second, ...rest } = row;
        return { ...rest, withdrawn: { by: event.by, at } };
      }
      case 'SheetFilled': {
        const { first = [], second = [], ...rest } = row;
        const filled = { ...rest, filled: row.filled + event.values.length };
        const gone = new Set(event.values.map(nameOf));
        const [left, right] = [first.filter((one) => !gone.has(one)), second.filter((one) => !gone.has(one))];
        return left.length + right.length === 0 ? filled : { ...filled, first: left, second: right };
      }
      default:
        return assertNever(event);
    }
  },
  places({ competition, contest, slot, issued: { at } }): readonly Place[] {
    const sort = String(at).padStart(15, '0');
    return [sheetsSet(competition, contest), sheetsOfSet(competition, contest, slot)].map((set) => ({ set, sort }));
  },
};

function issued(event: SheetIssued, at: Instant): ListedSheet {
  const { competition, contest, sheet, slot, criteria, rows, double, check, by } = event;
  const [from, to] = [rows[0], rows[rows.length - 1]];
  const hasNumbers = from !== undefined && to !== undefined && rows.every(({ code }) => code === undefined);
  return {
    ...{ competition, contest, sheet, slot, criteria, double, check, rows: rows.length },
    ...(hasNumbers ? { numbers: [from.number, to.number] as const } : {}),
    issued: { by, at },
    cells: rows.length * criteria.length,
    filled: 0,
  };
}

const nameOf = ({ entry, criterion }: Pick<Cell, 'entry' | 'criterion'>): string => `${entry}/${criterion}`;
