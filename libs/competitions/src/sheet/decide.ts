import {
  accept,
  assertNever,
  canonicalJson,
  noChange,
  reject,
  sha256,
  type Decider,
  type Decision,
  type Foldable,
} from '@xf/es';
import { competitionFold, openContest, type CompetitionState } from '../competition/decide';
import { comesByCode, processOf, rulesOf } from '../competition/rules';
import { entry, type EntryState } from '../entry/decide';
import { wrongMark, wrongNumber, type MarkRefusal } from '../entry/decide.corrections';
import { competitionStream, entryStream, sameNumber } from '../terms';
import type {
  Differing,
  IssueSheet,
  KeySheet,
  Place,
  Settled,
  SettleSheet,
  SheetCommand,
  SheetRejection,
  WithdrawSheet,
  WrongCell,
} from './command';
import { sheetCodec, sheetStream, type Cell, type SheetEvent, type SheetIssued } from './events';

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
type Answer = Decision<SheetEvent, SheetRejection>;
type Entries = ReadonlyMap<string, EntryState>;
type Given = { readonly competition: CompetitionState; readonly entries: Entries };
type Open = Extract<ReturnType<typeof openContest>, { state: unknown }>['contest'];

/** Cells of one sheet: what fits on paper, and in one event. */
export const cellsMax = 2_000;

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

/** Issuing reads the competition and the entries, so that no sheet names what is not there. */
export const sheet: Decider<SheetState, SheetCommand, SheetEvent, SheetRejection, Given> = {
  ...sheetFold,
  stream: (command) => sheetStream(command.competition, command.contest, command.sheet),
  async given(command, read) {
    const { competition } = command;
    const named = rowsNamed(command);
    const entries = new Map<string, EntryState>();
    for (const id of new Set(named.map((one) => one.entry))) {
      entries.set(id, await read(entry, entryStream(competition, id)));
    }
    return { competition: await read(competitionFold, competitionStream(competition)), entries };
  },
  decide(command, state, { actor, given }) {
    const found = openContest(given.competition, command.contest);
    if ('rejected' in found) return found;
    if (command.type === 'IssueSheet') return issue(command, state, found.contest, given.entries, actor);
    if (state.status === 'unknown') return reject({ code: 'sheet-unknown' });
    if (command.type === 'WithdrawSheet') return withdraw(command, state, actor);
    if (command.type === 'KeySheet') return key(command, state, found.contest, given.entries, actor);
    return settle(command, state, found.contest, given.entries, actor);
  },
};

function rowsNamed(command: SheetCommand): readonly { readonly entry: string }[] {
  if (command.type === 'WithdrawSheet') return [];
  return command.type === 'IssueSheet' ? command.rows : command.values;
}

function issue(command: IssueSheet, state: SheetState, contest: Open, entries: Entries, by: string): Answer {
  const { type: _type, ...asked } = command;
  if (state.status === 'issued') {
    if (state.withdrawn !== undefined) return reject({ code: 'sheet-withdrawn' });
    // Entries may have come since; the sheet is the same when it asks the same.
    const { position: _position, check: _check, by: _by, ...known } = state.issued;
    const { position: _now, ...same } = asked;
    return canonicalJson(known) === canonicalJson(same) ? noChange : reject({ code: 'sheet-exists' });
  }
  const { slot, criteria, rows } = asked;
  if (contest.frozen) return reject({ code: 'scores-frozen' });
  // Where judges read entries and marks by number, a mark typed by code says whose it is. domain-rules 80.
  const hasCodes = rows.some(({ code }) => code !== undefined);
  if (hasCodes && processOf(contest.rules.document).anonymous !== true) return reject({ code: 'not-anonymous' });
  const judged = hasCodes ? undefined : criteria.find((criterion) => comesByCode(contest, criterion));
  if (judged !== undefined) return reject({ code: 'codes-only', criterion: judged });
  if (criteria.length === 0 || rows.length === 0) return reject({ code: 'sheet-empty' });
  const cells = criteria.length * rows.length;
  if (cells > cellsMax) return reject({ code: 'sheet-too-large', cells, max: cellsMax });
  const twice = [...repeated(criteria), ...repeated(rows.map((row) => row.code ?? row.number))];
  if (twice.length > 0) return reject({ code: 'sheet-repeats', what: twice });
  const rules = rulesOf(contest.rules);
  for (const criterion of criteria) {
    const least = rules.document.values.find(({ id }) => id === criterion)?.marks?.range.min ?? '0';
    const problem = rules.checkMark(criterion, slot, String(least));
    if (problem !== undefined) return reject({ code: 'score-refused', problem });
  }
  const strangers = rows.filter(({ entry: id, number }) => {
    const known = entries.get(id);
    return known?.status !== 'competing' || known.submitted.number !== number || !isIn(known, command.contest);
  });
  if (strangers.length > 0) {
    return reject({ code: 'sheet-rows-refused', numbers: strangers.map(({ number }) => number) });
  }
  return accept({ type: 'SheetIssued', ...asked, check: checkOf(asked), by });
}

