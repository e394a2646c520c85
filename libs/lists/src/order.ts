import { pinyin } from 'pinyin-pro';
import { strokesOf } from './strokes';
import { charactersOf, splitName, surnameReading } from './surnames';
import type { ListRow, Warning } from './terms';

/**
 * How names follow each other: by the strokes of the surname and then of each next character, by the strokes of the whole
 * name, by how they are read, or as they came.
 */
export type NameOrder = 'surname-strokes' | 'name-strokes' | 'pinyin' | 'as-given';

/** Awards first, then regions where given, then names. What neither names comes after, in the order it came. */
export type Order = {
  readonly awards?: readonly string[];
  readonly regions?: readonly string[];
  readonly names: NameOrder;
};

/** How a list says that it is ordered. */
export const orderNames: Readonly<Record<NameOrder, { readonly zh: string; readonly en: string }>> = {
  'surname-strokes': { zh: '按姓氏笔画排序', en: 'by strokes of the surname' },
  'name-strokes': { zh: '按姓名总笔画排序', en: 'by strokes of the whole name' },
  pinyin: { zh: '按姓名拼音排序', en: 'by pinyin' },
  'as-given': { zh: '按提交顺序', en: 'as given' },
};

type Placed = { readonly at: number; readonly keys: readonly (number | string)[] };
type Keyed = Placed & { readonly row: ListRow };

/**
 * The rows in the order of a printed list. By strokes: the count of the surname's, then the class of each in writing
 * order (横竖撇点折), then the next character likewise, so that one surname stays together; 复姓 as a whole.
 * A character without data comes after all others in its place and is named in a warning. Equal names keep their order.
 * domain-rules 113
 */
export function orderRows(
  rows: readonly ListRow[],
  order: Order,
): { readonly rows: readonly ListRow[]; readonly warnings: readonly Warning[] } {
  const { keyed, compare, warnings } = ordering(order);
  const sorted = rows.map(keyed).sort(compare);
  return { rows: sorted.map(({ row }) => row), warnings: warnings() };
}

/**
 * The parts of `orderRows`, for whoever orders a long list in slices and keeps no more of a row than its keys: each row
 * with its keys, in the order they came; how two of these follow each other; and the warnings, when every row was seen.
 */
export function ordering(order: Order): {
  readonly keyed: (row: ListRow, at: number) => Keyed;
  readonly compare: (a: Placed, b: Placed) => number;
  readonly warnings: () => readonly Warning[];
} {
  const unknown = new Map<string, string>();
  const awardAt = placesOf(order.awards ?? []);
  const regionAt = placesOf(order.regions ?? []);
  const strange = new Set<string>();
  return {
    keyed(row, at) {
      if (!awardAt.has(row.award)) awardAt.set(row.award, awardAt.size);
      const region = order.regions === undefined ? 0 : (regionAt.get(row.region ?? '') ?? regionAt.size);
      if (region === regionAt.size && region > 0) strange.add(row.region ?? '');
      const missing = (character: string) => unknown.set(character, unknown.get(character) ?? row.name);
      return { row, at, keys: [awardAt.get(row.award) ?? 0, region, nameKey(row, order.names, missing)] };
    },
    compare: inOrder,
    warnings: () => [...[...strange].map(strangeRegion), ...[...unknown].map((one) => noData(one, order.names))],
  };
}

function placesOf(names: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const name of names) if (!places.has(name)) places.set(name, places.size);
  return places;
}

function inOrder(a: Placed, b: Placed): number {
  for (let n = 0; n < a.keys.length; n++) {
    const [key, other] = [a.keys[n] ?? '', b.keys[n] ?? ''];
    if (key !== other) return key < other ? -1 : 1;
  }
  return a.at - b.at;
}

type Missing = (character: string) => void;

function nameKey(row: ListRow, by: NameOrder, missing: Missing): string {
  const { surname, given } =
    row.kind === 'person' ? splitName(row.name) : { surname: [], given: charactersOf(row.name) };
  switch (by) {
    case 'as-given':
      return '';
    case 'pinyin':
      return pinyinKey(row, surname, given, missing);
    case 'surname-strokes':
      return strokesKey(surname, given, missing);
    case 'name-strokes':
      return totalOf([...surname, ...given]) + strokesKey(surname, given, missing);
  }
}

/** After the last digit and the last letter. */
const last = '~';
const codeOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).padStart(6, '0');

/** A blank ends the surname and is less than any digit: 欧 before 欧阳. */
const strokesKey = (surname: readonly string[], given: readonly string[], missing: Missing): string =>
  [surname, given].map((part) => part.map((one) => characterKey(one, missing)).join('')).join(' ');

function characterKey(character: string, missing: Missing): string {
  const strokes = strokesOf(character);
  if (strokes !== undefined) return String(strokes.length).padStart(2, '0') + strokes + codeOf(character);
  missing(character);
  return last + codeOf(character);
}

function totalOf(characters: readonly string[]): string {
  let total = 0;
  for (const character of characters) {
    const strokes = strokesOf(character);
    if (strokes === undefined) return last;
    total += strokes.length;
  }
  return String(total).padStart(4, '0');
}

function pinyinKey(row: ListRow, surname: readonly string[], given: readonly string[], missing: Missing): string {
  const characters = [...surname, ...given];
  const said = row.reading?.trim().split(/\s+/);
  const syllables = said?.length === characters.length ? said : syllablesOf(surname, characters);
  const keys = characters.map((character, n) => {
    const key = /\p{Script=Han}/u.test(character) ? syllableKey(syllables[n] ?? '') : undefined;
    if (key === undefined) missing(character);
    // What sounds alike follows by strokes; it has its place even where those are not known.
    return (key ?? last) + characterKey(character, () => undefined);
  });
  return [keys.slice(0, surname.length), keys.slice(surname.length)].map((part) => part.join('')).join(' ');
}

function syllablesOf(surname: readonly string[], characters: readonly string[]): readonly string[] {
  const read = pinyin(characters.join(''), {
    type: 'array',
    toneType: 'num',
    toneSandhi: false,
    surname: surname.length === 0 ? 'off' : 'head',
  });
  const own = surnameReading(surname) ?? [];
  return characters.map((_, n) => own[n] ?? read[n] ?? '');
}

/** Letters before tones; ü stands with u and after it, as in dictionaries: lu, lü, luan. */
function syllableKey(syllable: string): string | undefined {
  const [, letters, tone = '5'] = /^([a-zü]+)([0-5])?$/.exec(syllable.replace(/v|u:/, 'ü')) ?? [];
  if (letters === undefined) return undefined;
  return `${letters.replace('ü', 'u')} ${letters.includes('ü') ? 1 : 0}${tone === '0' ? '5' : tone}`;
}

const strangeRegion = (region: string): Warning => ({
  code: 'region-unknown',
  zh: region === '' ? '有的行没有地区，排在最后。' : `地区“${region}”不在排序表中，排在最后。`,
  en:
    region === ''
      ? 'Some rows have no region and come last.'
      : `The region "${region}" is not in the order and comes last.`,
});

function noData([character, name]: readonly [string, string], by: NameOrder): Warning {
  const what = by === 'pinyin' ? { zh: '读音', en: 'reading' } : { zh: '笔画', en: 'strokes' };
  return {
    code: by === 'pinyin' ? 'reading-unknown' : 'strokes-unknown',
    zh: `“${name}”中的“${character}”没有${what.zh}数据，排在同位置的最后，请人工核对。`,
    en: `There is no ${what.en} of "${character}" in "${name}"; it comes last in its place: check it by hand.`,
  };
}
