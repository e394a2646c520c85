import { specFor } from '@xf/es/testing';
import { competition, type CompetitionState } from '../competition/decide';
import type { CompetitionEvent } from '../competition/events';
import { entry, type EntryState } from '../entry/decide';
import type { EntryEvent } from '../entry/events';
import { open, plan, submit, turningRules } from '../testing/examples';
import type { KeySheet, SettleSheet, SheetMark } from './command';
import { sheet } from './decide';
import { sheetFold, type SheetState } from './decide.state';
import { sheetMark } from './decide.mark';
import type { Cell, SheetEvent } from './events';

const at = { competition: 'skills2026', contest: 'turning' };
const on = { ...at, sheet: 'P-1' };
const { type: _type, ...content } = plan();
const planned: CompetitionEvent = { type: 'CompetitionPlanned', ...content };
const opened: CompetitionEvent = {
  type: 'CompetitionOpened',
  competition: 'skills2026',
  rules: [{ contest: 'turning', hash: 'test-turning', document: open().rules[0]!.document as object }],
};
const contestWith = (...events: CompetitionEvent[]): CompetitionState =>
  [planned, opened, ...events].reduce((s, event) => competition.evolve(s, event, 0), competition.initial);
const isOpen = contestWith();
const [openRules] = open().rules;
const blindRules = { ...(openRules!.document as object), process: { anonymous: true } };
const isBlind = contestWith({
  ...{ type: 'RulesRevised', ...at, hash: 'test-blind', document: blindRules, reason: '' },
});
const lone = { kind: 'judged', range: { min: '0', max: '100', step: '0.5' } };
const headRules = {
  ...turningRules,
  values: turningRules.values.map((value) => (value.id === 'practice' ? { ...value, marks: lone } : value)),
  process: { headJudge: { values: ['practice'] } },
};
const keptForHead: CompetitionEvent = {
  ...{ type: 'RulesRevised', ...at, hash: 'test-head', document: headRules, reason: '' },
};
const headed = (account: string) => contestWith(keptForHead, { type: 'HeadJudgeNamed', ...at, account, by: 'wang' });
const isFrozen = contestWith({ type: 'ScoresFrozen', ...at });

const entryWith = (n: number, ...events: EntryEvent[]): EntryState => {
  const { type: _submit, ...fields } = submit(n);
  const submitted: EntryEvent = { type: 'EntrySubmitted', ...fields };
  return [submitted, ...events].reduce((s, event) => entry.evolve(s, event, 0), entry.initial);
};
const marked = (n: number, value: string): EntryEvent => ({
  ...{ type: 'ScoreRecorded', ...at, entry: `e${n}`, criterion: 'practice', slot: 'J1', value },
});
const entries = (...known: readonly EntryState[]): ReadonlyMap<string, EntryState> =>
  new Map(
    [...known, entryWith(1), entryWith(2)].reverse().flatMap((one) => {
      return one.status === 'unknown' ? [] : [[`e${Number(one.submitted.number.slice(1))}`, one] as const];
    }),
  );
const here = (more: { competition?: CompetitionState; entries?: ReadonlyMap<string, EntryState> } = {}) => ({
  given: { competition: isOpen, entries: entries(), ...more },
});
type Command = Parameters<typeof sheet.decide>[0];
/** given(events).by(account).when(command), in a world with other entries or a frozen contest where one is named. */
const within =
  (world = here()) =>
  (...history: readonly SheetEvent[]) => {
    const { when } = specFor(sheet, world)(...history);
    return { when, by: (actor: string) => ({ when: (command: Command) => when(command, { actor }) }) };
  };
const given = within();

const rows = [
  { entry: 'e1', number: 'A001' },
  { entry: 'e2', number: 'A002' },
];
const asked = { ...on, slot: 'J1', criteria: ['practice'], rows, double: false, position: 7 };
const issue = { type: 'IssueSheet' as const, ...asked };
const check = '93927A';
const issued: SheetEvent = { type: 'SheetIssued', ...asked, check, by: 'wang' };
const twice: SheetEvent = { ...issued, double: true };

