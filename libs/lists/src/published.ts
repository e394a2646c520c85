import { percentText } from './share';

/** A smallest or largest share in per cent, `35` or `33.3`, or number of people (控制数). domain-rules 17, 22 */
export type PublishedRule = { readonly kind: 'least' | 'most' } & (
  { readonly percent: string; readonly persons?: never } | { readonly persons: number; readonly percent?: never }
);

/** A share somebody printed, with the pot it should be of: the published total less what is listed singly. */
export type PublishedShare = {
  readonly name: string;
  readonly total: number;
  readonly singleListed: number;
  readonly count: number;
  /** `40.3`; undefined where only the count was printed. */
  readonly stated?: string;
  readonly rule?: PublishedRule;
};

export type PublishedCheck = PublishedShare & {
  /** domain-rules 19 */
  readonly pot: number;
  /** Half-up at as many digits as were printed, or at two where nothing was. */
  readonly halfUp: string;
  readonly differs: boolean;
  /** Whether the rule is kept, by the exact ratio over the pot. */
  readonly reached?: boolean;
  /** What a reader must know of the pot; absent where nothing is listed singly. */
  readonly potSays?: string;
};

const digitsUnlessPrinted = 2;

/** Recomputes a printed share. The pot must hold somebody. domain-rules 19, 29 */
export function checkPublished(share: PublishedShare): PublishedCheck {
  const { total, singleListed, count, stated, rule } = share;
  const pot = total - singleListed;
  const digits = stated === undefined ? digitsUnlessPrinted : (stated.split('.')[1]?.length ?? 0);
  const halfUp = percentText(count, pot, digits);
  if (halfUp === undefined) throw new Error(`a share of nothing: ${share.name}`);
  return {
    ...share,
    pot,
    halfUp,
    differs: stated !== undefined && halfUp !== stated,
    ...(rule === undefined ? {} : { reached: isKept(rule, count, pot) }),
    ...(singleListed === 0 ? {} : { potSays: potText(share, pot) }),
  };
}

function isKept({ kind, percent, persons }: PublishedRule, count: number, pot: number): boolean {
  if (persons !== undefined) return kind === 'least' ? count >= persons : count <= persons;
  const [whole = '', fraction = ''] = percent.split('.');
  const over = BigInt(count) * 100n * 10n ** BigInt(fraction.length) - BigInt(whole + fraction) * BigInt(pot);
  return kind === 'least' ? over >= 0n : over <= 0n;
}

function potText({ total, singleListed, count, rule }: PublishedShare, pot: number): string {
  const [right, wrong] = [pot, total].map((whole) => percentText(count, whole, 2) ?? '');
  const turns = rule?.percent !== undefined && isKept(rule, count, pot) !== isKept(rule, count, total);
  const against = { least: '低于', most: '高于' };
  const turned = turns
    ? `，还会误判为${isKept(rule, count, pot) ? '' : '不'}${against[rule.kind]}${rule.percent}%`
    : '';
  return `基数为${pot}（公布${total}减单列${singleListed}），占${right ?? ''}%；用${total}会得${wrong ?? ''}%${turned}。`;
}
