import { hashRuleDocument, type Problem } from '@xf/rules';
import { formProblems } from '../award/rules.form';
import type { Citation, Cited } from '../cites';
import { loadCommitteeDocument, type CommitteeDocument } from '../committee/rules';
import { loadChain, type ChainDocument } from '../chain/rules';
import { loadEligibility, type EligibilityDocument } from '../eligibility/rules';
import type { RoundLists } from '../list/rules';
import { loadNoticeDocument, type NoticeDocument } from '../notice/rules';
import { loadRoundQuotas, type RoundQuota } from '../quota/rules';
import { loadRoundShortlist, type RoundShortlist } from '../shortlist/rules';
import { isDay, type Day } from '../terms';
import { roundDocumentSchema } from './rules.schema';

type BoundAct = 'recommendations';

/** A stretch of the round, both days included. Phases may overlap: districts are still at it when the city begins. */
export type Phase = Cited & {
  readonly phase: string;
  readonly name: string;
  readonly from: Day;
  readonly to: Day;
  /** What is taken in such a phase only. A phase that binds nothing is a timetable for people. */
  readonly binds: readonly BoundAct[];
};

/** All rules of one year's 评选 beside its award documents, pinned when its round is opened. */
export type RoundDocument = {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly titleEn?: string;
  readonly note?: string;
  readonly cites: readonly Citation[];
  readonly phases?: readonly Phase[];
  readonly notice?: NoticeDocument;
  readonly committee?: CommitteeDocument;
  readonly quotas?: readonly RoundQuota[];
  readonly shortlist?: RoundShortlist;
  readonly eligibility?: EligibilityDocument;
  readonly chain?: ChainDocument;
  readonly lists?: RoundLists;
};