const cell = (n: number, value: string): Cell => ({ entry: `e${n}`, criterion: 'practice', value });
const key = (...values: Cell[]): KeySheet => ({ type: 'KeySheet', ...on, check, values });
const keyed = (turn: 1 | 2, by: string, ...values: Cell[]): SheetEvent => ({
  ...{ type: 'SheetKeyed', ...on, turn, values, by },
});
const filled = (by: string, ...values: Cell[]): SheetEvent => ({ type: 'SheetFilled', ...on, values, by });
const place = (n: number) => ({ row: n - 1, column: 0, key: `A00${n}`, criterion: 'practice' });
const differs = (n: number, there: string | undefined, now: string | undefined) => ({ ...place(n), there, here: now });

describe('issuing a sheet', () => {
  it('records what it asks, of whom, and a check code that follows from it', () => {
    given().by('wang').when(issue).then(issued);
    const { check: other } = (
      sheet.decide({ ...issue, slot: 'J2' }, sheet.initial, {
        ...{ now: 0, actor: 'wang', ...here() },
      }) as unknown as { events: { check: string }[] }
    ).events[0]!;
    expect(other).not.toBe(check);
  });
  it('domain-rules 132: the same sheet issued twice is one, whatever was recorded between', () => {
    given(issued)
      .when({ ...issue, position: 99 })
      .then();
  });
  it('domain-rules 132: a number stands for one sheet', () => {
    given(issued)
      .when({ ...issue, slot: 'J2' })
      .thenRejected({ code: 'sheet-exists' });
  });
  it('refuses entries that are not here, have left, or go by another number', () => {
    const left = entryWith(2, { type: 'EntryWithdrawn', ...at, entry: 'e2', reason: '病' });
    const stray = { entry: 'e9', number: 'A009' };
    const wrong = { entry: 'e1', number: 'A003' };
    within(here({ entries: entries(left) }))()
      .when({ ...issue, rows: [...rows, stray, wrong] })
      .thenRejected({ code: 'sheet-rows-refused', numbers: ['A002', 'A009', 'A003'] });
  });
  it('refuses a criterion the rules do not record, and a sheet without entries', () => {
    expect(
      sheet.decide({ ...issue, criteria: ['total'] }, sheet.initial, { now: 0, actor: 'wang', ...here() }),
    ).toMatchObject({ rejected: { code: 'score-refused', problem: { code: 'unknown-value' } } });
    given()
      .when({ ...issue, rows: [] })
      .thenRejected({ code: 'sheet-empty' });
  });
  it('refuses the same row twice, and more cells than a sheet may have', () => {
    given()
      .when({ ...issue, rows: [...rows, rows[0]!] })
      .thenRejected({ code: 'sheet-repeats', what: ['A001'] });
    const many = Array.from({ length: 2_001 }, () => rows[0]!);
    given()
      .when({ ...issue, rows: many })
      .thenRejected({ code: 'sheet-too-large', cells: 2_001, max: 2_000 });
  });
  it('domain-rules 81: refuses one behind the freeze', () => {
    within(here({ competition: isFrozen }))()
      .when(issue)
      .thenRejected({ code: 'scores-frozen' });
  });

  it('domain-rules 80: has codes only where judges know codes alone, or the marks would say whose a code is', () => {
    const coded = rows.map((row, n) => ({ ...row, code: `K${n}` }));
    within()()
      .when({ ...issue, rows: coded })
      .thenRejected({ code: 'not-anonymous' });
    within(here({ competition: isBlind }))()
      .when(issue)
      .thenRejected({ code: 'codes-only', criterion: 'practice' });
    const facts = { now: 0, actor: 'wang', ...here({ competition: isBlind }) };
    expect(sheet.decide({ ...issue, rows: coded }, sheet.initial, facts)).toMatchObject({ events: [{ rows: coded }] });
  });
});

