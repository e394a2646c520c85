import type { Problem } from './contracts';
import type { Prize, Requirement, RuleDocument } from './document';
import { divide, exact, multiply, sign, type Exact } from './exact';
import { ANY, isEmpty, meet, shown, stretchOf, stretchWithin, type Stated, type Stretch } from './interval';
import { reachesOf, type Reaches } from './reach';

type Needed = { readonly item: Requirement; readonly at: string; readonly stretch: Stretch };

/** Numbers that meet a prize's bounds; of the published total where it names no value. */
export const boundsOf = (prize: Stated): Stretch => stretchWithin(prize, (x) => x);

/** Bounds in percent of a full mark as bounds of the number itself. */
function neededBy(item: Requirement): Stretch {
  const full = item.percentOf === undefined ? undefined : exact(item.percentOf);
  if (full !== undefined && sign(full) <= 0) return stretchOf(ANY);
  const hundredth = divide(full ?? exact('100'), exact('100')) as Exact;
  return stretchWithin(item, (x) => multiply(x, hundredth));
}

/**
 * What each entry that may have a prize has of a value at most: what the rules let it reach and what they require. Where
 * that is nothing it stays as the value's reach, for the requirement is refused itself.
 */
export function feasible(document: RuleDocument, id: string, reaches: Reaches): Stretch {
  const reach = stretchOf(reaches.get(id) ?? ANY);
  const required = (document.requirements ?? [])
    .filter(({ value }) => value === id)
    .reduce((all, item) => meet(all, neededBy(item)), reach);
  return isEmpty(required) ? reach : required;
}

/**
 * Bounds that contradict each other, that no mark the document takes can meet, or that contradict what it requires of
 * everybody.
 */
export function checkReach(document: RuleDocument): Problem[] {
  const reaches = reachesOf(document);
  const needed = (document.requirements ?? []).map((item, i): Needed => ({
    item,
    at: `/requirements/${i}`,
    stretch: neededBy(item),
  }));
  return [
    ...needed.flatMap((one, i) => checkRequirement(one, needed.slice(0, i), reaches)),
    ...(document.prizes ?? []).flatMap((prize, i) => checkPrize(document, prize, `/prizes/${i}`, reaches)),
    ...checkCut(document, reaches),
  ];
}

const contradiction = (pointer: string, stretch: Stretch): Problem => ({
  pointer,
  code: 'bounds-contradict',
  zh: `${shown(stretch)} 不能同时成立；请改其中一个界限`,
  en: `${shown(stretch)} cannot hold together: change one of the bounds`,
});

function unreachable(pointer: string, value: string, stretch: Stretch, reach: Stretch): Problem {
  return {
    pointer,
    code: 'out-of-reach',
    zh: `“${value}”只能 ${shown(reach)}，永远达不到 ${shown(stretch)}；请改这里的界限，或改该项的分值范围`,
    en: `"${value}" is always ${shown(reach)} and never ${shown(stretch)}: change these bounds, or the range of its marks`,
  };
}

/** What is wrong with bounds by themselves, before any other part of the document is looked at. */
function checkBounds(at: string, value: string, stretch: Stretch, reaches: Reaches): Problem[] {
  const reach = stretchOf(reaches.get(value) ?? ANY);
  if (isEmpty(stretch)) return [contradiction(at, stretch)];
  return isEmpty(meet(stretch, reach)) ? [unreachable(at, value, stretch, reach)] : [];
}

function checkRequirement({ item, at, stretch }: Needed, before: readonly Needed[], reaches: Reaches): Problem[] {
  const own = checkBounds(at, item.value, stretch, reaches);
  if (own.length > 0) return own;
  const against = before.find(
    (other) => other.item.value === item.value && !isEmpty(other.stretch) && isEmpty(meet(other.stretch, stretch)),
  );
  if (!against) return [];
  const zh = `与“${against.item.name}”（${against.at}）矛盾：“${item.value}”不能既 ${shown(against.stretch)} 又 ${shown(stretch)}；请改其一`;
  const en = `contradicts "${against.item.name}" (${against.at}): "${item.value}" cannot be ${shown(against.stretch)} and ${shown(stretch)}; change one`;
  return [{ pointer: at, code: 'requirements-contradict', zh, en }];
}

function checkPrize(document: RuleDocument, prize: Prize, at: string, reaches: Reaches): Problem[] {
  const id = prize.value ?? document.total;
  const stretch = boundsOf(prize);
  const own = checkBounds(at, id, stretch, reaches);
  const required = feasible(document, id, reaches);
  if (own.length > 0 || !isEmpty(meet(stretch, required))) return own;
  const zh = `要求使得奖者的“${id}”必 ${shown(required)}，此奖却要 ${shown(stretch)}，永远评不出；请改奖项或要求的界限`;
  const en = `the requirements leave "${id}" at ${shown(required)} for any prize, this one asks ${shown(stretch)}: change either`;
  return [{ pointer: at, code: 'never-given', zh, en }];
}

function checkCut(document: RuleDocument, reaches: Reaches): Problem[] {
  const cut = document.process?.advance?.cut;
  if (cut?.by !== 'score') return [];
  const at = '/process/advance/cut';
  const stretch = boundsOf(cut);
  const own = checkBounds(at, document.total, stretch, reaches);
  if (own.length > 0) return own;
  const against = (document.requirements ?? []).find(
    (item) => item.value === document.total && item.otherwise === 'unranked' && isEmpty(meet(neededBy(item), stretch)),
  );
  if (!against) return [];
  const zh = `与要求“${against.name}”矛盾：达到它的都过不了 ${shown(stretch)}；请改其一`;
  const en = `contradicts the requirement "${against.name}": who meets it is never ${shown(stretch)}; change one`;
  return [{ pointer: at, code: 'requirements-contradict', zh, en }];
}
