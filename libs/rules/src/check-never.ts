import { boundsOf, feasible } from './check-reach';
import type { Problem } from './contracts';
import type { Money, Prize, RuleDocument } from './document';
import { add, compare, exact, toDecimal, ZERO, type Exact } from './exact';
import { ANY, holds, isEmpty, meet, stretchOf, type Stretch } from './interval';
import { reachesOf, type Reaches } from './reach';

type Ranks = { readonly from: number; readonly to: number };
type Numbered = { readonly prize: Prize; readonly at: string };

const OPEN = stretchOf(ANY);
const isOpen = ({ from, to }: Stretch): boolean => from === undefined && to === undefined;

/** Prizes and payments that an earlier one of the list always takes first, and seats that add up to more than there are. */
export function checkNever(document: RuleDocument): Problem[] {
  const prizes = (document.prizes ?? []).map((prize, i): Numbered => ({ prize, at: `/prizes/${i}` }));
  const reaches = reachesOf(document);
  return [
    ...prizes.flatMap((one, i) => checkPrize(document, one, prizes.slice(0, i), reaches)),
    ...checkShares(prizes),
    ...checkMoney(document.process?.money ?? []),
  ];
}

const isWithin = (inner: Ranks, outer: Ranks): boolean => outer.from <= inner.from && inner.to <= outer.to;
const isSound = ({ from, to }: Ranks): boolean => from <= to;
const span = ({ from, to }: Ranks): string => (from === to ? `${from}` : `${from}–${to}`);

/** A prize by rank alone: every place in it is one of its own. */
function bareRanks(prize: Prize): Ranks | undefined {
  const { ranks, share, atLeast, atMost, above, below } = prize;
  const isBare = [share, atLeast, atMost, above, below].every((part) => part === undefined);
  return isBare && ranks && isSound(ranks) ? ranks : undefined;
}

function checkPrize(
  document: RuleDocument,
  { prize, at }: Numbered,
  before: readonly Numbered[],
  reaches: Reaches,
): Problem[] {
  if (prize.ranks && !isSound(prize.ranks)) return [];
  const first = before.find((other) => takesAll(document, other.prize, prize, reaches));
  if (first) return [never(at, first)];
  const { ranks } = prize;
  const earlier = before.flatMap((other) => {
    const taken = bareRanks(other.prize);
    return taken ? [{ ...other, taken }] : [];
  });
  if (!ranks || earlier.length === 0) return [];
  if (
    areCovered(
      ranks,
      earlier.map(({ taken }) => taken),
    )
  ) {
    const names = earlier.map((other) => `“${other.prize.name}”`).join('、');
    const zh = `第 ${span(ranks)} 名已全部归 ${names}，此奖永远评不出；请改名次范围`;
    const en = `places ${span(ranks)} all go to earlier prizes (${earlier.map((other) => other.at).join(', ')}): change the ranks`;
    return [{ pointer: `${at}/ranks`, code: 'never-given', zh, en }];
  }
  return bareRanks(prize) ? crossing(ranks, earlier, at) : [];
}

/** A wider prize behind a narrower one gives the rest; two that only touch at their ends contradict each other. */
function crossing(ranks: Ranks, earlier: readonly (Numbered & { readonly taken: Ranks })[], at: string): Problem[] {
  const other = earlier.find(
    ({ taken }) =>
      taken.from <= ranks.to && ranks.from <= taken.to && !isWithin(taken, ranks) && !isWithin(ranks, taken),
  );
  if (!other) return [];
  const both = span({ from: Math.max(ranks.from, other.taken.from), to: Math.min(ranks.to, other.taken.to) });
  const zh = `第 ${both} 名既属“${other.prize.name}”（${other.at}）又属此奖；请使名次范围互不重叠`;
  const en = `place ${both} belongs to "${other.prize.name}" (${other.at}) and to this prize: let the ranks not overlap`;
  return [{ pointer: `${at}/ranks`, code: 'ranks-overlap', zh, en }];
}

