import { compare, exact, type Problem } from '@xf/rules';
import { formProblems } from '../award/rules.form';
import type { Cited, ClauseCites } from '../cites';
import { committeeDocumentSchema } from './rules.schema';

/** `take` of `of`: two thirds are `{ of: 3, take: 2 }`. Two whole numbers, so nothing is rounded before it has to be. */
export type Fraction = Cited & { readonly of: number; readonly take: number };

/** What a committee does with nominations in one session: audit them first or again, score them, or ballot on them. */
export type Step = 'first-audit' | 'second-audit' | 'scoring' | 'ballot';
export type SoughtGround = 'same-unit' | 'parent-unit' | 'nominator' | 'kin';

export type ScoringRules = Cited & {
  /** The scale, both ends included, as exact decimals; a score has at most `digits` digits after the point. */
  readonly min: string;
  readonly max: string;
  readonly digits: number;
  readonly drop: { readonly highest: number; readonly lowest: number };
  readonly round: { readonly digits: number; readonly mode: 'half-up' | 'half-even' | 'down' };
  /** The rounded mean that passes, itself included. Absent: whoever has enough scores passes. */
  readonly passAt?: string;
};

export type BallotRules = Cited & {
  /** What the majority is a share of: members in the room, or all members; without the recused. domain-rules 43, 44. */
  readonly base: 'present' | 'all';
  readonly majority: Fraction;
  readonly bound: 'more-than' | 'at-least';
  /** How many may be chosen of an award. An award not listed is limited by nothing but the majority. */
  readonly seats?: readonly (Cited & { readonly award: string; readonly seats: number })[];
  /** 差额: at least so many candidates more than seats. domain-rules 27. */
  readonly contested?: Cited & { readonly more: number };
};

export type CommitteeDocument = {
  readonly size: Cited & { readonly min: number; readonly max: number; readonly notMultipleOf?: number };
  /** Of the members who are not recused, rounded up. domain-rules 42. */
  readonly quorum: Fraction;
  /** In the order in which a nomination passes them; the last one lets it onto a shortlist. */
  readonly steps: readonly Step[];
  /** What the system looks for when a session opens. Whether a member is the nominee, it always looks for. */
  readonly recusal: readonly SoughtGround[];
  readonly scoring?: ScoringRules;
  readonly ballot?: BallotRules;
  readonly clauseCites?: ClauseCites<'steps' | 'recusal'>;
};

type LoadedCommittee =
  | { readonly ok: true; readonly document: CommitteeDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks form first, then meaning; tells every problem of the failing stage at once. Never throws. */
export function loadCommitteeDocument(json: unknown): LoadedCommittee {
  const form = formProblems(committeeDocumentSchema, json);
  if (form.length > 0) return { ok: false, problems: form };
  const document = json as CommitteeDocument;
  const problems = [...partProblems(document), ...rangeProblems(document), ...repeatProblems(document)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document };
}

const say = (pointer: string, code: string, zh: string, en: string): Problem => ({ pointer, code, zh, en });

/** A step has its settings, and settings have their step. */
function partProblems(document: CommitteeDocument): readonly Problem[] {
  return (['scoring', 'ballot'] as const).flatMap((part) => {
    const isStep = document.steps.includes(part);
    if (isStep === (document[part] !== undefined)) return [];
    return isStep
      ? [say(`/${part}`, 'field-missing', `步骤有 ${part}，须写明其规则`, `${part} is a step and needs its rules`)]
      : [say(`/${part}`, 'step-missing', `steps 没有 ${part}`, `${part} is not one of the steps`)];
  });
}

function rangeProblems({ size, quorum, scoring, ballot }: CommitteeDocument): readonly Problem[] {
  const problems: Problem[] = [];
  const least = (pointer: string) => problems.push(say(pointer, 'range-reversed', '下限大于上限', 'min is over max'));
  if (size.min > size.max) least('/size');
  if (scoring !== undefined && compare(exact(scoring.min), exact(scoring.max)) >= 0) least('/scoring');
  const fractions = { '/quorum': quorum, ...(ballot === undefined ? {} : { '/ballot/majority': ballot.majority }) };
  for (const [pointer, { of, take }] of Object.entries(fractions)) {
    if (take > of) problems.push(say(pointer, 'fraction-over-one', '不能大于全部', 'it is more than the whole'));
  }
  if (ballot?.bound === 'more-than' && ballot.majority.take === ballot.majority.of) {
    problems.push(say('/ballot/majority', 'majority-unreachable', '不可能超过全部', 'nobody gets more than all votes'));
  }
  if (ballot?.contested !== undefined && ballot.seats === undefined) {
    problems.push(say('/ballot/seats', 'field-missing', '差额评选须写明名额', 'a contested ballot needs its seats'));
  }
  return problems;
}

function repeatProblems({ steps, recusal, ballot }: CommitteeDocument): readonly Problem[] {
  const lists = {
    '/steps': steps,
    '/recusal': recusal,
    '/ballot/seats': (ballot?.seats ?? []).map(({ award }) => award),
  };
  return Object.entries(lists).flatMap(([at, ids]: [string, readonly string[]]) =>
    ids.flatMap((id, index) =>
      ids.indexOf(id) < index ? [say(`${at}/${index}`, 'id-repeated', '重复', 'it is repeated')] : [],
    ),
  );
}

/** How many of the members who may decide on it have to be there: the fraction, rounded up. domain-rules 42, 44. */
export const quorumOf = ({ quorum }: CommitteeDocument, members: number): number =>
  Math.ceil((members * quorum.take) / quorum.of);

/** The fewest yes votes that pass, of a base. domain-rules 43. */
export function votesNeeded({ majority, bound }: BallotRules, base: number): number {
  const share = (base * majority.take) / majority.of;
  return bound === 'at-least' ? Math.max(1, Math.ceil(share)) : Math.floor(share) + 1;
}

/** The step that has to be passed before this one; undefined for the first. */
export const stepBefore = ({ steps }: CommitteeDocument, step: Step): Step | undefined =>
  steps[steps.indexOf(step) - 1];

export const seatsFor = (
  { ballot }: CommitteeDocument,
  award: string,
): NonNullable<BallotRules['seats']>[number] | undefined => ballot?.seats?.find((one) => one.award === award);
