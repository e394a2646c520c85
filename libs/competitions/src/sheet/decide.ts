import { accept, canonicalJson, noChange, reject, sha256, type Decider, type Decision } from '@xf/es';
import { competitionFold, openContest, type CompetitionState } from '../competition/decide';
import { comesByCode, processOf, rulesOf } from '../competition/rules';
import { entry, type EntryState } from '../entry/decide';
import { wrongMark, wrongNumber, type MarkRefusal } from '../entry/decide.corrections';
import { competitionStream, entryStream, sameNumber } from '../terms';
import type {
  Differing,
  IssueSheet,
  KeySheet,
  Settled,
  SettleSheet,
  SheetCommand,
  SheetRejection,
  WithdrawSheet,
  WrongCell,
} from './command';
import {
  agrees,
  cellAt,
  cellKey,
  differencesOf,
  placeOf,
  sheetFold,
  type Issued,
  type SheetState,
} from './decide.state';
import { sheetStream, type Cell, type SheetEvent } from './events';

type Answer = Decision<SheetEvent, SheetRejection>;
type Entries = ReadonlyMap<string, EntryState>;
type Given = { readonly competition: CompetitionState; readonly entries: Entries };
type Open = Extract<ReturnType<typeof openContest>, { state: unknown }>['contest'];

/** Cells of one sheet: what fits on paper, and in one event. */
export const cellsMax = 2_000;

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

function repeated(all: readonly string[]): readonly string[] {
  return [...new Set(all.filter((one, index) => all.indexOf(one) !== index))];
}