describe('a sheet that is typed once', () => {
  it('is filled in part by part', () => {
    given(issued)
      .by('li')
      .when(key(cell(1, '87.5')))
      .then(filled('li', cell(1, '87.5')));
    given(issued, filled('li', cell(1, '87.5')))
      .by('wang')
      .when(key(cell(1, '87.50'), cell(2, '90')))
      .then(filled('wang', cell(2, '90')));
  });
  it('domain-rules 132: the same number with the same values adds nothing, behind the freeze too', () => {
    const known = [issued, filled('li', cell(1, '87.5'), cell(2, '90'))];
    given(...known)
      .when(key(cell(2, '90.0'), cell(1, '87.5')))
      .then();
    specFor(
      sheet,
      here({ competition: isFrozen }),
    )(...known)
      .when(key(cell(1, '87.5')))
      .then();
  });
  it('domain-rules 132: the same number with other values is a conflict, told side by side', () => {
    given(issued, filled('li', cell(1, '87.5'), cell(2, '90')))
      .when(key(cell(1, '88'), cell(2, '91')))
      .thenRejected({ code: 'sheet-conflict', cells: [differs(1, '87.5', '88'), differs(2, '90', '91')] });
  });
  it('domain-rules 132: does not replace a mark that came another way, and takes the same one', () => {
    const spec = within(here({ entries: entries(entryWith(1, marked(1, '70'))) }));
    spec(issued)
      .when(key(cell(1, '71')))
      .thenRejected({ code: 'sheet-conflict', cells: [differs(1, '70', '71')] });
    spec(issued)
      .by('li')
      .when(key(cell(1, '70')))
      .then(filled('li', cell(1, '70')));
  });
  it('tells every wrong cell at once', () => {
    const left = entryWith(2, { type: 'EntryAbsent', ...at, entry: 'e2', reason: '缺考' });
    const decided = sheet.decide(
      key(cell(1, '100.5'), cell(2, '80'), cell(1, '87.3'), cell(2, 'x')),
      [issued].reduce((s: SheetState, event) => sheetFold.evolve(s, event, 0), sheetFold.initial),
      { now: 0, actor: 'li', ...here({ entries: entries(left) }) },
    );
    const rejected = 'rejected' in decided ? decided.rejected : undefined;
    expect(
      rejected?.code === 'sheet-cells-refused' && rejected.cells.map((one) => [one.key, one.problem.code]),
    ).toEqual([
      ['A001', 'out-of-range'],
      ['A002', 'entry-not-competing'],
      ['A001', 'cell-repeated'],
      ['A002', 'cell-repeated'],
    ]);
  });
  it('domain-rules 65: takes what is kept for the head judge in no other slot, and names every such cell', () => {
    const cells = (who: string) =>
      [1, 2].map((n) => ({
        ...{ ...place(n), value: '80' },
        problem: {
          code: 'head-judge-slot',
          zh: `评分规则规定此项只记裁判长的分（裁判长：${who === '' ? '尚未指定，请主办方指定' : who}），不能填在此表上`,
          en: `the rules keep this mark for the head judge (${who === '' ? 'nobody is named yet; an organizer names the head judge' : `it is ${who}`}), so it cannot stand on this sheet`,
        },
      }));
    const typed = key(cell(1, '80'), cell(2, '80'));
    within(here({ competition: headed('J9') }))(issued)
      .when(typed)
      .thenRejected({ code: 'sheet-cells-refused', cells: cells('J9') });
    within(here({ competition: contestWith(keptForHead) }))(issued)
      .when(typed)
      .thenRejected({ code: 'sheet-cells-refused', cells: cells('') });
    within(here({ competition: headed('J1') }))(issued)
      .by('li')
      .when(typed)
      .then(filled('li', cell(1, '80'), cell(2, '80')));
    // Another head judge was named after these were given.
    const known = entries(entryWith(1, marked(1, '80')), entryWith(2, marked(2, '80')));
    within(here({ competition: headed('J9'), entries: known }))(issued)
      .by('li')
      .when(typed)
      .then(filled('li', cell(1, '80'), cell(2, '80')));
    within(here({ competition: headed('J9') }))(issued, filled('li', cell(1, '80'), cell(2, '80')))
      .when(typed)
      .then();
  });
  it('takes no mark more than the rules do, and names the cell', () => {
    const five = ['J2', 'J3', 'J4', 'J5', 'J6'].map((slot) => ({ ...marked(1, '80'), slot }) as EntryEvent);
    const decided = sheet.decide(key(cell(1, '90')), sheetFold.evolve(sheetFold.initial, issued, 0), {
      ...{ now: 0, actor: 'li', ...here({ entries: entries(entryWith(1, ...five)) }) },
    });
    expect(decided).toMatchObject({
      rejected: { code: 'sheet-cells-refused', cells: [{ key: 'A001', problem: { code: 'too-many-marks' } }] },
    });
  });
  it('is known by its check code', () => {
    given(issued)
      .when({ ...key(cell(1, '90')), check: '000000' })
      .thenRejected({ code: 'sheet-check-wrong' });
    given()
      .when(key(cell(1, '90')))
      .thenRejected({ code: 'sheet-unknown' });
  });
  it('domain-rules 81: takes nothing new behind the freeze', () => {
    specFor(
      sheet,
      here({ competition: isFrozen }),
    )(issued)
      .when(key(cell(1, '90')))
      .thenRejected({ code: 'scores-frozen' });
  });
});

