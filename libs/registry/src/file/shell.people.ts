import { erasedName, isSealed, readEach, untyped, type Rejection } from '@xf/es';
import { personColumns, registryRowReader, type FileAttribute, type OpenTable } from '@xf/files';
import type { BothTexts, RefusedRow, RowReader } from '@xf/files';
import { attributeOf, lastName, lastUnit } from '../history';
import { personIdOf } from '../identity';
import type { RegisterPerson } from '../person/command';
import { person } from '../person/decide';
import { personFold, type PersonState } from '../person/events.fold';
import { personStream } from '../terms';
import type { Known, ReaderOptions } from './shell.known';
import { attributeIndex, complainOf, differing, fieldOf, firstOther, isDiscreet, isId } from './shell.words';
import { personAway, plainOf, unitAway } from './shell.words';

/** Columns of a file of people that are attributes. */
export const saidColumns = [
  ...(['nationality', 'gender', 'ethnicity', 'political', 'cadreRank', 'category'] as const),
  ...(['birth', 'education'] as const),
] as const;

const expected = (code: string, zh: string, en: string): { readonly code: string; readonly expected: BothTexts } => ({
  code,
  expected: { zh, en },
});
export const identityMissing = expected(
  'identity-missing',
  '须有身份证号或工号：同名者不能按姓名区分',
  'an ID number or a work number is needed: people of one name are not told apart by it',
);
const identityDiffers = expected(
  'identity-differs',
  '与同一行的身份证号或工号不是同一人',
  'this is not the person of the ID number or work number of the row',
);

/**
 * Who somebody is follows from the ID number or, without one, from the unit's own number for them. Whoever is registered may
 * be called by the opaque id alone. A row with none of these is refused. domain-rules 121.
 */
export function peopleReader(table: OpenTable, known: Known, { area }: ReaderOptions): RowReader {
  const reader = registryRowReader(table, personColumns, ['unit', 'name']);
  const { read, at, problems, unused } = reader;
  const decider = untyped(person);
  return {
    problems,
    unused,
    target: ['people'],
    staying: (refused) => staying(known, refused),
    async take(cells, add) {
      const row = read(cells);
      if (row === undefined || !isDiscreet(reader, row, ['idNumber', 'number'])) return;
      const { unit = '', name = '', idNumber, number, person: called } = row.cells;
      const before = problems.length;
      const follows = personIdOf(known.vault, { unit, name, idNumber, number });
      const key =
        called !== undefined ? 'person' : number !== undefined && idNumber === undefined ? 'number' : 'idNumber';
      const id = called ?? follows;
      if (id === undefined) complainOf(reader, row.row, 'idNumber', identityMissing);
      else if (follows !== undefined && follows !== id) complainOf(reader, row.row, 'person', identityDiffers, called);
      if (isId(reader, row.row, 'unit', unit) && area !== undefined && !(await area.unit(unit)))
        complainOf(reader, row.row, 'unit', unitAway, unit);
      if (id === undefined || problems.length > before) return;
      if (called !== undefined && !(await isRegistered(known, called))) {
        complainOf(reader, row.row, 'person', personAway, called);
        return;
      }
      const own = saidColumns.flatMap((attribute): FileAttribute[] => {
        const [value, index] = [row.cells[attribute], at(attribute)];
        return value === undefined || index === undefined ? [] : [{ attribute, value, index }];
      });
      const said = [...own, ...row.attributes];
      const command: RegisterPerson = { type: 'RegisterPerson', person: id, name, unit, attributes: plainOf(said) };
      const index = (rejection: Rejection) =>
        attributeIndex(rejection, said) ??
        at(fieldOf(rejection) === 'name' ? 'name' : /^(?:person|subject)-/.test(rejection.code) ? key : 'unit');
      add({ decider, command }, { row: row.row, index, subject: id });
    },
  };
}

/** An opaque id follows from an identity and is never chosen: what nobody has is nobody's. */
async function isRegistered({ states, store }: Known, id: string): Promise<boolean> {
  if (!/^\w{1,40}$/.test(id)) return false;
  return (await states.load(store, personFold, personStream(id))).state.status === 'registered';
}

/**
 * Whoever is known in the unit of the row, under the same name and with no other attributes, is no problem. Of somebody in
 * another unit no more is told than that they are registered. Names are opened here and go nowhere.
 */
async function staying(
  { states, store, vault }: Known,
  refused: readonly RefusedRow[],
): Promise<readonly RefusedRow[]> {
  const found = await readEach(refused, async (one) => {
    if (one.rejection.code !== 'person-exists') return { one };
    const { unit, person: id } = one.item.command as RegisterPerson;
    const { state } = await states.load(store, personFold, personStream(id));
    return lastUnit(state) === unit ? { one, state } : { one };
  });
  const sealed = new Set(found.flatMap(({ state }) => (state === undefined ? [] : sealedIn(state))));
  const asked = [...sealed];
  const texts = asked.length === 0 ? [] : await vault.reveal(asked);
  const opened = new Map(asked.map((text, n) => [text, texts[n] ?? erasedName]));
  return found.flatMap(({ one, state }) => {
    if (state === undefined) return [one];
    const { name, attributes } = one.item.command as RegisterPerson;
    const open = (text: string | undefined) => (text === undefined ? undefined : (opened.get(text) ?? text));
    if (open(lastName(state))?.trim() !== name) return [differing(one, { field: 'name' })];
    const other = firstOther(attributes, (key) => open(attributeOf(state, key)));
    return other === undefined ? [] : [differing(one, { at: other })];
  });
}

const sealedIn = (state: PersonState): readonly string[] =>
  [lastName(state) ?? '', ...state.attributes.map(({ value }) => value)].filter(isSealed);
