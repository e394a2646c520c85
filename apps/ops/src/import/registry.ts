import { untyped, type Engine, type Rejection } from '@xf/es';
import {
  personColumns,
  registryRowReader,
  unitColumns,
  type FileAttribute,
  type RegistryFileRow,
  type TableHead,
} from '@xf/files';
import { idPattern } from '@xf/competitions';
import { person, personIdOf, unit, unitKinds, type Attribute, type UnitKind } from '@xf/registry';
import type { RowReader } from './source';

const kinds = new Map<string, UnitKind>([
  ...unitKinds.map((kind) => [kind, kind] as const),
  ...(['企业', '公司'] as const).map((word) => [word, 'enterprise'] as const),
  ...(['事业单位', '事业'] as const).map((word) => [word, 'institution'] as const),
  ...(['机关', '党政机关'] as const).map((word) => [word, 'organ'] as const),
  ...(['社会组织', '社会团体'] as const).map((word) => [word, 'social'] as const),
  ['驻外机构', 'abroad'],
  ...(['农业生产单位', '农场'] as const).map((word) => [word, 'farm'] as const),
  ...(['村', '社区', '村（社区）'] as const).map((word) => [word, 'village'] as const),
  ['个体工商户', 'self-employed'],
]);

const kindExpected = {
  zh: '应为 企业、事业单位、机关、社会组织、驻外机构、农业生产单位、村、社区 或 个体工商户',
  en: `one of ${unitKinds.join(', ')} is expected`,
};
const idExpected = { zh: '应为 1–40 个字母、数字或下划线', en: '1 to 40 letters, digits or underscores are expected' };

/** Turns rows of a file of units into registrations; a row that names no organisation goes to `organization`. */
export function unitsReader(table: TableHead, organization: string | undefined): RowReader {
  const needed = organization === undefined ? (['unit', 'name', 'kind', 'organization'] as const) : undefined;
  const reader = registryRowReader(table, unitColumns, needed ?? ['unit', 'name', 'kind']);
  const { read, at, complain, problems, unused } = reader;
  const decider = untyped(unit);
  return {
    problems,
    unused,
    target: ['units', organization],
    take(cells, add) {
      const row = read(cells);
      if (row === undefined) return;
      const { unit: id = '', name = '', kind: word = '', organization: by = organization ?? '', ...more } = row.cells;
      const kind = kinds.get(word);
      if (kind === undefined) complain(row.row, 'kind', 'kind-unknown', kindExpected, word);
      if (!idPattern.test(id)) complain(row.row, 'unit', 'id-invalid', idExpected, id);
      if (!idPattern.test(by)) complain(row.row, 'organization', 'id-invalid', idExpected, by);
      if (kind === undefined || !idPattern.test(id) || !idPattern.test(by)) return;
      const attributes = plain(row.attributes);
      const command = { type: 'RegisterUnit', unit: id, organization: by, name, kind, ...more, attributes };
      const index = (rejection: Rejection) =>
        attributeIndex(rejection, row) ??
        at(rejection.code === 'organization-unknown' ? 'organization' : unitColumn(rejection));
      add({ decider, command }, { row: row.row, index });
    },
  };
}

/** Which of the fixed columns a refusal speaks of. */
function unitColumn(rejection: Rejection): 'unit' | 'name' | 'ownership' | 'industry' | 'region' {
  const field = fieldOf(rejection);
  return field === 'name' || field === 'ownership' || field === 'industry' || field === 'region' ? field : 'unit';
}

/** Columns of a person's file that are attributes. */
const said = [
  'nationality',
  'gender',
  'ethnicity',
  'political',
  'cadreRank',
  'category',
  'birth',
  'education',
] as const;

/**
 * Turns rows of a file of people into registrations. Who they are follows from the ID number or, without one, from the
 * unit's own number for them; a row with neither is refused. domain-rules 121.
 */
export function peopleReader(table: TableHead, { vault }: Pick<Engine, 'vault'>): RowReader {
  const reader = registryRowReader(table, personColumns, ['unit', 'name']);
  const { read, at, complain, problems, unused } = reader;
  const decider = untyped(person);
  return {
    problems,
    unused,
    target: ['people'],
    take(cells, add) {
      const row = read(cells);
      if (row === undefined) return;
      const { unit: home = '', name = '', idNumber, number } = row.cells;
      const id = personIdOf(vault, { unit: home, name, idNumber, number });
      const key = number !== undefined && idNumber === undefined ? 'number' : 'idNumber';
      if (id === undefined) complain(row.row, key, 'identity-missing', identityExpected);
      if (!idPattern.test(home)) complain(row.row, 'unit', 'id-invalid', idExpected, home);
      if (id === undefined || !idPattern.test(home)) return;
      const own = said.flatMap((attribute): FileAttribute[] => {
        const [value, index] = [row.cells[attribute], at(attribute)];
        return value === undefined || index === undefined ? [] : [{ attribute, value, index }];
      });
      const all = { ...row, attributes: [...own, ...row.attributes] };
      const command = { type: 'RegisterPerson', person: id, name, unit: home, attributes: plain(all.attributes) };
      const index = (rejection: Rejection) =>
        attributeIndex(rejection, all) ??
        at(rejection.code === 'person-exists' ? key : fieldOf(rejection) === 'name' ? 'name' : 'unit');
      add({ decider, command }, { row: row.row, index });
    },
  };
}

const identityExpected = {
  zh: '须有身份证号或工号：同名者不能按姓名区分',
  en: 'an ID number or a work number is needed: people of one name are not told apart by it',
};

const plain = (attributes: readonly FileAttribute[]): readonly Attribute[] =>
  attributes.map(({ attribute, value }) => ({ attribute, value }));

const fieldOf = (rejection: Rejection): string | undefined =>
  (rejection as Rejection & { readonly field?: string }).field;

/** The column of the attribute a refusal speaks of; undefined when it speaks of none. */
function attributeIndex(rejection: Rejection, { attributes }: Pick<RegistryFileRow<string>, 'attributes'>) {
  const place = (rejection as Rejection & { readonly at?: number }).at;
  const named = /^attributes\/(\d+)\//.exec(fieldOf(rejection) ?? '')?.[1];
  const at = place ?? (named === undefined ? undefined : Number(named));
  return at === undefined ? undefined : attributes[at]?.index;
}
