import { decimalOf, percentOf, printDecimal, wholeOf, type Millionths } from '../decimals';
import { figures as everyFigure, type Figure } from '../terms';
import { figureSet, tallyKey, type CampaignRow, type Scope, type Tally } from './project';
import { campaignRow, unitRow, type ProposalsReader } from './query';
import type { CampaignDocument, Denominator, Target } from './rules';

/** Counts as they are, the benefit in 万元 as an exact decimal. */
export type Figures = { readonly [F in Exclude<Figure, 'benefit'>]: number } & { readonly benefit: string };

type Part = { readonly figure: Denominator; readonly value: number | string };

/** A share with what it was worked out from; without `percent` when there is nothing to share. */
export type Rate = {
  readonly rate: string;
  readonly zh: string;
  readonly en: string;
  readonly numerator: Part;
  readonly denominator: Part;
  readonly percent?: string;
};

export type ReachedTarget = Target & {
  /** Per cent where the target is a share, otherwise the figure. */
  readonly actual?: string;
  readonly atLeast: string;
  readonly met: boolean;
};

export type Statistics = {
  readonly figures: Figures;
  readonly rates: readonly Rate[];
  /** For the whole campaign only. */
  readonly kinds?: readonly { readonly kind: string; readonly name: string; readonly figures: Figures }[];
  readonly targets?: readonly ReachedTarget[];
};

/** All figures of a campaign, or of one unit in it; undefined when the campaign or the unit is not there. */
export function statisticsOf(view: ProposalsReader, campaign: string, unit?: string): Statistics | undefined {
  const row = campaignRow(view, campaign);
  if (row === undefined) return undefined;
  if (unit !== undefined) {
    const tally = unitRow(view, campaign, unit)?.tally;
    if (tally === undefined) return undefined;
    const own = figuresOf(view, campaign, tally, `unit:${unit}`);
    return { figures: own, rates: ratesOf(own, undefined) };
  }
  return wholeOfCampaign(view, row);
}

function wholeOfCampaign(view: ProposalsReader, { campaign, document }: CampaignRow): Statistics {
  const all = figuresOf(view, campaign, tallyIn(view, campaign, '*'), '*');
  const kinds = document.kinds.map(({ kind, name }) => {
    const scope: Scope = `kind:${kind}`;
    return { kind, name, figures: figuresOf(view, campaign, tallyIn(view, campaign, scope), scope) };
  });
  const targets = (document.targets ?? []).map((target) => reached(target, all, document));
  return { figures: all, rates: ratesOf(all, document.unitsInAll), kinds, targets };
}

function tallyIn(view: ProposalsReader, campaign: string, scope: Scope): Tally | undefined {
  const row = view.get(tallyKey(campaign, scope));
  return row?.row === 'tally' ? row.tally : undefined;
}

/** People are counted by their own set: who proposes twice is one. */
function figuresOf(view: ProposalsReader, campaign: string, tally: Tally | undefined, scope: Scope): Figures {
  const proposers = view.size(figureSet(campaign, 'proposers', scope));
  const entries = everyFigure.map((figure) => {
    if (figure === 'proposers') return [figure, proposers];
    return [figure, tally?.[figure] ?? (figure === 'benefit' ? '0' : 0)];
  });
  return Object.fromEntries(entries) as Figures;
}

const shares = [
  { rate: 'coverage', zh: '参赛面', en: 'units that take part', part: 'joined', of: 'unitsInAll' },
  { rate: 'participation', zh: '职工参与率', en: 'heads who proposed', part: 'proposers', of: 'headCount' },
  { rate: 'perHead', zh: '人均建议率', en: 'proposals by head', part: 'proposed', of: 'headCount' },
  { rate: 'adoption', zh: '采纳率', en: 'adopted of proposed', part: 'adopted', of: 'proposed' },
  { rate: 'implementation', zh: '实施率', en: 'implemented of proposed', part: 'implemented', of: 'proposed' },
  { rate: 'verification', zh: '效益确认率', en: 'verified of implemented', part: 'verified', of: 'implemented' },
] as const satisfies readonly { rate: string; zh: string; en: string; part: Figure; of: Denominator }[];

/** Each share from its exact ratio, half-up at the second digit of the per cent. domain-rules 100, 101. */
export function ratesOf(figures: Figures, unitsInAll: number | undefined): readonly Rate[] {
  return shares.flatMap(({ part, of, ...rate }): readonly Rate[] => {
    const whole = of === 'unitsInAll' ? unitsInAll : figures[of];
    if (whole === undefined) return [];
    const percent = percentOf(BigInt(figures[part]), BigInt(whole));
    const parts = { numerator: { figure: part, value: figures[part] }, denominator: { figure: of, value: whole } };
    return [{ ...rate, ...parts, ...(percent === undefined ? {} : { percent }) }];
  });
}

/** How a target stands, compared exactly and never after rounding. domain-rules 103. */
export function reached(
  target: Target,
  figures: Figures,
  { unitsInAll }: Pick<CampaignDocument, 'unitsInAll'>,
): ReachedTarget {
  const value = exactly(figures[target.figure]);
  if (target.of !== undefined) {
    const whole = exactly(target.of === 'unitsInAll' ? (unitsInAll ?? 0) : figures[target.of]);
    const atLeast = target.atLeast ?? '0';
    const actual = percentOf(value, whole);
    const met = whole > 0n && value * hundred >= decimalOf(atLeast) * whole;
    return { ...target, ...(actual === undefined ? {} : { actual }), atLeast, met };
  }
  const needed = neededBy(target);
  const atLeast = printDecimal((needed + hundred - 1n) / hundred);
  return { ...target, actual: printDecimal(value), atLeast, met: value * hundred >= needed };
}

/** A hundred per cent. */
const hundred = wholeOf(100);

/** The least value a target without a denominator asks for, times a hundred per cent, so that nothing is divided. */
const neededBy = ({ atLeast = '0', lastYear, growthPercent }: Target): bigint =>
  lastYear === undefined || growthPercent === undefined
    ? decimalOf(atLeast) * hundred
    : decimalOf(lastYear) * (hundred + decimalOf(growthPercent));

const exactly = (value: number | string): Millionths => (typeof value === 'number' ? wholeOf(value) : decimalOf(value));
