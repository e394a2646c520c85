import { idPattern } from '@xf/competitions';
import type { Rejection } from '@xf/es';
import type { BothTexts, FileAttribute, RefusedRow, RegistryFileRow } from '@xf/files';
import { showsNumber, type Attribute } from '../terms';

/** What a problem of a cell expects, and what it is called. */
type Expected = { readonly code: string; readonly expected: BothTexts };

export const idInvalid: Expected = {
  code: 'id-invalid',
  expected: { zh: '应为 1–40 个字母、数字或下划线', en: '1 to 40 letters, digits or underscores are expected' },
};
/** Of another area and of none: the answer does not tell which. */
export const organizationAway: Expected = {
  code: 'organization-unknown',
  expected: { zh: '没有此组织，或不在您的管辖范围内', en: 'there is no such organisation in your area' },
};
export const unitAway: Expected = {
  code: 'unit-unknown',
  expected: { zh: '没有登记此单位，或不在您的管辖范围内', en: 'no such unit is registered in your area' },
};
export const personAway: Expected = {
  code: 'person-unknown',
  expected: { zh: '没有登记此人，或不在您的管辖范围内', en: 'no such person is registered in your area' },
};
const numberShown: Expected = {
  code: 'number-shown',
  expected: { zh: '不能含身份证号或手机号', en: 'no ID number or mobile phone may stand here' },
};

type Complaining<K extends string> = {
  readonly complain: (row: number, column: K, code: string, expected: BothTexts, value?: string) => void;
};

/** Adds the problem of a cell. Its text is repeated only where one is given. */
export function complainOf<K extends string>(
  { complain }: Complaining<K>,
  row: number,
  column: NoInfer<K>,
  { code, expected }: Expected,
  value?: string,
): false {
  complain(row, column, code, expected, value);
  return false;
}

/**
 * Whether no cell but those that are for it shows an ID number or a phone. Such a cell is told without its text, before
 * anything else of the row might repeat it.
 */
export function isDiscreet<K extends string>(
  reader: Complaining<K>,
  { row, cells }: RegistryFileRow<K>,
  secret: readonly NoInfer<K>[] = [],
): boolean {
  const shown = (Object.keys(cells) as K[]).filter(
    (column) => !secret.includes(column) && showsNumber(cells[column] ?? ''),
  );
  for (const column of shown) complainOf(reader, row, column, numberShown);
  return shown.length === 0;
}

/** Whether a cell holds an id; adds the problem when it does not. */
export const isId = <K extends string>(reader: Complaining<K>, row: number, column: NoInfer<K>, id: string): boolean =>
  idPattern.test(id) || complainOf(reader, row, column, idInvalid, id);

export const plainOf = (attributes: readonly FileAttribute[]): readonly Attribute[] =>
  attributes.map(({ attribute, value }) => ({ attribute, value }));

export const fieldOf = (rejection: Rejection): string | undefined =>
  (rejection as Rejection & { readonly field?: string }).field;

/** The column of the attribute a refusal speaks of; undefined when it speaks of none. */
export function attributeIndex(rejection: Rejection, attributes: readonly FileAttribute[]): number | undefined {
  const place = (rejection as Rejection & { readonly at?: number }).at;
  const named = /^attributes\/(\d+)\//.exec(fieldOf(rejection) ?? '')?.[1];
  const at = place ?? (named === undefined ? undefined : Number(named));
  return at === undefined ? undefined : attributes[at]?.index;
}

/** A refusal of who stands there already, with the first thing in which the row differs: a field, or the place of an attribute. */
export const differing = (
  refused: RefusedRow,
  what: { readonly field: string } | { readonly at: number },
): RefusedRow => ({
  ...refused,
  rejection: { ...refused.rejection, ...what },
});

/** The place of the first attribute that is not what was said last of its key. */
export function firstOther(said: readonly Attribute[], last: (key: string) => string | undefined): number | undefined {
  const at = said.findIndex(({ attribute, value }) => last(attribute)?.trim() !== value.trim());
  return at < 0 ? undefined : at;
}