const isIn = (state: Exclude<EntryState, { status: 'unknown' }>, contest: string): boolean =>
  state.submitted.contest === contest;

/** Six signs that stand for everything a sheet asks: another sheet, or one with other rows, has others. */
const checkOf = ({ position: _position, ...asked }: Omit<IssueSheet, 'type'>): string =>
  sha256(canonicalJson(asked)).slice(0, 6).toUpperCase();

/**
 * The same values again add nothing and other values are a conflict, never a later one over an earlier. domain-rules 132.
 * What is typed twice counts where both typings say the same.
 */
function key(command: KeySheet, state: Issued, contest: Open, entries: Entries, by: string): Answer {
  const { issued, recorded, first, second } = state;
  if (command.check !== issued.check) return reject({ code: 'sheet-check-wrong' });
  const news = command.values.filter((one) => !recorded.has(cellKey(one)));
  if (state.withdrawn !== undefined && news.length > 0) return reject({ code: 'sheet-withdrawn' });
  const wrong = wrongCells(state, contest, command.values, entries);
  if (wrong.length > 0) return reject({ code: 'sheet-cells-refused', cells: wrong });
  const clashing = clashes(
    state,
    command.values,
    (one) => recorded.get(cellKey(one))?.value ?? markOf(issued, one, entries),
  );
  if (clashing.length > 0) return reject({ code: 'sheet-conflict', cells: clashing });
  if (news.length === 0) return noChange;
  if (contest.frozen) return reject({ code: 'scores-frozen' });
  const on = { competition: command.competition, contest: command.contest, sheet: command.sheet };
  if (!issued.double) return accept({ type: 'SheetFilled', ...on, values: news, by });
  const own = [first, second].find((typing) => typing?.by === by);
  if (own !== undefined && news.every((one) => agrees(own, one))) return noChange;
  if (second !== undefined) return reject({ code: 'sheet-differs', cells: differencesOf(state) });
  if (first !== undefined && own === undefined) {
    const agreed = news.filter((one) => agrees(first, one));
    return accept(
      { type: 'SheetKeyed', ...on, turn: 2, values: news, by },
      ...(agreed.length === 0 ? [] : [{ type: 'SheetFilled' as const, ...on, values: agreed, by }]),
    );
  }
  const other = clashes(state, news, (one) => first?.values.get(cellKey(one))?.value);
  if (other.length > 0) return reject({ code: 'sheet-conflict', cells: other });
  const more = news.filter((one) => first?.values.has(cellKey(one)) !== true);
  return accept({ type: 'SheetKeyed', ...on, turn: 1, values: more, by });
}

/** Every cell in which two typings differ is settled at once, with a reason. */
function settle(command: SettleSheet, state: Issued, contest: Open, entries: Entries, by: string): Answer {
  const open = differencesOf(state);
  if (open.length === 0) return reject({ code: 'sheet-settled' });
  if (command.reason.trim() === '') return reject({ code: 'reason-missing' });
  if (contest.frozen) return reject({ code: 'scores-frozen' });
  const filled = command.values.filter(hasValue);
  const wrong = [...wrongCells(state, contest, filled, entries), ...strayCells(state, command.values, open)];
  if (wrong.length > 0) return reject({ code: 'sheet-cells-refused', cells: wrong });
  const settled = new Set(command.values.map((one) => cellKey(one)));
  const left = open.filter((place) => !settled.has(cellKey(cellAt(state, place))));
  if (left.length > 0) return reject({ code: 'sheet-differs', cells: left });
  const clashing = clashes(state, filled, (one) => markOf(state.issued, one, entries));
  if (clashing.length > 0) return reject({ code: 'sheet-conflict', cells: clashing });
  const on = { competition: command.competition, contest: command.contest, sheet: command.sheet };
  return accept(
    { type: 'SheetSettled', ...on, values: command.values, reason: command.reason, by },
    ...(filled.length === 0 ? [] : [{ type: 'SheetFilled' as const, ...on, values: filled, by }]),
  );
}

/** Its number is not free again: the paper may still be about. Marks that count are taken back one by one. */
function withdraw({ competition, contest, sheet: number, reason }: WithdrawSheet, state: Issued, by: string): Answer {
  if (state.withdrawn !== undefined) return noChange;
  if (reason.trim() === '') return reject({ code: 'reason-missing' });
  return accept({ type: 'SheetWithdrawn', competition, contest, sheet: number, reason, by });
}

