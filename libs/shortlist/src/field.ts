import {
  compare,
  decimalPlaces,
  divide,
  exact,
  type Exact,
  fromParts,
  multiply,
  ONE,
  parseExact,
  roundToMultiple,
  sourceOf,
  toDecimal,
  whole,
} from '@xf/rules';
import { allotted } from './allot';
import type { Amount, Candidate, Clause, LimitClause, ShareRounding, ShortlistDocument, Texts } from './document';

/** What is wrong with a candidate: which (place in the list, from 0) and which of his fields. */
export type CandidateProblem = Texts & {
  readonly index?: number;
  readonly field?: 'id' | 'merit' | 'list' | 'unit' | 'categories' | 'attributes';
  /** The attribute, where the field is `attributes`. */
  readonly attribute?: string;
  readonly value?: string;
  readonly code: string;
};

/** A document, its candidates and its seats, checked against each other and ready to be counted. */
export type Field = {
  readonly document: ShortlistDocument;
  readonly candidates: readonly Candidate[];
  readonly seats: number;
  /** Merit as integers: the larger the better; ranks are negative. */
  readonly merits: readonly number[];
  /** What one unit of merit is in those integers. */
  readonly scale: number;
};

export type LoadedField =
  { readonly ok: true; readonly field: Field } | { readonly ok: false; readonly problems: readonly CandidateProblem[] };

export const candidatesMax = 20_000;
/** Merit in its smallest unit: sums of it stay exact in the solver and in the proof that nothing better exists. */
const meritMax = 1_000_000;
/** Decimal places of merits that are all 1 or less. */
const roomMax = 6;

/** Puts candidates under a document; answers everything that is wrong with them at once. */
export function loadField(document: ShortlistDocument, candidates: readonly Candidate[], seats: number): LoadedField {
  const problems: CandidateProblem[] = [];
  if (!Number.isSafeInteger(seats) || seats < 0 || seats > candidatesMax) {
    problems.push({ code: 'seats-invalid', zh: '名额须为非负整数', en: 'seats must be a whole number, not negative' });
  }
  if (candidates.length > candidatesMax) {
    const zh = `候选人最多 ${candidatesMax} 名，现有 ${candidates.length} 名`;
    const en = `${candidates.length} candidates; ${candidatesMax} are the most`;
    return { ok: false, problems: [...problems, { code: 'candidates-too-many', zh, en }] };
  }
  problems.push(...ownProblems(document, candidates), ...obligatoryProblems(document, candidates));
  const { merits, scale, problems: unfit } = integerMerits(document, candidates);
  problems.push(...unfit);
  const { contested } = document;
  const ordinary = candidates.filter((one) => !isSingleListed(document, one.list)).length;
  if (contested !== undefined && ordinary < seats + contested.more) {
    const source = sourceOf(contested.cites);
    const zh = `须差额评选：名额 ${seats}，候选人至少 ${seats + contested.more} 名，现有 ${ordinary} 名`;
    const en = `more candidates than seats are needed: ${seats} seats, ${ordinary} candidates, at least ${seats + contested.more}`;
    problems.push({ code: 'not-contested', zh: `${zh}${source.zh}`, en: `${en}${source.en}` });
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, field: { document, candidates, seats, merits, scale } };
}

function ownProblems(document: ShortlistDocument, candidates: readonly Candidate[]): readonly CandidateProblem[] {
  const found: CandidateProblem[] = [];
  const lists = new Set((document.lists ?? []).map(({ id }) => id));
  const categories = new Set(document.categories.map(({ id }) => id));
  const needed = new Set(document.clauses.flatMap((one) => ('by' in one ? [one.by] : [])));
  const seen = new Map<string, number>();
  for (const [index, one] of candidates.entries()) {
    const earlier = seen.get(one.id);
    if (earlier === undefined) seen.set(one.id, index);
    else {
      const at = { index, field: 'id', value: one.id } as const;
      found.push({ ...at, code: 'candidate-repeated', zh: '候选人编号重复', en: 'the id is another candidate’s' });
    }
    if (parseExact(one.merit) === undefined) {
      const at = { index, field: 'merit', value: one.merit } as const;
      found.push({ ...at, code: 'merit-invalid', zh: '须是普通十进制数', en: 'a plain decimal is expected' });
    }
    if (lists.size > 0 && (one.list === undefined || !lists.has(one.list))) {
      const at = { index, field: 'list', value: one.list ?? '' } as const;
      const known = [...lists];
      const en = `one of the lists is expected: ${known.join(', ')}`;
      found.push({ ...at, code: 'list-unknown', zh: `须是名单之一：${known.join('、')}`, en });
    }
    for (const value of one.categories) {
      if (categories.has(value)) continue;
      const at = { index, field: 'categories', value } as const;
      found.push({ ...at, code: 'category-unknown', zh: `没有类别 ${value}`, en: `no category ${value}` });
    }
    for (const attribute of needed) {
      if (attributeOf(one, attribute) !== '') continue;
      const field = attribute === 'unit' ? 'unit' : 'attributes';
      const zh = '有条款按此计算，不能为空';
      found.push({ index, field, attribute, code: 'attribute-missing', zh, en: 'a clause counts by it: it is needed' });
    }
  }
  return found;
}

function obligatoryProblems({ clauses }: ShortlistDocument, candidates: readonly Candidate[]) {
  const known = new Set(candidates.map(({ id }) => id));
  return clauses.flatMap((clause): CandidateProblem[] => {
    if (clause.kind !== 'obligatory') return [];
    const absent = clause.candidates.filter((id) => !known.has(id));
    if (absent.length === 0) return [];
    const zh = `条款“${clause.title}”的必选候选人不在候选名单中：${absent.join('、')}`;
    const en = `obligatory by clause ${clause.id} but no candidates: ${absent.join(', ')}`;
    return [{ code: 'obligatory-absent', zh, en }];
  });
}

