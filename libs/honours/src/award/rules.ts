import { hashRuleDocument, type Problem } from '@xf/rules';
import type { Citation } from '../cites';
import { isDay, type Day, type Level, type ReceiverKind } from '../terms';
import { directProblems, type DirectClause } from './rules.direct';
import { formProblems } from './rules.form';
import { keepingProblems, type Keeping } from './rules.keeping';
import { awardDocumentSchema } from './rules.schema';

export type { DirectClause } from './rules.direct';

/** One award as the body that gives it has laid it down. */
export type AwardDocument = Keeping & {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly titleEn?: string;
  readonly note?: string;
  readonly family?: string;
  readonly level: Level;
  readonly receiver: ReceiverKind;
  readonly plaque?: string;
  /** False: nobody gets it twice (不重复授予). domain-rules 3. */
  readonly repeatable: boolean;
  readonly cites: readonly Citation[];
  readonly direct?: DirectClause;
  readonly validFrom?: Day;
  readonly validTo?: Day;
};

export type LoadedAward =
  | { readonly ok: true; readonly document: AwardDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks form first, then meaning; tells every problem of the failing stage at once. Never throws. */
export function loadAwardDocument(json: unknown): LoadedAward {
  const form = formProblems(awardDocumentSchema, json);
  if (form.length > 0) return { ok: false, problems: form };
  const document = json as AwardDocument;
  const meaning = meaningProblems(document);
  return meaning.length > 0 ? { ok: false, problems: meaning } : { ok: true, document };
}

function meaningProblems({ direct, validFrom, validTo, ...rest }: AwardDocument): readonly Problem[] {
  const problems: Problem[] = [...keepingProblems(rest)];
  const add = (pointer: string, code: string, zh: string, en: string) => problems.push({ pointer, code, zh, en });
  if (direct !== undefined) problems.push(...directProblems(direct));
  for (const [field, day] of Object.entries({ validFrom, validTo })) {
    if (day !== undefined && !isDay(day)) add(`/${field}`, 'no-such-day', `没有这一天：${day}`, `no such day: ${day}`);
  }
  if (validFrom !== undefined && validTo !== undefined && validFrom > validTo) {
    add('/validTo', 'range-reversed', '失效日期早于生效日期', 'the award ends before it begins');
  }
  return problems;
}

/** Whether the award exists on some day between two days, both included. */
export const validWithin = ({ validFrom, validTo }: AwardDocument, from: Day, to: Day): boolean =>
  (validFrom === undefined || validFrom <= to) && (validTo === undefined || validTo >= from);

/** Names one wording of an award document for ever: `sha256:<hex>` of its canonical text. */
export const hashAwardDocument = (document: AwardDocument): string => hashRuleDocument(document);
