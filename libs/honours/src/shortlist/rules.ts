import { hashRuleDocument, type Citation, type Problem } from '@xf/rules';
import { loadShortlistDocument, type ShortlistDocument } from '@xf/shortlist';

export type AwardShortlist = {
  readonly award: string;
  /** Where its `seats` are from. */
  readonly cites?: readonly Citation[];
  /** Seats of the ordinary quota, without single-listed ones. Absent: those that were shared out in pots. domain-rules 19. */
  readonly seats?: number;
  readonly document: ShortlistDocument;
};

export type RoundShortlist = {
  /** Digits of shares in the figures, one when absent; halves are rounded up. domain-rules 29. */
  readonly decimals?: number;
  readonly awards: readonly AwardShortlist[];
};

/** Checks every document as a whole, form and meaning; tells all problems. The form of the part has been checked. */
export function loadRoundShortlist(json: unknown): { readonly ok: boolean; readonly problems: readonly Problem[] } {
  const { awards } = json as RoundShortlist;
  const ids = awards.map(({ award }) => award);
  const problems = awards.flatMap(({ award, document }, at): readonly Problem[] => {
    const loaded = loadShortlistDocument(document);
    const own = loaded.ok ? [] : loaded.problems;
    const wrong = own.map((one) => ({ ...one, pointer: `/awards/${at}/document${one.pointer}` }));
    if (ids.indexOf(award) === at) return wrong;
    const again = { pointer: `/awards/${at}/award`, code: 'id-repeated', zh: '奖项重复', en: 'this award is repeated' };
    return [again, ...wrong];
  });
  return { ok: problems.length === 0, problems };
}

/** Names the wording of a document, or one set of inputs or results, for ever. */
export const hashShortlist = (content: unknown): string => hashRuleDocument(content);