const hasValue = (one: Settled): one is Cell => one.value !== undefined;

/** Cells that were not asked about, and cells settled twice. */
function strayCells(state: Issued, values: readonly Settled[], open: readonly Differing[]): readonly WrongCell[] {
  const asked = new Set(open.map((place) => cellKey(cellAt(state, place))));
  return values
    .filter((one) => !asked.has(cellKey(one)))
    .map((one) => ({
      ...placeOf(state, one),
      problem: { code: 'cell-agreed', zh: '此格两次录入一致，无需裁定', en: 'both typings agree here' },
    }));
}

/** What is wrong with typed cells, whatever else is: off the scale, twice, in a slot they may not stand in, or of an entry that has left. */
export function wrongCells(
  state: Issued,
  contest: Open,
  values: readonly Cell[],
  entries: Entries,
): readonly WrongCell[] {
  const seen = new Set<string>();
  const wrong: WrongCell[] = [];
  for (const one of values) {
    const name = cellKey(one);
    const refused = seen.has(name) ? undefined : wrongCell(one, state, contest, entries.get(one.entry));
    const problem = seen.has(name) ? repeatedCell : refused && problemOf(refused);
    seen.add(name);
    if (problem === undefined) continue;
    const { code, zh, en } = problem;
    wrong.push({ ...placeOf(state, one), value: one.value, problem: { code, zh, en } });
  }
  return wrong;
}

const repeatedCell = { code: 'cell-repeated', zh: '此格出现多次', en: 'this cell is given more than once' };

/** Of a cell that counts already only the number is looked at: who may mark, and who is there, has changed since. */
function wrongCell(one: Cell, state: Issued, contest: Open, known: EntryState | undefined): MarkRefusal | undefined {
  const { slot } = state.issued;
  if (state.recorded.has(cellKey(one))) {
    const problem = rulesOf(contest.rules).checkMark(one.criterion, slot, one.value);
    return problem && { code: 'score-refused', problem };
  }
  const score = { ...one, slot };
  if (known === undefined || known.status === 'unknown') return wrongNumber(score, contest);
  const refused = wrongMark(score, known, contest);
  // A mark that is there was given by who was head judge then.
  const isThere = refused?.code === 'head-judge-slot' && known.scores.has(`${one.criterion}/${slot}`);
  return isThere ? undefined : refused;
}

/** Each way a mark may be wrong, in the words of its cell. */
function problemOf(refused: MarkRefusal): WrongCell['problem'] {
  switch (refused.code) {
    case 'score-refused':
      return refused.problem;
    case 'entry-not-competing': {
      const zh = `此参赛项已${refused.status === 'absent' ? '缺席' : '退赛'}，不再记分`;
      return { code: refused.code, zh, en: `the entry is ${refused.status} and takes no marks` };
    }
    case 'head-judge-slot': {
      const { headJudge } = refused;
      const [zh, en] =
        headJudge === undefined
          ? ['尚未指定，请主办方指定', 'nobody is named yet; an organizer names the head judge']
          : [headJudge, `it is ${headJudge}`];
      return {
        code: refused.code,
        zh: `评分规则规定此项只记裁判长的分（裁判长：${zh}），不能填在此表上`,
        en: `the rules keep this mark for the head judge (${en}), so it cannot stand on this sheet`,
      };
    }
  }
}

/** A mark that was typed without this sheet. */
function markOf({ slot }: Issued['issued'], one: Cell, entries: Entries): string | undefined {
  const known = entries.get(one.entry);
  if (known === undefined || known.status === 'unknown') return undefined;
  return known.scores.get(`${one.criterion}/${slot}`)?.value;
}

function clashes(
  state: Issued,
  values: readonly Cell[],
  known: (one: Cell) => string | undefined,
): readonly Differing[] {
  return values.flatMap((one) => {
    const there = known(one);
    if (there === undefined || sameNumber(there, one.value)) return [];
    return [{ ...placeOf(state, one), there, here: one.value }];
  });
}

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
function placeOf({ issued }: Issued, one: Pick<Cell, 'entry' | 'criterion'>): Place {
  const row = issued.rows.findIndex((known) => known.entry === one.entry);
  const column = issued.criteria.indexOf(one.criterion);
  const found = issued.rows[row];
  if (found === undefined || column < 0) throw new Error(`${cellKey(one)} is not on sheet ${issued.sheet}`);
  return { row, column, key: found.code ?? found.number, criterion: one.criterion };
}

const cellAt = ({ issued }: Issued, { row, criterion }: Place) => ({ entry: issued.rows[row]?.entry ?? '', criterion });

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

function repeated(all: readonly string[]): readonly string[] {
  return [...new Set(all.filter((one, index) => all.indexOf(one) !== index))];
}