function never(at: string, first: Numbered): Problem {
  const zh = `够此奖条件的都已先得“${first.prize.name}”（${first.at}），此奖永远评不出；先列条件更严的奖，或改条件`;
  const en = `whoever fits has "${first.prize.name}" (${first.at}) already: list the stricter prize first, or change what it asks`;
  return { pointer: at, code: 'never-given', zh, en };
}

/** Whether every place that fits `later` fits `first` too. */
function takesAll(document: RuleDocument, first: Prize, later: Prize, reaches: Reaches): boolean {
  if (first.ranks && !(later.ranks && isWithin(later.ranks, first.ranks))) return false;
  if (first.share !== undefined && !isShareWithin(later, first)) return false;
  const [wanted, id] = [boundsOf(first), first.value ?? document.total];
  if (isOpen(wanted)) return true;
  const own = (later.value ?? document.total) === id ? boundsOf(later) : OPEN;
  // A value that is not there meets no bound; the total of whoever has a rank is there.
  if (isEmpty(own) || (id !== document.total && isOpen(own))) return false;
  return holds(wanted, meet(own, feasible(document, id, reaches)));
}

/** Seats from the top of the same rows, counted the same way, and no more of them. */
function isShareWithin(later: Prize, first: Prize): boolean {
  if (first.share === undefined || later.share === undefined || later.counted !== 'from-top') return false;
  const isAlike =
    (later.of ?? 'ranked') === (first.of ?? 'ranked') && (later.round ?? 'floor') === (first.round ?? 'floor');
  const isGenerous = first.ties !== 'cut' || later.ties === 'cut';
  return isAlike && isGenerous && compare(exact(later.share), exact(first.share)) <= 0;
}

function areCovered({ from, to }: Ranks, taken: readonly Ranks[]): boolean {
  let next = from;
  for (const ranks of [...taken].sort((a, b) => a.from - b.from)) {
    if (ranks.from <= next) next = Math.max(next, ranks.to + 1);
  }
  return next > to;
}

/** Shares that are counted one after the other are parts of one whole. domain-rules 89. */
function checkShares(prizes: readonly Numbered[]): Problem[] {
  let sum: Exact = ZERO;
  for (const { prize, at } of prizes) {
    if (prize.share === undefined || prize.counted === 'from-top') continue;
    sum = add(sum, exact(prize.share));
    if (compare(sum, exact('100')) <= 0 || compare(exact(prize.share), exact('100')) > 0) continue;
    const zh = `比例依次相加到此为 ${toDecimal(sum)}%，超过 100%；请减小，或写 "counted": "from-top"（从榜首起算）`;
    const en = `the shares up to here add up to ${toDecimal(sum)} %: lower them, or count "from-top"`;
    return [{ pointer: `${at}/share`, code: 'shares-over-100', zh, en }];
  }
  return [];
}

/** Of the lines that fit the first one pays, unless they are cumulative. */
function checkMoney(money: readonly Money[]): Problem[] {
  return money.flatMap((line, i): Problem[] => {
    if (line.cumulative === true) return [];
    const earlier = money.slice(0, i).flatMap((other, place) => {
      const isHere = other.cumulative !== true && (other.board === undefined || other.board === line.board);
      return isHere ? [{ other, at: `/process/money/${place}` }] : [];
    });
    const same = earlier.find(({ other }) => line.prize !== undefined && other.prize === line.prize);
    const ranks = earlier.flatMap(({ other }) => (other.ranks && isSound(other.ranks) ? [other.ranks] : []));
    if (!same && !(line.ranks && isSound(line.ranks) && areCovered(line.ranks, ranks))) return [];
    const who = line.ranks ? span(line.ranks) : String(line.prize);
    const zh = `${line.ranks ? `第 ${who} 名` : `“${who}”`}已由前面的行发放，此行永远不发；请改范围，或写 "cumulative": true（另加）`;
    const en = `earlier lines pay ${who} already, so this one never pays: change it, or let it pay besides ("cumulative": true)`;
    return [{ pointer: `/process/money/${i}`, code: 'never-paid', zh, en }];
  });
}
