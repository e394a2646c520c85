import type { Problem } from '@xf/rules';
import { formProblems } from '../award/rules.form';
import { sourceOf, type Cited, type ClauseCites } from '../cites';
import { isDay, type Day, type Level } from '../terms';
import { partyOf, type EligibilityFacts, type PartyName } from './rules.facts';
import { against, partyText, unknown, type Ground } from './rules.grounds';
import { kindOf, type Clause, type EligibilitySettings } from './rules.kinds';
import { clauseForm, eligibilitySchema } from './rules.schema';

/** An award on whose roll earlier honours are looked up. The roll of the nomination's own award always is. */
export type KnownHonour = Cited & { readonly award: string; readonly level: Level; readonly family?: string };

/** Who may be nominated in a round. */
export type EligibilityDocument = EligibilitySettings & {
  readonly note?: string;
  readonly referenceDay: Day;
  readonly honours?: readonly KnownHonour[];
  readonly clauses: readonly Clause[];
  readonly clauseCites?: ClauseCites<'referenceDay' | 'earlierRounds'>;
};

/** One reason why somebody cannot be nominated as things stand, by the clause that says so and where that is from. */
export type Finding = Ground & { readonly clause: string; readonly title: string };

/** The party that a clause looks at; undefined of one that goes by the roll. */
const partyAsked = (clause: Clause): PartyName | undefined => kindOf(clause).asks?.(clause).of;

const isWithheld = (clause: Clause, facts: EligibilityFacts): boolean => {
  const of = partyAsked(clause);
  return of !== undefined && partyOf(facts, of).withheld === true;
};

/** What is told of a party that is withheld: which clause, and of what it asks what nobody has said. domain-rules 119. */
function withholding(clause: Clause, { status }: Ground): Ground {
  const { of = 'nominee', attributes = [], bars = [] } = kindOf(clause).asks?.(clause) ?? {};
  const asked = [...attributes, ...bars].map((one) => `${of}.${one}`).join('、');
  const who = partyText[of];
  return status === 'unknown'
    ? unknown(asked, `${who.zh}的情况`, `what the clause asks of ${who.en}`)
    : against(
        of,
        `名录所载${who.zh}的情况不符合，详情由登记该单位的组织查看`,
        `the register has what stands against ${who.en}; whoever registered the unit reads what it is`,
      );
}

type LoadedEligibility =
  | { readonly ok: true; readonly document: EligibilityDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks form first, also of each clause by its kind, then meaning; tells every problem of the failing stage. Never throws. */
export function loadEligibility(json: unknown): LoadedEligibility {
  const form = formProblems(eligibilitySchema, json);
  if (form.length > 0) return { ok: false, problems: form };
  const document = json as EligibilityDocument;
  const byKind = document.clauses.flatMap((clause, n) =>
    formProblems(clauseForm(clause.kind), clause, `/clauses/${n}`),
  );
  if (byKind.length > 0) return { ok: false, problems: byKind };
  const problems = [...ownProblems(document), ...document.clauses.flatMap((_clause, n) => clauseProblems(document, n))];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document };
}

function ownProblems({ referenceDay, earlierRounds, clauseCites }: EligibilityDocument): readonly Problem[] {
  const problems: Problem[] = [];
  if (!isDay(referenceDay)) {
    const zh = `没有这一天：${referenceDay}`;
    problems.push({ pointer: '/referenceDay', code: 'no-such-day', zh, en: `no such day: ${referenceDay}` });
  }
  if (clauseCites?.earlierRounds !== undefined && earlierRounds === undefined) {
    const [zh, en] = ['没有写 earlierRounds，无从注明出处', 'there are no earlierRounds to cite a source of'];
    problems.push({ pointer: '/clauseCites/earlierRounds', code: 'clause-missing', zh, en });
  }
  return problems;
}

function clauseProblems(document: EligibilityDocument, n: number): readonly Problem[] {
  const clause = document.clauses[n];
  if (clause === undefined) return [];
  const problems: Problem[] = [];
  if (document.clauses.findIndex(({ id }) => id === clause.id) < n) {
    problems.push({ pointer: `/clauses/${n}/id`, code: 'id-repeated', zh: '标识重复', en: 'this id is repeated' });
  }
  const refused = kindOf(clause).refuse?.(clause, document);
  if (refused !== undefined) problems.push({ pointer: `/clauses/${n}`, ...refused });
  return problems;
}

const appliesTo = ({ awards, receivers }: Clause, { award, receiver }: EligibilityFacts): boolean =>
  (awards === undefined || awards.includes(award)) && (receivers === undefined || receivers.includes(receiver));

/**
 * Everything that stands against a nomination, in the order of the clauses; none means it is eligible. A clause that asks
 * for what nobody has said is a reason too.
 */
export const ineligibilities = (document: EligibilityDocument, facts: EligibilityFacts): readonly Finding[] =>
  document.clauses
    .filter((clause) => appliesTo(clause, facts))
    .flatMap((clause) => {
      const source = sourceOf(clause.cites);
      const found = kindOf(clause).judge(clause, facts, document);
      return (isWithheld(clause, facts) ? onceOfEach(found).map((one) => withholding(clause, one)) : found).map(
        ({ zh, en, ...ground }) => ({
          ...{ ...ground, clause: clause.id, title: clause.title },
          ...{ zh: `${zh}${source.zh}`, en: `${en}${source.en}` },
        }),
      );
    });

/** How many accidents there were is not told either. */
const onceOfEach = (grounds: readonly Ground[]): readonly Ground[] =>
  grounds.filter(({ status }, n) => grounds.findIndex((one) => one.status === status) === n);

/** The capped categories under which a nominee counts, such as 县处级. domain-rules 10. */
export const countedUnder = (document: EligibilityDocument, facts: EligibilityFacts): readonly string[] =>
  document.clauses
    .filter((clause) => appliesTo(clause, facts) && !isWithheld(clause, facts))
    .flatMap((clause) => kindOf(clause).counts?.(clause, facts) ?? []);

/** What may be stated of one party under a document: nobody is asked for more than its clauses need. */
export function askedOf(
  { clauses }: EligibilityDocument,
  of: PartyName,
): { readonly attributes: readonly string[]; readonly bars: readonly string[] } {
  const asked = clauses.flatMap((clause) => kindOf(clause).asks?.(clause) ?? []).filter((one) => one.of === of);
  return {
    attributes: [...new Set(asked.flatMap(({ attributes = [] }) => attributes))],
    bars: [...new Set(asked.flatMap(({ bars = [] }) => bars))],
  };
}
