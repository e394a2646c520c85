import type { Candidate, ShortlistDocument, Texts } from './document';
import { findings, meritOf, type Finding } from './check';
import { loadField, lossText, meritText, type CandidateProblem, type Field } from './field';
import { leftOut, type LeftOut } from './left-out';
import { bestList, type Found } from './list';
import { prices, type Price } from './price';
import { relaxation, relaxed, type Relaxation } from './relax';
import { rowsOf } from './rows';
import { loadSolver } from './solver';
import { giveText, leftOutText, priceText } from './words';

export type PriceLine = Texts & {
  readonly clause: string;
  /** The others that bite only together with it; none of them costs anything without the others. */
  readonly with?: readonly string[];
  /** People of the list who would lose their seats without the clause. */
  readonly moved: number;
  /** Seats left empty because of it, and merit lost: points, or ranks added. */
  readonly seats: number;
  readonly merit: string;
};

export type LeftOutLine = Texts & {
  readonly id: string;
  readonly reason: LeftOut['reason'];
  readonly clauses: readonly string[];
  readonly swap?: { readonly out: readonly string[]; readonly in: readonly string[]; readonly merit: string };
};

/** A limit that must give way, and by how many persons. */
export type GiveLine = Texts & Finding;

type List = {
  /** Ids in the order of the candidates. */
  readonly chosen: readonly string[];
  /** The sum of scores, or of ranks, exactly. */
  readonly merit: string;
  readonly findings: readonly Finding[];
};

export type ShortlistResult =
  | { readonly kind: 'refused'; readonly problems: readonly CandidateProblem[] }
  | (List & {
      readonly kind: 'list';
      readonly prices: readonly PriceLine[];
      readonly leftOut: readonly LeftOutLine[];
      /** Those between whom merit does not decide: in some of the equally good lists and not in others. domain-rules 47. */
      readonly tied: readonly string[];
      /** The tied must be voted on again before the list stands. */
      readonly ballot: boolean;
    })
  | {
      readonly kind: 'infeasible';
      /** The fewest persons by which limits must give way together. */
      readonly persons: number;
      readonly gives: readonly GiveLine[];
      /** The best list once they have given way. */
      readonly proposal: List;
    };

/**
 * The list of highest merit that keeps within the seats and meets every clause; of equally good lists the first by the
 * order of the candidates. The same input gives the same answer on every machine. With it: what each clause that bites
 * costs, and for everyone left out why, and the cheapest swap. When nothing fits: the smallest relaxation.
 *
 * A solver proposes; plain counting disposes. A list that breaks a limit or whose merit is another than was said throws.
 */
export async function shortlist(
  document: ShortlistDocument,
  candidates: readonly Candidate[],
  seats: number,
): Promise<ShortlistResult> {
  const loaded = loadField(document, candidates, seats);
  if (!loaded.ok) return { kind: 'refused', problems: loaded.problems };
  const { field } = loaded;
  const solver = await loadSolver();
  const rows = rowsOf(field);
  const best = bestList(solver, field, rows);
  if (best === undefined) {
    const relaxing = relaxation(solver, field, rows);
    const proposal = bestList(solver, field, relaxed(rows, relaxing));
    return infeasible(field, relaxing, proposal);
  }
  const list = audited(field, best, () => 0);
  return {
    kind: 'list',
    ...list,
    prices: prices(solver, field, rows, best).map((one) => priceLine(field, one)),
    leftOut: leftOut(solver, field, rows, best).map((one) => leftOutLine(field, one)),
    tied: idsOf(field, best.tied),
    ballot: document.ties === 'ballot' && best.tied.length > 0,
  };
}

/** How a list made or changed by hand stands to every limit, broken or not, with the numbers. */
export type Checked =
  | { readonly kind: 'refused'; readonly problems: readonly CandidateProblem[] }
  | {
      readonly kind: 'checked';
      readonly merit: string;
      readonly findings: readonly Finding[];
      readonly broken: readonly GiveLine[];
    };

