import { hashRuleDocument, type Problem } from '@xf/rules';
import { formProblems } from '../award/rules.form';
import type { Citation, Cited } from '../cites';
import type { Keepable } from './rules.fields';
import { erasurePolicySchema } from './rules.schema';

export type ErasurePolicy = {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly note?: string;
  readonly cites: readonly Citation[];
  /** What stays readable, and by which law. Every personal field that is not named here is erased. */
  readonly kept: readonly (Cited & {
    readonly field: Keepable;
    readonly ground: string;
    /** Not on an honour that was revoked; absent: there too. */
    readonly whileHeld?: boolean;
  })[];
};

/**
 * Where no organisation has pinned another: nothing stays readable. What the records need of an honour is award, unit and
 * decision number, and those are no personal data; a name that is to stay needs a law, which whoever pins a policy cites.
 * domain-rules 122, 123.
 */
export const defaultErasurePolicy: ErasurePolicy = {
  id: 'default',
  version: 1,
  title: '个人信息删除办法（默认）',
  cites: [{ document: '中华人民共和国个人信息保护法', clause: '第四十七条' }],
  kept: [],
};

type Loaded =
  | { readonly ok: true; readonly document: ErasurePolicy }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Tells every departure from the form at once, and a field that is named twice. Never throws. */
export function loadErasurePolicy(json: unknown): Loaded {
  const form = formProblems(erasurePolicySchema, json);
  if (form.length > 0) return { ok: false, problems: form };
  const document = json as ErasurePolicy;
  const fields = document.kept.map(({ field }) => field);
  const problems = fields.flatMap((field, index) =>
    fields.indexOf(field) === index
      ? []
      : [{ pointer: `/kept/${index}/field`, code: 'id-repeated', zh: '字段重复', en: 'this field is repeated' }],
  );
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document };
}

export const hashErasurePolicy = (document: ErasurePolicy): string => hashRuleDocument(document);

/** By which law a field of an honour stays; undefined when it is erased. */
export function groundFor({ kept }: ErasurePolicy, field: Keepable, isRevoked: boolean): string | undefined {
  const found = kept.find((one) => one.field === field);
  return isRevoked && found?.whileHeld === true ? undefined : found?.ground;
}
