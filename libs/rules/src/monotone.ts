import type { CutLine } from './cut-line';
import type { Prize, RuleDocument } from './document';
import { signsOf, type Signs } from './monotone.signs';
import { join, turned, type Sign } from './sign';

type Bounded = Pick<Prize, 'atLeast' | 'atMost' | 'above' | 'below'>;

/** Which way a number helps to meet bounds. */
function boundSign({ atLeast, atMost, above, below }: Bounded): Sign {
  const lower: Sign = atLeast === undefined && above === undefined ? 0 : 1;
  return join(lower, atMost === undefined && below === undefined ? 0 : -1);
}

/** How meeting bounds moves with a number that moves so. */
function helped(moves: Sign, bounded: Bounded): Sign {
  const by = boundSign(bounded);
  if (moves === 0) return 0;
  return by === undefined ? undefined : turned(moves, by);
}

/**
 * Whether moving one mark of `criterion` further and further one way can change who is inside only once and for all, so
 * that the nearest change may be found by halving. When a mark only ever lifts its entry (or only ever lowers it), the
 * places of all others only ever get worse (or better), and each entry crosses the line at most once. What could break
 * this is answered with false: numbers that turn, keys that pull apart, tolerance, ranks counted without gaps, prizes with
 * holes, and shares of a number of ranked entries that itself moves.
 */
export function isMonotone(document: RuleDocument, line: CutLine, criterion: string): boolean {
  return liftOf(document, line, criterion) !== undefined;
}

/** What a higher mark does to its entry where `isMonotone` holds: it lifts it, lowers it, or neither; else `undefined`. */
export function liftOf(document: RuleDocument, line: CutLine, criterion: string): Sign {
  const { better, method, ties = [], tolerance } = document.ranking;
  if (tolerance !== undefined) return undefined;
  const signs = signsOf(document.values, criterion);
  const keys = [{ value: document.total, better }, ...ties.flatMap((tie) => ('by' in tie ? [] : [tie]))];
  const parts = keys.map((key) => turned(signs.get(key.value), key.better === 'higher' ? 1 : -1));
  let ranksMove = false;
  for (const requirement of document.requirements ?? []) {
    const part = helped(signs.get(requirement.value), requirement);
    parts.push(part);
    if (part !== 0 && requirement.otherwise === 'unranked') ranksMove = true;
  }
  parts.push(lineSign(document, line, signs, ranksMove));
  return line.kind === 'rank' && method === '1223' ? undefined : parts.reduce(join, 0);
}

function lineSign(document: RuleDocument, line: CutLine, signs: Signs, ranksMove: boolean): Sign {
  if (line.kind === 'rank') return 0;
  if (line.kind === 'prize') {
    const prizes = document.prizes ?? [];
    return prizesSign(document, prizes.slice(0, prizes.findIndex(({ id }) => id === line.prize) + 1), signs, ranksMove);
  }
  const cut = document.process?.advance?.cut;
  if (cut?.by === 'score') return helped(signs.get(document.total), cut);
  return cut?.by === 'share' && cut.of === 'ranked' && ranksMove ? undefined : 0;
}

function prizesSign(document: RuleDocument, prizes: readonly Prize[], signs: Signs, ranksMove: boolean): Sign {
  if (prizes.some(({ ranks }) => ranks) && document.ranking.method === '1223') return undefined;
  if (prizes.some((prize) => prize.share !== undefined && prize.of !== 'entered') && ranksMove) return undefined;
  if (isOneStretch(prizes)) return 0;
  if (prizes.some(({ ranks }) => ranks && ranks.from > 1)) return undefined;
  return prizes.map((prize) => helped(signs.get(prize.value ?? document.total), prize)).reduce(join, 0);
}

/** Prizes by rank alone that together reach from the first rank down without a hole. */
function isOneStretch(prizes: readonly Prize[]): boolean {
  let end = 0;
  for (const { ranks } of [...prizes].sort((a, b) => (a.ranks?.from ?? 0) - (b.ranks?.from ?? 0))) {
    if (!ranks || ranks.from > end + 1) return false;
    end = Math.max(end, ranks.to);
  }
  return prizes.every((prize) => prize.share === undefined && boundSign(prize) === 0);
}
