import { memoryViews } from '@xf/adapters';
import { foldBatch, type Recorded } from '@xf/es';
import { sheetFold } from './decide.state';
import type { Cell, SheetEvent } from './events';
import { sheets, type ListedSheet } from './project';
import { statusOf, uncountedIn } from './query';

const on = { competition: 'skills', contest: 'turning', sheet: 'P-1' };
const rows = ['A1', 'A2', 'A3'].map((number, n) => ({ entry: `e${n + 1}`, number }));
const issued = {
  ...{ type: 'SheetIssued' as const, ...on, slot: 'J1', criteria: ['form'], rows, double: true },
  ...{ position: 7, check: '93927A', by: 'wang' },
};
const cell = (n: number, value = '80'): Cell => ({ entry: `e${n}`, criterion: 'form', value });
const keyed = (turn: 1 | 2, by: string, ...values: Cell[]): SheetEvent => ({
  ...{ type: 'SheetKeyed', ...on, turn, values, by },
});
const filled = (by: string, ...values: Cell[]): SheetEvent => ({ type: 'SheetFilled', ...on, values, by });
const settled = (...values: Cell[]): SheetEvent => ({
  ...{ type: 'SheetSettled', ...on, values, reason: '见原表', by: 'zhou' },
});

const withdrawn: SheetEvent = { type: 'SheetWithdrawn', ...on, reason: '误发', by: 'wang' };

const foldAll = (...events: readonly SheetEvent[]): ListedSheet | undefined =>
  events.reduce<ListedSheet | undefined>(
    (row, event, n) => sheets.fold(row, { event, recordedAt: n } as Recorded<SheetEvent>, ''),
    undefined,
  );
const standing = (...events: readonly SheetEvent[]) => {
  const row = foldAll(issued, ...events);
  return row && [statusOf(row), row.filled];
};

describe('a sheet in the list', () => {
  it.each<readonly [string, readonly SheetEvent[], readonly [string, number]]>([
    ['issued', [], ['open', 0]],
    ['typed in part', [filled('wang', cell(1))], ['open', 1]],
    ['typed once', [keyed(1, 'wang', cell(1), cell(2))], ['keyed-once', 0]],
    ['typed alike', [keyed(1, 'wang', cell(1)), keyed(2, 'zhou', cell(1)), filled('zhou', cell(1))], ['open', 1]],
    ['typed otherwise', [keyed(1, 'wang', cell(1)), keyed(2, 'zhou', cell(1, '81'))], ['differs', 0]],
    [
      'typed short',
      [keyed(1, 'wang', cell(1), cell(2)), keyed(2, 'zhou', cell(1)), filled('zhou', cell(1))],
      ['differs', 1],
    ],
    [
      'settled',
      [keyed(1, 'wang', cell(1)), keyed(2, 'zhou', cell(1, '81')), settled(cell(1)), filled('zhou', cell(1))],
      ['open', 1],
    ],
    ['typed in part and withdrawn', [filled('wang', cell(1)), withdrawn], ['withdrawn', 1]],
    ['typed otherwise and withdrawn', [keyed(1, 'li', cell(1)), keyed(2, 'wu', cell(2)), withdrawn], ['withdrawn', 0]],
    [
      'typed in two goes and then short',
      [
        ...[keyed(1, 'wang', cell(1)), keyed(1, 'wang', cell(2))],
        ...[keyed(2, 'zhou', cell(2)), filled('zhou', cell(2))],
      ],
      ['differs', 1],
    ],
    [
      'typed on and on',
      [
        ...[keyed(1, 'wang', cell(1)), keyed(1, 'wang', cell(2), cell(3))],
        ...[keyed(2, 'zhou', cell(1), cell(2), cell(3)), filled('zhou', cell(1), cell(2), cell(3))],
      ],
      ['full', 3],
    ],
  ])('domain-rules 132: %s stands as the sheet itself does', (_how, events, expected) => {
    expect(standing(...events)).toEqual(expected);
    // The decision's own fold of the same events says the same.
    const state = [issued, ...events].reduce((s, event) => sheetFold.evolve(s, event, 0), sheetFold.initial);
    if (state.status === 'unknown') throw new Error('it was issued');
    const { recorded, ...typings } = state;
    expect([statusOf({ ...typings, filled: recorded.size, cells: 3 }), recorded.size]).toEqual(expected);
  });

  it('domain-rules 81: tells whose marks were typed and do not count yet, by sheet', () => {
    const view = memoryViews().open<ListedSheet>('sheets', 1);
    const put = (sheet: string, ...events: readonly SheetEvent[]) => {
      const recorded = [{ ...issued, sheet }, ...events.map((event) => ({ ...event, sheet }))].map(
        (event, n) => ({ event, recordedAt: n }) as Recorded<SheetEvent>,
      );
      view.commit(foldBatch(sheets, view, recorded), 1);
    };
    put('P-1', keyed(1, 'wang', cell(1), cell(2)), keyed(2, 'zhou', cell(1)), filled('zhou', cell(1)));
    put('P-2', keyed(1, 'wang', cell(2), cell(3)));
    put('P-3', filled('wang', cell(1)));
    put('P-4');
    put('P-5', keyed(1, 'wang', cell(1)), withdrawn);
    const at = (entry: string) => ({ entry, criterion: 'form' });
    expect(uncountedIn(view, 'skills', 'turning')).toEqual([
      { sheet: 'P-1', cells: [at('e2')] },
      { sheet: 'P-2', cells: [at('e2'), at('e3')] },
    ]);
    expect(uncountedIn(view, 'skills', 'welding')).toEqual([]);
  });

  it('says when it was issued and settled, and by whom, and no value that does not count', () => {
    const row = foldAll(issued, keyed(1, 'wang', cell(1, '77')), keyed(2, 'zhou', cell(1, '78')), settled(cell(1)));
    expect(row).toMatchObject({ numbers: ['A1', 'A3'], issued: { by: 'wang', at: 0 }, settled: { by: 'zhou', at: 3 } });
    expect(foldAll(issued, withdrawn)).toMatchObject({ withdrawn: { by: 'wang', at: 1 } });
    expect(JSON.stringify(foldAll(issued, keyed(1, 'wang', cell(1, '77'))))).not.toContain('77');
  });

  it('domain-rules 80: says no number where codes stand in their place', () => {
    const coded = { ...issued, rows: rows.map((row, n) => ({ ...row, code: `C${n}` })) };
    expect(JSON.stringify(foldAll(coded))).not.toMatch(/A1|A3|e1/);
  });

  it('stands in the list of its contest and of its slot, in the order of issue', () => {
    const row = foldAll(issued)!;
    expect(sheets.places(row, '', () => undefined)).toEqual([
      { set: 'sheets/skills/turning', sort: '000000000000000' },
      { set: 'sheets/skills/turning/J1', sort: '000000000000000' },
    ]);
  });
});