describe('a sheet that is typed twice (双录)', () => {
  const one = keyed(1, 'li', cell(1, '87.5'), cell(2, '90'));
  it('keeps the first typing apart', () => {
    given(twice)
      .by('li')
      .when(key(cell(1, '87.5'), cell(2, '90')))
      .then(one);
  });
  it('needs another account: the same one may add cells, repeat itself and not contradict itself', () => {
    const part = keyed(1, 'li', cell(1, '87.5'));
    given(twice, part)
      .by('li')
      .when(key(cell(1, '87.5')))
      .then();
    given(twice, part)
      .by('li')
      .when(key(cell(1, '87.5'), cell(2, '90')))
      .then(keyed(1, 'li', cell(2, '90')));
    given(twice, part)
      .by('li')
      .when(key(cell(1, '88')))
      .thenRejected({ code: 'sheet-conflict', cells: [differs(1, '87.5', '88')] });
  });
  it('counts what a second account types alike', () => {
    const both = [cell(1, '87.50'), cell(2, '90')];
    given(twice, one)
      .by('wang')
      .when(key(...both))
      .then(keyed(2, 'wang', ...both), filled('wang', ...both));
  });
  it('keeps apart what differs or is missing, and takes nothing more until it is settled', () => {
    const second = keyed(2, 'wang', cell(1, '78.5'));
    given(twice, one)
      .by('wang')
      .when(key(cell(1, '78.5')))
      .then(second);
    const cells = [differs(1, '87.5', '78.5'), differs(2, '90', undefined)];
    given(twice, one, second)
      .by('zhao')
      .when(key(cell(2, '90')))
      .thenRejected({ code: 'sheet-differs', cells });
    given(twice, one, second)
      .by('wang')
      .when(key(cell(1, '78.5')))
      .then();
    given(twice, one, second)
      .by('li')
      .when(key(cell(1, '87.5'), cell(2, '90')))
      .then();
  });

  const disputed = [twice, one, keyed(2, 'wang', cell(1, '78.5'), cell(2, '90')), filled('wang', cell(2, '90'))];
  const settle = (...values: SettleSheet['values']): SettleSheet => ({
    ...{ type: 'SettleSheet', ...on, reason: '对照原表', values },
  });
  it('is settled by the paper, with a reason', () => {
    const values = [cell(1, '87.5')];
    given(...disputed)
      .by('zhao')
      .when(settle(...values))
      .then({ type: 'SheetSettled', ...on, values, reason: '对照原表', by: 'zhao' }, filled('zhao', ...values));
    given(...disputed)
      .when({ ...settle(...values), reason: ' ' })
      .thenRejected({ code: 'reason-missing' });
  });
  it('may be settled to an empty cell, which can be typed again', () => {
    const empty = { entry: 'e1', criterion: 'practice' };
    const settled: SheetEvent = { type: 'SheetSettled', ...on, values: [empty], reason: '对照原表', by: 'zhao' };
    given(...disputed)
      .by('zhao')
      .when(settle(empty))
      .then(settled);
    given(...disputed, settled)
      .by('li')
      .when(key(cell(1, '87.5')))
      .then(keyed(1, 'li', cell(1, '87.5')));
  });
  it('is settled whole, and only where it differs', () => {
    const open = [twice, one, keyed(2, 'wang', cell(1, '78.5'), cell(2, '91'))];
    given(...open)
      .when(settle(cell(1, '87.5')))
      .thenRejected({ code: 'sheet-differs', cells: [differs(2, '90', '91')] });
    const problem = { code: 'cell-agreed', zh: '此格两次录入一致，无需裁定', en: 'both typings agree here' };
    given(...disputed)
      .when(settle(cell(1, '87.5'), cell(2, '90')))
      .thenRejected({ code: 'sheet-cells-refused', cells: [{ ...place(2), problem }] });
    given(twice, one)
      .when(settle(cell(1, '87.5')))
      .thenRejected({ code: 'sheet-settled' });
  });
});

