import type { Clause, LimitClause, PairClause } from './document';
import {
  attributeOf,
  isAnyOf,
  isInScope,
  isSingleListed,
  limitsOf,
  quotaOf,
  roundingOf,
  shareOf,
  type Field,
} from './field';

/** How a list stands to one limit, in persons. */
export type Finding = {
  readonly clause: string;
  /** The value, list or candidate the limit is about. */
  readonly label?: string;
  readonly kind: 'floor' | 'ceiling';
  /** Persons the list has, and persons it needs or may have. */
  readonly have: number;
  readonly limit: number;
  /** The share in percent and the persons it is a share of, where the limit is one. */
  readonly share?: string;
  readonly base?: number;
  /** Persons by which the limit is broken; 0 when it is met. */
  readonly short: number;
};

/** Counts people against every limit; shares nothing with the rows the solver sees but who a clause speaks of. */
export function findings(field: Field, chosen: readonly boolean[]): readonly Finding[] {
  return [
    ...field.document.clauses.flatMap((clause) => clauseFindings(field, clause, chosen)),
    ...seatFindings(field, chosen),
  ];
}

/** Exactly the same sum as the solver's objective, made again from the candidates. */
export const meritOf = ({ merits }: Field, chosen: readonly boolean[]): number =>
  merits.reduce((sum, merit, at) => (chosen[at] === true ? sum + merit : sum), 0);

type Counted = { readonly label?: string | undefined; readonly have: number; readonly limit: number };
type Share = { readonly share: string; readonly base: number };

function finding(clause: string, kind: Finding['kind'], { label, have, limit }: Counted, share?: Share): Finding {
  const over = kind === 'floor' ? limit - have : have - limit;
  return { clause, ...(label === undefined ? {} : { label }), kind, have, limit, ...share, short: Math.max(0, over) };
}

function seatFindings(field: Field, chosen: readonly boolean[]): readonly Finding[] {
  const { document, candidates, seats } = field;
  let ordinary = 0;
  const ofList = new Map<string, number>();
  for (const [at, one] of candidates.entries()) {
    if (chosen[at] !== true) continue;
    if (!isSingleListed(document, one.list)) ordinary += 1;
    if (one.list !== undefined) ofList.set(one.list, (ofList.get(one.list) ?? 0) + 1);
  }
  const found = (document.lists ?? []).map(({ id, seats: limit }) =>
    finding('seats', 'ceiling', { label: id, have: ofList.get(id) ?? 0, limit }),
  );
  found.push(finding('seats', 'ceiling', { have: ordinary, limit: seats }));
  if (document.seats.unused === 'refused') found.push(finding('seats', 'floor', { have: ordinary, limit: seats }));
  return found;
}

function clauseFindings(field: Field, clause: Clause, chosen: readonly boolean[]): readonly Finding[] {
  const { document, candidates } = field;
  if (clause.kind === 'obligatory') {
    const there = new Set(candidates.filter((_, at) => chosen[at] === true).map(({ id }) => id));
    return clause.candidates.map((id) =>
      finding(clause.id, 'floor', { label: id, have: there.has(id) ? 1 : 0, limit: 1 }),
    );
  }
  const people = candidates.filter((one, at) => chosen[at] === true && isInScope(document, clause, one));
  return clause.kind === 'pair' ? pairFindings(field, clause, people) : limitFindings(field, clause, people);
}

function pairFindings({ candidates }: Field, clause: PairClause, people: Field['candidates']): readonly Finding[] {
  const { by } = clause;
  const values = by === undefined ? [undefined] : [...new Set(candidates.map((one) => attributeOf(one, by)))].sort();
  return values.map((label) => {
    const own = by === undefined ? people : people.filter((one) => attributeOf(one, by) === label);
    const heads = own.filter((one) => isAnyOf(one, clause.of));
    const backups = own.filter((one) => !isAnyOf(one, clause.of) && isAnyOf(one, clause.backup));
    const limit = heads.length * (clause.each ?? 1);
    return finding(clause.id, 'floor', { label, have: backups.length, limit });
  });
}

function limitFindings(field: Field, clause: LimitClause, people: Field['candidates']): readonly Finding[] {
  const { document } = field;
  const { by, of, baseOf, kind } = clause;
  const ofQuota = baseOf === undefined && (clause.base ?? document.base ?? 'quota') === 'quota';
  const chosenBase = people.filter((one) => isAnyOf(one, baseOf)).length;
  const haves = new Map<string | undefined, number>();
  for (const one of people) {
    if (!isAnyOf(one, of)) continue;
    const key = by === undefined ? undefined : attributeOf(one, by);
    haves.set(key, (haves.get(key) ?? 0) + 1);
  }
  return limitsOf(field, clause).map(({ value: label, amount: { share, persons } }) => {
    const have = haves.get(label) ?? 0;
    if (share === undefined) return finding(clause.id, kind, { label, have, limit: persons ?? 0 });
    const base = ofQuota ? quotaOf(field, clause) : chosenBase;
    const limit = shareOf(share, base, roundingOf(document, clause));
    return finding(clause.id, kind, { label, have, limit }, { share, base });
  });
}
