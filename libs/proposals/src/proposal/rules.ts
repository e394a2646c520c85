import { checkRecord } from '@xf/es';
import type { Day } from '@xf/honours';
import { hashRuleDocument, type Problem } from '@xf/rules';
import { decimalOf } from '../decimals';
import type { Figure } from '../terms';
import { campaignForm, formProblem } from './rules.form';

/** A sort of proposal: 合理化建议, 技术革新, 五小, 先进操作法, 发明, 专利 or whatever the campaign calls for. */
export type KindOfProposal = { readonly kind: string; readonly name: string; readonly nameEn?: string };

/** What a proposal earns its proposers from so much verified benefit (万元, this much included) up to the next band. */
export type RewardBand = { readonly from: string; readonly yuan: { readonly min: number; readonly max: number } };

export type Denominator = Figure | 'unitsInAll';

/**
 * What a campaign sets out to reach. With `of`, `atLeast` is a share of that figure in per cent; without, a value of the
 * figure itself, stated or as growth on last year's.
 */
export type Target = {
  readonly target: string;
  readonly name: string;
  readonly nameEn?: string;
  readonly figure: Figure;
  readonly of?: Denominator;
  readonly atLeast?: string;
  readonly lastYear?: string;
  readonly growthPercent?: string;
};

/** One campaign for proposals as the organisation that runs it has laid it down; pinned when it is opened. */
export type CampaignDocument = {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly titleEn?: string;
  readonly note?: string;
  readonly organization: string;
  readonly cites: readonly { readonly document: string; readonly clause?: string; readonly url?: string }[];
  /** First and last day on which something may be proposed. Carrying it out may take longer. */
  readonly period: { readonly from: Day; readonly to: Day };
  /** All units that could take part; the denominator of coverage (参赛面). domain-rules 100. */
  readonly unitsInAll?: number;
  readonly kinds: readonly KindOfProposal[];
  readonly rewards?: readonly RewardBand[];
  readonly targets?: readonly Target[];
};

export type LoadedCampaign =
  | { readonly ok: true; readonly document: CampaignDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks the form, where the first problem is told, then the meaning, where all are. Never throws. */
export function loadCampaignDocument(json: unknown): LoadedCampaign {
  const wrong = checkRecord(campaignForm, json);
  if (wrong !== undefined) return { ok: false, problems: [formProblem(wrong)] };
  const document = json as CampaignDocument;
  const problems = [...meaningProblems(document), ...(document.targets ?? []).flatMap(targetProblems(document))];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document };
}

/** Names one wording of a campaign document for ever: `sha256:<hex>` of its canonical text. */
export const hashCampaignDocument = (document: CampaignDocument): string => hashRuleDocument(document);

function meaningProblems({ period, kinds, rewards = [], targets = [] }: CampaignDocument): readonly Problem[] {
  const problems: Problem[] = [];
  if (period.from > period.to)
    problems.push(say('/period', 'range-reversed', '截止日早于起始日', 'it ends before it begins'));
  for (const index of repeats(kinds.map(({ kind }) => kind)))
    problems.push(say(`/kinds/${index}/kind`, 'repeated', '类别重复', 'the kind is listed twice'));
  for (const index of repeats(targets.map(({ target }) => target)))
    problems.push(say(`/targets/${index}/target`, 'repeated', '指标重复', 'the target is listed twice'));
  for (const [index, { from, yuan }] of rewards.entries()) {
    const before = rewards[index - 1];
    if (before !== undefined && decimalOf(from) <= decimalOf(before.from))
      problems.push(say(`/rewards/${index}/from`, 'not-ascending', '各档起点须递增', 'bands must ascend'));
    if (yuan.min > yuan.max)
      problems.push(
        say(`/rewards/${index}/yuan`, 'range-reversed', '最低奖金高于最高奖金', 'the least is above the most'),
      );
  }
  return problems;
}

const targetProblems =
  ({ unitsInAll }: CampaignDocument) =>
  ({ of, atLeast, lastYear, growthPercent }: Target, index: number): readonly Problem[] => {
    const at = `/targets/${index}`;
    const isGrowth = lastYear !== undefined && growthPercent !== undefined;
    const isHalf = (lastYear === undefined) !== (growthPercent === undefined);
    if (isHalf || isGrowth === (atLeast !== undefined) || (isGrowth && of !== undefined)) {
      const zh = '须写 atLeast，或（不写 of 时）同时写 lastYear 和 growthPercent';
      return [say(at, 'bound-unclear', zh, 'state atLeast, or (without of) both lastYear and growthPercent')];
    }
    if (of === 'unitsInAll' && unitsInAll === undefined)
      return [
        say(`${at}/of`, 'units-in-all-missing', '文件没有写 unitsInAll', 'the document does not state unitsInAll'),
      ];
    return [];
  };

/** Places of what stands in a list before. */
const repeats = (ids: readonly string[]): readonly number[] =>
  [...ids.keys()].filter((index) => ids.indexOf(ids[index] ?? '') < index);

/** The band a verified benefit falls into; undefined below the lowest. */
export function rewardFor({ rewards = [] }: CampaignDocument, benefit: string): RewardBand | undefined {
  const reached = rewards.filter(({ from }) => decimalOf(from) <= decimalOf(benefit));
  return reached[reached.length - 1];
}

const say = (pointer: string, code: string, zh: string, en: string): Problem => ({ pointer, code, zh, en });