describe('a sheet that is withdrawn', () => {
  const withdraw = { type: 'WithdrawSheet' as const, ...on, reason: '发错席位' };
  const withdrawn: SheetEvent = { type: 'SheetWithdrawn', ...on, reason: '发错席位', by: 'wang' };
  const typed = [twice, keyed(1, 'li', cell(1, '87.5'))];

  it('is so with a reason, once, behind the freeze too', () => {
    given(...typed)
      .by('wang')
      .when(withdraw)
      .then(withdrawn);
    given(...typed)
      .when({ ...withdraw, reason: ' ' })
      .thenRejected({ code: 'reason-missing' });
    given(...typed, withdrawn)
      .when({ ...withdraw, reason: '又一次' })
      .then();
    within(here({ competition: isFrozen }))(...typed)
      .by('wang')
      .when(withdraw)
      .then(withdrawn);
    given().when(withdraw).thenRejected({ code: 'sheet-unknown' });
  });

  it('lets go what did not count, takes nothing more, and its number stands for nothing else', () => {
    given(...typed, withdrawn)
      .by('zhou')
      .when(key(cell(1, '87.5')))
      .thenRejected({ code: 'sheet-withdrawn' });
    given(...typed, keyed(2, 'zhou', cell(1, '78.5')), withdrawn)
      .when({ type: 'SettleSheet', ...on, reason: '对照原表', values: [cell(1, '87.5')] })
      .thenRejected({ code: 'sheet-settled' });
    given(issued, withdrawn).when(issue).thenRejected({ code: 'sheet-withdrawn' });
  });

  it('domain-rules 132: leaves what counts, and the same values again still add nothing', () => {
    given(issued, filled('li', cell(1, '87.5')), withdrawn)
      .when(key(cell(1, '87.50')))
      .then();
  });
});

describe('the marks of a sheet', () => {
  const sheetWith = (...events: SheetEvent[]): SheetState =>
    events.reduce((s, event) => sheetFold.evolve(s, event, 0), sheetFold.initial);
  const markOn = (actor: string, state: SheetState) => {
    const facts = { now: 0, actor, given: { entry: isOpen, sheet: state } };
    return (value: string, more: Partial<SheetMark> = {}) =>
      sheetMark.decide({ ...mark, value, ...more }, entryWith(1), facts);
  };
  const mark = {
    ...{ type: 'RecordScore' as const, ...on, entry: 'e1', criterion: 'practice', slot: 'J1', settled: false },
  };
  const recorded = expect.objectContaining({ type: 'ScoreRecorded', value: '87.5', slot: 'J1' });

  it('are those a person would type', () => {
    expect(markOn('li', sheetWith(issued))('87.5')).toMatchObject({ events: [recorded] });
  });
  it('domain-rules 132: are not recorded again by the same sheet, also when they were corrected since', () => {
    expect(markOn('li', sheetWith(issued, filled('li', cell(1, '87.5'))))('87.5')).toEqual({ events: [] });
  });
  it('domain-rules 80: are taken where judges know codes alone when the sheet has codes', () => {
    const coded: SheetEvent = { ...issued, rows: rows.map((row, n) => ({ ...row, code: `K${n}` })) };
    const on = (event: SheetEvent) => {
      const facts = { now: 0, actor: 'li', given: { entry: isBlind, sheet: sheetWith(event) } };
      return sheetMark.decide({ ...mark, value: '87.5' }, entryWith(1), facts);
    };
    expect(on(coded)).toMatchObject({ events: [recorded] });
    expect(on(issued)).toEqual({ rejected: { code: 'codes-only', criterion: 'practice' } });
  });
  it('wait for the second typing and for what both say', () => {
    expect(markOn('li', sheetWith(twice))('87.5')).toEqual({ events: [] });
    const once = sheetWith(twice, keyed(1, 'li', cell(1, '87.5')));
    expect(markOn('li', once)('87.5')).toEqual({ events: [] });
    expect(markOn('wang', once)('78.5')).toEqual({ events: [] });
    expect(markOn('wang', once)('87.5')).toMatchObject({ events: [recorded] });
  });
  it('come from a settling whatever was typed', () => {
    const open = sheetWith(twice, keyed(1, 'li', cell(1, '78')), keyed(2, 'wang', cell(1, '75')));
    expect(markOn('zhao', open)('87.5')).toEqual({ events: [] });
    expect(markOn('zhao', open)('87.5', { settled: true })).toMatchObject({ events: [recorded] });
  });
});
