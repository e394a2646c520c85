import { idPattern } from '@xf/competitions';
import { readEach, untyped, type Rejection } from '@xf/es';
import { registryRowReader, unitColumns, type OpenTable, type RefusedRow, type RowReader } from '@xf/files';
import { attributeOf, lastName } from '../history';
import { unitAttributes, unitKinds, unitStream, type UnitKind } from '../terms';
import type { RegisterUnit } from '../unit/command';
import { unit } from '../unit/decide';
import { unitFold } from '../unit/events.fold';
import type { Known, ReaderOptions } from './shell.known';
import { attributeIndex, complainOf, differing, fieldOf, firstOther, idInvalid, isDiscreet, isId } from './shell.words';
import { organizationAway, plainOf } from './shell.words';

/** What a kind is called in a file, the word that is written first. */
export const kindWords: Readonly<Record<UnitKind, readonly [string, ...string[]]>> = {
  enterprise: ['企业', '公司'],
  institution: ['事业单位', '事业'],
  organ: ['机关', '党政机关'],
  social: ['社会组织', '社会团体'],
  abroad: ['驻外机构'],
  farm: ['农业生产单位', '农场'],
  village: ['村（社区）', '村', '社区'],
  'self-employed': ['个体工商户'],
};
const kinds = new Map(unitKinds.flatMap((kind) => [kind, ...kindWords[kind]].map((word) => [word, kind] as const)));

const kindUnknown = {
  code: 'kind-unknown',
  expected: {
    zh: `应为 ${unitKinds.map((kind) => kindWords[kind][0]).join('、')} 之一`,
    en: `one of ${unitKinds.join(', ')} is expected`,
  },
};

/** A row that names no organisation goes to the one of the options. */
export function unitsReader(table: OpenTable, known: Known, { organization, area }: ReaderOptions): RowReader {
  const needed = organization === undefined ? (['unit', 'name', 'kind', 'organization'] as const) : undefined;
  const reader = registryRowReader(table, unitColumns, needed ?? ['unit', 'name', 'kind']);
  const { read, at, problems, unused } = reader;
  const decider = untyped(unit);
  return {
    problems,
    unused,
    target: ['units', organization],
    staying: (refused) => staying(known, refused),
    async take(cells, add) {
      const row = read(cells);
      if (row === undefined || !isDiscreet(reader, row)) return;
      const { unit: id = '', name = '', kind: word = '', organization: by = organization ?? '', ...more } = row.cells;
      const before = problems.length;
      const kind = kinds.get(word);
      if (kind === undefined) complainOf(reader, row.row, 'kind', kindUnknown, word);
      isId(reader, row.row, 'unit', id);
      if (!idPattern.test(by)) complainOf(reader, row.row, 'organization', idInvalid, by);
      else if (area !== undefined && !(await area.organization(by)))
        complainOf(reader, row.row, 'organization', organizationAway, by);
      if (kind === undefined || problems.length > before) return;
      const { attributes } = row;
      const command = { type: 'RegisterUnit', unit: id, organization: by, name, kind, ...more };
      const index = (rejection: Rejection) =>
        attributeIndex(rejection, attributes) ??
        at(rejection.code === 'organization-unknown' ? 'organization' : columnOf(rejection));
      add(
        { decider, command: { ...command, attributes: plainOf(attributes) } as RegisterUnit },
        { row: row.row, index },
      );
    },
  };
}

/** Which of the fixed columns a refusal speaks of. */
function columnOf(rejection: Rejection): 'unit' | 'name' | 'kind' | 'ownership' | 'industry' | 'region' {
  const field = fieldOf(rejection);
  return field === 'name' ? field : (unitAttributes.find((one) => one === field) ?? 'unit');
}

/** Of a unit of another organisation no more is told than that its id is taken. */
async function staying({ states, store }: Known, refused: readonly RefusedRow[]): Promise<readonly RefusedRow[]> {
  const all = await readEach(refused, async (one) => {
    if (one.rejection.code !== 'unit-exists') return [one];
    const command = one.item.command as RegisterUnit;
    const { state } = await states.load(store, unitFold, unitStream(command.unit));
    if (state.status !== 'registered' || state.organization !== command.organization) return [one];
    if (lastName(state)?.trim() !== command.name) return [differing(one, { field: 'name' })];
    const last = (key: string) => attributeOf(state, key);
    const field = unitAttributes.find((key) => command[key] !== undefined && last(key)?.trim() !== command[key]);
    if (field !== undefined) return [differing(one, { field })];
    const other = firstOther(command.attributes, last);
    return other === undefined ? [] : [differing(one, { at: other })];
  });
  return all.flat();
}
