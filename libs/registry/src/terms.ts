import { streamName, type StreamName } from '@xf/es';

export { dayOf, isDay, type Day } from '@xf/calendar';

/**
 * What a unit is: 企业、事业单位、机关、社会组织、驻外机构、农业生产单位、村（社区）、个体工商户. Titles and caps go by it.
 * domain-rules 11, 20.
 */
export const unitKinds = [
  ...(['enterprise', 'institution', 'organ', 'social', 'abroad'] as const),
  ...(['farm', 'village', 'self-employed'] as const),
] as const;
export type UnitKind = (typeof unitKinds)[number];

/** Said of a unit when it is registered, and restated as attributes of the same name. */
export const unitAttributes = ['kind', 'ownership', 'industry', 'region'] as const;

/** Attributes of a person that no rule needs in the clear: kept under the person's key. */
export const sealedAttributes: readonly string[] = ['birth', 'ethnicity', 'nativePlace', 'education'];

/** One thing said of a unit or a person; keys are open, for rules differ by year and place. */
export type Attribute = { readonly attribute: string; readonly value: string };

export const attributePattern = /^[a-z][A-Za-z0-9]{0,39}$/;
/** What bars are of: an open key. */
export const barKindPattern = /^[a-z][a-z0-9-]{0,39}$/;
export const attributesMax = 50;

export const unitStream = (unit: string): StreamName => streamName('unit', unit);
export const teamStream = (team: string): StreamName => streamName('team', team);
export const personStream = (person: string): StreamName => streamName('person', person);

const idNumber = /(?<!\d)(?:[1-9]\d{5}(?:19|20)\d{2}(?:0\d|1[0-2])[0-3]\d\d{3}[\dXx])(?![\dA-Za-z])/;
const mobile = /(?<!\d)1[3-9]\d{9}(?!\d)/;

/** Whether a text holds what looks like an ID number or a mobile phone: neither is ever kept here. domain-rules 119. */
export function showsNumber(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/[\s-]/g, '');
  return idNumber.test(plain) || mobile.test(plain);
}