/** Never rounded: what does not fit is refused, each candidate with the digits there is room for. */
function integerMerits(document: ShortlistDocument, candidates: readonly Candidate[]) {
  const parsed = candidates.map(({ merit }) => parseExact(merit) ?? whole(0));
  const isLarge = (one: Exact): boolean => compare(absolute(one), whole(meritMax)) > 0;
  const largest = parsed.reduce(
    (most, one) => (!isLarge(one) && compare(absolute(one), most) > 0 ? absolute(one) : most),
    whole(0),
  );
  let room = 0;
  while (room < roomMax && compare(multiply(largest, whole(10 ** (room + 1))), whole(meritMax)) <= 0) room += 1;
  const problems = parsed.flatMap((one, index): CandidateProblem[] => {
    const at = { index, field: 'merit', value: candidates[index]?.merit ?? '' } as const;
    if (isLarge(one)) {
      return [{ ...at, code: 'merit-too-large', zh: '至多一百万', en: 'at most a million is expected' }];
    }
    const places = decimalPlaces(one) ?? 0;
    if (places <= room) return [];
    const zh = `最大的成绩是 ${toDecimal(largest)}，至多 ${room} 位小数，此处 ${places} 位；系统不代为修约，请按办法修约后填写，或改填名次`;
    const en = `the largest merit is ${toDecimal(largest)}, so at most ${room} decimal places are expected, not ${places}; nothing is rounded here: round as your rules say, or state ranks`;
    return [{ ...at, code: 'merit-too-fine', zh, en }];
  });
  if (problems.length > 0) return { merits: [], scale: 1, problems };
  const scale = 10 ** parsed.reduce((most, one) => Math.max(most, decimalPlaces(one) ?? 0), 0);
  const sign = document.merit === 'rank' ? -1 : 1;
  const merits = parsed.map((one) => sign * Number(toDecimal(multiply(one, whole(scale)))) + 0);
  return { merits, scale, problems };
}

const absolute = (value: Exact): Exact => (compare(value, whole(0)) < 0 ? multiply(value, whole(-1)) : value);

export const isSingleListed = ({ lists = [] }: ShortlistDocument, list: string | undefined): boolean =>
  lists.some(({ id, singleListed }) => id === list && singleListed === true);

export const attributeOf = (one: Candidate, attribute: string): string =>
  (attribute === 'unit' ? one.unit : one.attributes?.[attribute]) ?? '';

/** Whether a clause speaks of a candidate at all. */
export const isInScope = (document: ShortlistDocument, { list }: Clause, one: Candidate): boolean =>
  list === undefined ? !isSingleListed(document, one.list) : one.list === list;

export const isAnyOf = (one: Candidate, of: readonly string[] | undefined): boolean =>
  of === undefined || of.some((category) => one.categories.includes(category));

/** The seats of which a clause's share is a share. */
export const quotaOf = ({ document, seats }: Field, { list }: Clause): number =>
  list === undefined ? seats : (document.lists?.find(({ id }) => id === list)?.seats ?? 0);

export const roundingOf = ({ rounding }: ShortlistDocument, clause: LimitClause): ShareRounding =>
  clause.rounding ?? rounding?.[clause.kind] ?? (clause.kind === 'floor' ? 'ceiling' : 'floor');

export const percent = (share: string): Exact => divide(exact(share), whole(100)) ?? whole(0);

/** A share of so many people, rounded as the clause says. domain-rules 17, 18. */
export const shareOf = (share: string, base: number, rounding: ShareRounding): number =>
  Number(toDecimal(roundToMultiple(multiply(percent(share), whole(base)), ONE, rounding)));

/** A limit of a clause: of everybody it speaks of, or of one value of its attribute. */
export type Limit = { readonly value?: string; readonly amount: Amount };

/** The limits a clause lays down: values that candidates have, and values it names. */
export function limitsOf(field: Field, clause: LimitClause): readonly Limit[] {
  const { by, amounts = {}, allot, share, persons } = clause;
  const own: Amount | undefined = share !== undefined ? { share } : persons !== undefined ? { persons } : undefined;
  if (by === undefined) return own === undefined ? [] : [{ amount: own }];
  const allots = allot === undefined ? undefined : allotted(quotaOf(field, clause), allot);
  const values = new Set([...Object.keys(amounts), ...(allots?.keys() ?? [])]);
  for (const one of field.candidates) {
    if (isInScope(field.document, clause, one)) values.add(attributeOf(one, by));
  }
  return [...values].sort(byCode).flatMap((value): Limit[] => {
    const given = Object.hasOwn(amounts, value) ? amounts[value] : undefined;
    const amount = given ?? (allots === undefined ? own : { persons: allots.get(value) ?? 0 });
    return amount === undefined ? [] : [{ value, amount }];
  });
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Merit of a list in the units of the candidates: the sum of scores, or of ranks. */
export function meritText({ document, scale }: Field, scaled: number): string {
  const value = document.merit === 'rank' ? 0 - scaled : scaled;
  return toDecimal(fromParts(BigInt(value), BigInt(scale)));
}

/** A loss of merit in the units of the candidates: points given away, or ranks added. Positive is worse. */
export const lossText = ({ scale }: Field, scaled: number): string =>
  toDecimal(fromParts(BigInt(scaled), BigInt(scale)));
