import { untyped, type Rejection } from '@xf/es';
import { barColumns, registryRowReader, type BothTexts, type OpenTable, type RowReader } from '@xf/files';
import { lastUnit } from '../history';
import { personIdOf } from '../identity';
import type { PersonCommand } from '../person/command';
import { person } from '../person/decide';
import { personFold } from '../person/events.fold';
import { barKindPattern, personStream } from '../terms';
import type { UnitCommand } from '../unit/command';
import { unit } from '../unit/decide';
import type { Known, ReaderOptions } from './shell.known';
import { complainOf, fieldOf, isDiscreet, isId, personAway, unitAway } from './shell.words';

type Column = keyof typeof barColumns;
type Barred = { readonly unit: string } | { readonly person: string };

/** Of a unit, also of one that was merged into it. */
const barPattern = /^\w{1,40}(?:~\w{1,40})*$/;
const noteMax = 500;

const expected = (code: string, zh: string, en: string): { readonly code: string; readonly expected: BothTexts } => ({
  code,
  expected: { zh, en },
});
const barInvalid = expected('id-invalid', '应为 1–40 个字母、数字或下划线', '1 to 40 letters, digits or underscores');
const kindInvalid = expected(
  'kind-unknown',
  '应为小写字母、数字或 - 的种类，如 accident、arrears、insurance、pollution',
  'a kind of small letters, digits or - is expected, such as accident, arrears, insurance or pollution',
);
const unitMissing = expected(
  'unit-missing',
  '须写单位标识；人员的事项写人员标识、身份证号，或单位标识加工号',
  'name the unit; for a person the person id, the ID number, or the unit with the work number',
);
const clearingHalf = expected(
  'clearing-incomplete',
  '解除须同时写明解除日期和解除文件',
  'a clearing needs both its day and its document',
);

/** What may keep a unit or a person from an honour, a row each, with its clearing where there was one. domain-rules 7, 8. */
export function barsReader(table: OpenTable, known: Known, { area }: ReaderOptions): RowReader {
  const reader = registryRowReader(table, barColumns, ['bar', 'kind', 'on', 'document'], { note: noteMax });
  const { read, at, problems, unused } = reader;

  async function barred(row: number, cells: { readonly [C in Column]?: string }): Promise<Barred | undefined> {
    const { unit: home, person: called, idNumber, number } = cells;
    const named = called ?? idNumber ?? number;
    if (home === undefined && (named === undefined || (called ?? idNumber) === undefined)) {
      complainOf(reader, row, 'unit', unitMissing);
      return undefined;
    }
    if (home !== undefined && !isId(reader, row, 'unit', home)) return undefined;
    if (named === undefined) {
      if (home === undefined) return undefined;
      if (area === undefined || (await area.unit(home))) return { unit: home };
      complainOf(reader, row, 'unit', unitAway, home);
      return undefined;
    }
    const key = called !== undefined ? 'person' : idNumber !== undefined ? 'idNumber' : 'number';
    const id = called ?? personIdOf(known.vault, { unit: home ?? '', name: '', idNumber, number }) ?? '';
    const now = /^\w{1,40}$/.test(id) ? await unitOf(known, id) : undefined;
    if (now !== undefined && (area === undefined || (await area.unit(now)))) return { person: id };
    complainOf(reader, row, key, personAway, called);
    return undefined;
  }

  return {
    problems,
    unused,
    target: ['bars'],
    async take(cells, add) {
      const row = read(cells);
      if (row === undefined || !isDiscreet(reader, row, ['idNumber', 'number'])) return;
      const { bar = '', kind = '', on = '', document = '', note, clearedOn, clearedBy } = row.cells;
      const before = problems.length;
      if (!barPattern.test(bar)) complainOf(reader, row.row, 'bar', barInvalid, bar);
      if (!barKindPattern.test(kind)) complainOf(reader, row.row, 'kind', kindInvalid, kind);
      if ((clearedOn === undefined) !== (clearedBy === undefined))
        complainOf(reader, row.row, clearedOn === undefined ? 'clearedOn' : 'clearedBy', clearingHalf);
      const whose = await barred(row.row, row.cells);
      if (whose === undefined || problems.length > before) return;
      const recorded = { bar, kind, on, document, ...(note === undefined ? {} : { note }) };
      const origin = { row: row.row, index: (rejection: Rejection) => at(columnOf(rejection, whose)) };
      const sealing = note !== undefined && 'person' in whose ? { subject: whose.person } : {};
      add(recordOf(whose, recorded), { ...origin, ...sealing });
      if (clearedOn === undefined || clearedBy === undefined) return;
      const index = (rejection: Rejection) => at(clearingColumnOf(rejection));
      add(clearOf(whose, { bar, on: clearedOn, document: clearedBy }), { ...origin, index });
    },
  };
}

/** The unit somebody is in now; undefined for nobody. */
async function unitOf({ states, store }: Known, id: string): Promise<string | undefined> {
  return lastUnit((await states.load(store, personFold, personStream(id))).state);
}

type Recorded = { readonly bar: string; readonly kind: string; readonly on: string; readonly document: string };
type Cleared = Omit<Recorded, 'kind'>;

function recordOf(whose: Barred, recorded: Recorded) {
  if ('unit' in whose) {
    const command: UnitCommand = { type: 'RecordUnitBar', ...whose, ...recorded };
    return { decider: untyped(unit), command };
  }
  const command: PersonCommand = { type: 'RecordPersonBar', ...whose, ...recorded };
  return { decider: untyped(person), command };
}

function clearOf(whose: Barred, cleared: Cleared) {
  if ('unit' in whose) {
    const command: UnitCommand = { type: 'ClearUnitBar', ...whose, ...cleared };
    return { decider: untyped(unit), command };
  }
  const command: PersonCommand = { type: 'ClearPersonBar', ...whose, ...cleared };
  return { decider: untyped(person), command };
}

function columnOf(rejection: Rejection, whose: Barred): Column {
  const field = fieldOf(rejection);
  if (field === 'document' || field === 'note') return field;
  if (/day/.test(rejection.code)) return 'on';
  if (rejection.code.startsWith('bar-')) return 'bar';
  return 'unit' in whose ? 'unit' : 'person';
}

const clearingColumnOf = (rejection: Rejection): Column =>
  fieldOf(rejection) === 'document' ? 'clearedBy' : 'clearedOn';
