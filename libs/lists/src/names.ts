import { isEthnicity, type ListRow } from './terms';

/** One ideographic space, as wide as a character. */
const pad = '\u3000';
const twoCharacters = /^(\p{Script=Han})(\p{Script=Han})$/u;
const spaceBetween = /(?<=[\p{Script=Han}·])[\s\u3000]+(?=[\p{Script=Han}·])/gu;

/** `贺 彪`, with whatever blank, is 贺彪; blanks between other letters stay. domain-rules 114 */
export const plainName = (name: string): string => name.trim().replace(spaceBetween, '');

/** A name of two characters as wide as one of three. domain-rules 114 */
export const paddedName = (name: string): string => plainName(name).replace(twoCharacters, `$1${pad}$2`);

/** Said, and the one that is not printed. */
export const isHan = (ethnicity: string | undefined): boolean => /^汉族?$/.test(ethnicity?.trim() ?? '');

export type PrintedName = Pick<ListRow, 'name' | 'ethnicity' | 'birthYear'>;

/**
 * A person as a list prints it: two characters padded, an ethnicity other than Han in brackets, and a year of birth where
 * nothing else tells two of one name apart: `唐纯玉（瑶族）`, `王小伟（1980年生）`.
 */
export function printName({ name, ethnicity, birthYear }: PrintedName): string {
  const minority = ethnicity === undefined || isHan(ethnicity) ? [] : [ethnicity];
  const marks = [...minority, ...(birthYear === undefined ? [] : [`${birthYear}年生`])];
  return paddedName(name) + (marks.length === 0 ? '' : `（${marks.join('，')}）`);
}

/** What `printName` printed. Brackets that hold anything else are part of the name. */
export function readName(printed: string): PrintedName {
  const [, before, inside] = /^(.+?)\s*[（(]([^（()）]+)[)）]$/.exec(printed.trim()) ?? [];
  if (before === undefined || inside === undefined) return { name: plainName(printed) };
  const found: { ethnicity?: string; birthYear?: string } = {};
  for (const mark of inside.split(/[，,、]/).map((one) => one.trim())) {
    const year = /^(\d{4})年生$/.exec(mark)?.[1];
    if (year !== undefined) found.birthYear = year;
    else if (isEthnicity(mark)) found.ethnicity = mark;
    else return { name: plainName(printed) };
  }
  return { name: plainName(before), ...found };
}
