import {
  compare,
  divide,
  exact,
  multiply,
  ONE,
  roundToMultiple,
  toDecimal,
  whole,
  ZERO,
  type Problem,
} from '@xf/rules';
import type { Cited } from '../cites';
import type { Level } from '../terms';

/** Places of one board, both bounds included. domain-rules 87. */
export type Places = { readonly from: number; readonly to: number };

/** Places where at least `from` and at most `to` are on the board; without `to`, however many. domain-rules 88. */
export type SizeBand = { readonly from: number; readonly to?: number; readonly places: Places };

/** The places after the first `from` per cent of a board up to `to` per cent, rounded as the notice says. domain-rules 89, 93. */
export type ShareOfBoard = {
  readonly from: string;
  readonly to: string;
  readonly rounding: 'floor' | 'half-up' | 'ceiling';
};

export type Requirement = {
  readonly attribute: string;
  readonly oneOf: readonly string[];
  readonly reason: string;
  readonly reasonEn?: string;
};

/** Which winners get the award without anybody's recommendation. Places are told in exactly one of three ways. */
export type DirectClause = Cited & {
  readonly contests: {
    readonly levels: readonly Level[];
    /** Ids of the contests of a class (一类赛); all contests of the levels when absent. */
    readonly only?: readonly string[];
  };
  readonly places?: Places;
  readonly bySize?: readonly SizeBand[];
  readonly share?: ShareOfBoard;
  /** A total below it takes no place, and keeps its rank. domain-rules 90. */
  readonly passMark?: string;
  /** A holder is passed over and the next in order takes the place; ranks stay. domain-rules 91. */
  readonly holdersSkipped: boolean;
  /** What an entry must state about itself, for example that the winner is an employee. domain-rules 92. */
  readonly requires?: readonly Requirement[];
};

/** The places of a board of so many; undefined where nobody gets the award. domain-rules 87, 88, 89, 93. */
export function placesOn({ places, bySize, share }: DirectClause, size: number): Places | undefined {
  if (places !== undefined) return places;
  if (bySize !== undefined)
    return bySize.find(({ from, to }) => from <= size && (to === undefined || size <= to))?.places;
  if (share === undefined) return undefined;
  const reached = (percent: string): number => {
    const exactly = multiply(divide(exact(percent), whole(100)) ?? ZERO, whole(size));
    return Number(toDecimal(roundToMultiple(exactly, ONE, share.rounding)));
  };
  const [from, to] = [reached(share.from) + 1, reached(share.to)];
  return from > to ? undefined : { from, to };
}

/** Whether a total is enough; an entry without one has not passed. domain-rules 90. */
export const hasPassedMark = ({ passMark }: DirectClause, total: string | undefined): boolean =>
  passMark === undefined || (total !== undefined && compare(exact(total), exact(passMark)) >= 0);

/** Everything that is wrong in the meaning of a clause. */
export function directProblems(direct: DirectClause): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (pointer: string, code: string, zh: string, en: string): void => {
    problems.push({ pointer: `/direct${pointer}`, code, zh, en });
  };
  const reversed = ({ from, to }: Places, at: string): void => {
    if (from > to) add(at, 'range-reversed', '起始名次不能大于截止名次', 'the first place must not be after the last');
  };
  const { places, bySize, share } = direct;
  if ([places, bySize, share].filter((one) => one !== undefined).length !== 1) {
    add('', 'choose-one', 'places、bySize、share 须写且只写一个', 'exactly one of places, bySize and share');
  }
  if (places !== undefined) reversed(places, '/places');
  if (share !== undefined && compare(exact(share.from), exact(share.to)) >= 0) {
    add('/share', 'range-reversed', '起始比例须小于截止比例', 'the share must end after it begins');
  }
  for (const [at, band] of (bySize ?? []).entries()) {
    const pointer = `/bySize/${at}`;
    reversed(band.places, `${pointer}/places`);
    if (band.to !== undefined && band.to < band.from) {
      add(pointer, 'band-empty', `分档 ${spanOf(band)} 为空`, `band ${spanOf(band)} is empty`);
    }
    const next = bySize?.[at + 1];
    if (next === undefined) {
      if (band.to !== undefined) {
        add(pointer, 'band-gap', `多于 ${band.to} 的没有规定`, `nothing is said of more than ${band.to}`);
      }
      continue;
    }
    const follows = band.to === undefined ? undefined : band.to + 1;
    if (follows === next.from) continue;
    const code = follows !== undefined && follows < next.from ? 'band-gap' : 'band-overlap';
    const [zh, en] = code === 'band-gap' ? ['之间有空档', 'leave a gap'] : ['重叠', 'overlap'];
    add(
      `/bySize/${at + 1}`,
      code,
      `${spanOf(band)} 与 ${spanOf(next)} ${zh}`,
      `${spanOf(band)} and ${spanOf(next)} ${en}`,
    );
  }
  return problems;
}

const spanOf = ({ from, to }: SizeBand): string => `${from}～${to ?? '+∞'}`;