export type LoadedRoundDocument =
  | { readonly ok: true; readonly document: RoundDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type Part = (json: unknown) => { readonly ok: boolean; readonly problems?: readonly Problem[] };

/** What checks the meaning of each part. */
const parts: Readonly<Record<string, Part>> = {
  notice: loadNoticeDocument,
  committee: loadCommitteeDocument,
  quotas: loadRoundQuotas,
  shortlist: loadRoundShortlist,
  eligibility: loadEligibility,
  chain: loadChain,
};

/** Checks form first, then meaning; tells every problem of the failing stage at once. Never throws. */
export function loadRoundDocument(json: unknown): LoadedRoundDocument {
  const form = formProblems(roundDocumentSchema, json);
  if (form.length > 0) return { ok: false, problems: form };
  const document = json as RoundDocument;
  const problems = [
    ...phaseProblems(document.phases ?? []),
    ...partProblems(document),
    ...repeatedAwards(document),
    ...strayNoticeLevels(document),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document };
}

function partProblems(document: RoundDocument): readonly Problem[] {
  return Object.entries(parts).flatMap(([part, load]) => {
    const content = (document as unknown as Readonly<Record<string, unknown>>)[part];
    const loaded = content === undefined ? undefined : load(content);
    return (loaded?.problems ?? []).map((problem) => ({ ...problem, pointer: `/${part}${problem.pointer}` }));
  });
}

function phaseProblems(phases: readonly Phase[]): readonly Problem[] {
  return phases.flatMap(({ phase, from, to }, index) => {
    const problems: Problem[] = [];
    const add = (field: string, code: string, zh: string, en: string) =>
      problems.push({ pointer: `/phases/${index}/${field}`, code, zh, en });
    if (phases.findIndex((one) => one.phase === phase) < index) {
      add('phase', 'id-repeated', '标识重复', 'this id is repeated');
    }
    for (const [field, day] of Object.entries({ from, to })) {
      if (!isDay(day)) add(field, 'no-such-day', `没有这一天：${day}`, `no such day: ${day}`);
    }
    if (isDay(from) && isDay(to) && from > to) {
      add('to', 'range-reversed', '结束日期早于开始日期', 'the phase ends before it begins');
    }
    return problems;
  });
}

/** The phases that bind an act where the day is in none of them; undefined where nothing stands in its way. */
export function closedOn(rules: RoundDocument | undefined, act: BoundAct, day: Day): readonly Phase[] | undefined {
  // Rounds that were opened before phases could bind have none that do.
  const binding = (rules?.phases ?? []).filter(({ binds = [] }: Partial<Phase>) => binds.includes(act));
  if (binding.length === 0 || binding.some(({ from, to }) => from <= day && day <= to)) return undefined;
  return binding;
}

/** Where a document lays down rules for awards that its round does not have: nobody would be held to them. */
export function strayAwards(document: RoundDocument, awards: ReadonlySet<string>): readonly Problem[] {
  const all = [...awards];
  return namedAwards(document).flatMap(([pointer, award]): readonly Problem[] => {
    if (awards.has(award)) return [];
    const zh = `本批次没有奖项 ${award}；有：${all.join('、')}`;
    const en = `the round has no award ${award}; it has: ${all.join(', ')}`;
    return [{ pointer, code: 'award-unknown', zh, en }];
  });
}

/** Awards that a clause or a material names a second time. */
const repeatedAwards = ({ eligibility, chain }: RoundDocument): readonly Problem[] =>
  [...listedAwards('/eligibility/clauses', eligibility?.clauses), ...listedAwards('/chain/materials', chain?.materials)]
    .filter(({ awards, award, at }) => awards.indexOf(award) < at)
    .map(({ pointer }) => ({ pointer, code: 'id-repeated', zh: '奖项重复', en: 'this award is repeated' }));

/** Every award of the lists called `awards`, with its place. */
const listedAwards = (pointer: string, named: readonly { readonly awards?: readonly string[] }[] = []) =>
  named.flatMap(({ awards = [] }, n) =>
    awards.map((award, at) => ({ pointer: `${pointer}/${n}/awards/${at}`, awards, award, at })),
  );

/** Every award that some rule is for, with its place. Rolls that are only looked up may be of other awards. */
function namedAwards({ committee, quotas, shortlist, eligibility, chain }: RoundDocument) {
  const each = (at: string, named: readonly { readonly award: string }[] = []) =>
    named.map(({ award }, n) => [`${at}/${n}/award`, award] as const);
  const lists = (...named: Parameters<typeof listedAwards>) =>
    listedAwards(...named).map(({ pointer, award }) => [pointer, award] as const);
  return [
    ...each('/committee/ballot/seats', committee?.ballot?.seats),
    ...each('/quotas', quotas),
    ...each('/shortlist/awards', shortlist?.awards),
    ...lists('/eligibility/clauses', eligibility?.clauses),
    ...lists('/chain/materials', chain?.materials),
  ];
}

/**
 * A nomination waits at a level of the chain for the notice of the same id, so a notice level that the chain does not have holds
 * nobody up. Those after the chain's last one are waited for by the decision. domain-rules 12.
 */
function strayNoticeLevels({ notice, chain }: RoundDocument): readonly Problem[] {
  if (notice === undefined || chain === undefined) return [];
  const known = chain.levels.map(({ level }) => level);
  const posted = notice.levels.map(({ level }) => level);
  const last = posted.findLastIndex((level) => known.includes(level));
  return posted.flatMap((level, n): readonly Problem[] => {
    if (n > last || known.includes(level)) return [];
    const zh = `逐级推荐没有 ${level} 这一级；有：${known.join('、')}`;
    const en = `the chain has no level ${level}; it has: ${known.join(', ')}`;
    return [{ pointer: `/notice/levels/${n}/level`, code: 'level-unknown', zh, en }];
  });
}

/** Names one wording of a round document for ever: `sha256:<hex>` of its canonical text. */
export const hashRoundDocument = (document: RoundDocument): string => hashRuleDocument(document);
