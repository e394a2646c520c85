import { percentText } from './share';

/** A share somebody printed, with the pot it should be of: the published total less what is listed singly. */
export type PublishedShare = {
  readonly name: string;
  readonly total: number;
  readonly singleListed: number;
  readonly count: number;
  /** `40.3`; undefined where only the count was printed. */
  readonly stated?: string;
  /** A smallest share in per cent. */
  readonly least?: number;
};

export type PublishedCheck = PublishedShare & {
  /** domain-rules 19 */
  readonly pot: number;
  /** Half-up at as many digits as were printed. */
  readonly halfUp?: string;
  readonly differs: boolean;
  /** Whether the smallest share is reached, by the exact ratio over the pot. */
  readonly reached?: boolean;
  /** What a reader must know of the pot; absent where nothing is listed singly. */
  readonly potSays?: string;
};

/** Recomputes a printed share. domain-rules 19, 29 */
export function checkPublished(share: PublishedShare): PublishedCheck {
  const { total, singleListed, count, stated, least } = share;
  const pot = total - singleListed;
  const digits = stated?.split('.')[1]?.length ?? 0;
  const halfUp = stated === undefined ? undefined : percentText(count, pot, digits);
  const reached = least === undefined ? undefined : count * 100 >= least * pot;
  return {
    ...share,
    pot,
    ...(halfUp === undefined ? {} : { halfUp }),
    differs: halfUp !== undefined && halfUp !== stated,
    ...(reached === undefined ? {} : { reached }),
    ...(singleListed === 0 ? {} : { potSays: potText(share, pot) }),
  };
}

function potText({ total, singleListed, count, least }: PublishedShare, pot: number): string {
  const [right, wrong] = [pot, total].map((whole) => percentText(count, whole, 2) ?? '');
  const fails = (whole: number) => least !== undefined && count * 100 < least * whole;
  const turned = fails(total) && !fails(pot) ? `，还会误判为低于${least ?? ''}%` : '';
  return `基数为${pot}（公布${total}减单列${singleListed}），占${right ?? ''}%；用${total}会得${wrong ?? ''}%${turned}。`;
}