/** Counts a list chosen by people against the same document; ids that are no candidates are refused. */
export function check(
  document: ShortlistDocument,
  candidates: readonly Candidate[],
  seats: number,
  chosen: readonly string[],
): Checked {
  const loaded = loadField(document, candidates, seats);
  if (!loaded.ok) return { kind: 'refused', problems: loaded.problems };
  const { field } = loaded;
  const places = new Map(candidates.map(({ id }, at) => [id, at]));
  const problems = chosen.flatMap((id, at): CandidateProblem[] => {
    if (!places.has(id)) {
      return [{ code: 'chosen-unknown', value: id, zh: `没有候选人 ${id}`, en: `there is no candidate ${id}` }];
    }
    if (chosen.indexOf(id) === at) return [];
    return [{ code: 'chosen-repeated', value: id, zh: `${id} 重复入选`, en: `${id} is chosen twice` }];
  });
  if (problems.length > 0) return { kind: 'refused', problems };
  const isIn = new Set(chosen);
  const flags = candidates.map(({ id }) => isIn.has(id));
  const found = findings(field, flags);
  const broken = found.filter(({ short }) => short > 0).map((one) => ({ ...one, ...giveText(field, one, false) }));
  return { kind: 'checked', merit: meritText(field, meritOf(field, flags)), findings: found, broken };
}

const idsOf = ({ candidates }: Field, places: readonly number[]): readonly string[] =>
  places.map((at) => candidates[at]?.id ?? '');

/** Counts a solver's list again; `allowed` says how far each limit may be broken. */
function audited(field: Field, found: Found, allowed: (limit: number) => number): List {
  const { chosen, merit, seats } = found;
  const all = findings(field, chosen);
  const broken = all.filter(({ short }, at) => short > allowed(at));
  if (broken.length > 0) throw new Error(`the solver's list breaks ${JSON.stringify(broken)}`);
  const recounted = meritOf(field, chosen);
  if (recounted !== merit) throw new Error(`the solver's merit ${merit} is ${recounted} when counted`);
  const places = chosen.flatMap((isIn, at) => (isIn ? [at] : []));
  if (places.length !== seats) throw new Error(`the solver's ${seats} seats are ${places.length} when counted`);
  return { chosen: idsOf(field, places), merit: meritText(field, merit), findings: all };
}

function infeasible(field: Field, { persons, gives }: Relaxation, proposal: Found | undefined): ShortlistResult {
  if (proposal === undefined) throw new Error('nothing fits even after the limits have given way');
  if (persons === 0) throw new Error('nothing fits, and nothing needs to give way');
  const list = audited(field, proposal, (at) => gives.get(at) ?? 0);
  const lines = list.findings.flatMap((one, at): GiveLine[] => {
    const by = gives.get(at);
    if (by === undefined) return [];
    if (one.short !== by) throw new Error(`limit ${at} gives way by ${one.short}, not by ${by}`);
    return [{ ...one, ...giveText(field, one, true) }];
  });
  return { kind: 'infeasible', persons, gives: lines, proposal: list };
}

function priceLine(field: Field, price: Price): PriceLine {
  const { clauses, moved, seats } = price;
  const [clause = '', ...others] = clauses;
  const merit = lossText(field, price.merit);
  const joint = others.length === 0 ? {} : { with: others };
  return { clause, ...joint, moved, seats, merit, ...priceText(field, price, merit) };
}

function leftOutLine(field: Field, one: LeftOut): LeftOutLine {
  const { candidate, reason, clauses, swap } = one;
  const [id] = idsOf(field, [candidate]);
  return {
    id: id ?? '',
    reason,
    clauses,
    ...(swap === undefined
      ? {}
      : { swap: { out: idsOf(field, swap.out), in: idsOf(field, swap.in), merit: lossText(field, swap.merit) } }),
    ...leftOutText(field, one),
  };
}
