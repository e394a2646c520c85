import { hashRuleDocument, type Problem } from '@xf/rules';
import { formProblems } from '../award/rules.form';
import type { Citation, Cited } from '../cites';
import { loadCommitteeDocument, type CommitteeDocument } from '../committee/rules';
import { loadChain, type ChainDocument } from '../chain/rules';
import { loadEligibility, type EligibilityDocument } from '../eligibility/rules';
import { loadNoticeDocument, type NoticeDocument } from '../notice/rules';
import { loadRoundQuotas, type RoundQuota } from '../quota/rules';
import { loadRoundShortlist, type RoundShortlist } from '../shortlist/rules';
import { isDay, type Day } from '../terms';
import { roundDocumentSchema } from './rules.schema';

/** A stretch of the round, both days included. Phases may overlap: districts are still at it when the city begins. */
export type Phase = Cited & {
  readonly phase: string;
  readonly name: string;
  readonly from: Day;
  readonly to: Day;
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
  const problems = [...phaseProblems(document.phases ?? []), ...partProblems(document)];
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

/** Where a document lays down rules for awards that its round does not have. */
export function strayAwards({ quotas, shortlist }: RoundDocument, awards: ReadonlySet<string>): readonly Problem[] {
  const all = [...awards];
  const strays = (at: string, named: readonly { readonly award: string }[] = []): readonly Problem[] =>
    named.flatMap(({ award }, index) => {
      if (awards.has(award)) return [];
      const zh = `本批次没有奖项 ${award}；有：${all.join('、')}`;
      const en = `the round has no award ${award}; it has: ${all.join(', ')}`;
      return [{ pointer: `${at}/${index}/award`, code: 'award-unknown', zh, en }];
    });
  return [...strays('/quotas', quotas), ...strays('/shortlist/awards', shortlist?.awards)];
}

/** Names one wording of a round document for ever: `sha256:<hex>` of its canonical text. */
export const hashRoundDocument = (document: RoundDocument): string => hashRuleDocument(document);
