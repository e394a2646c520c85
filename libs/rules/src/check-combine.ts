import type { Problem } from './contracts';
import type { BandedCombine, Combine, Marks, Pooling } from './document';
import { compare, exact, sign } from './exact';
import { pointer } from './check-mark';
import { defaultCombine, slotLimits } from './pool';

/** Marks that a trim must leave when the document does not say. */
const LEAVE_AT_LEAST = 2;
type Kinded = Pooling & { readonly kind?: Marks['kind'] };

function checkOne(combine: Combine, min: number, max: number, at: string): Problem[] {
  if (combine.by === 'trimmed-mean' || combine.by === 'trimmed-sum') {
    const dropped = combine.dropHighest + combine.dropLowest;
    const left = min - dropped;
    const needed = combine.leaveAtLeast ?? LEAVE_AT_LEAST;
    if (left >= needed) return [];
    return [
      {
        pointer: at,
        code: 'trim-leaves-too-few',
        zh: `${min} 个成绩去掉 ${dropped} 个后只剩 ${Math.max(left, 0)} 个，至少要剩 ${needed} 个`,
        en: `dropping ${dropped} of ${min} marks leaves ${Math.max(left, 0)}; at least ${needed} must remain`,
      },
    ];
  }
  if (combine.by === 'nth' && combine.n > min) {
    const zh = `第 ${combine.n} 个成绩可能不存在：最少只有 ${min} 个`;
    return [
      { pointer: at, code: 'nth-out-of-reach', zh, en: `mark number ${combine.n} may not exist: the fewest is ${min}` },
    ];
  }
  if (combine.by === 'single' && max > 1) {
    const en = `"single" needs exactly one slot, but up to ${max} are allowed`;
    return [{ pointer: at, code: 'not-single', zh: `“single” 只能有一个席位，这里最多 ${max} 个`, en }];
  }
  return [];
}

/** Bands must speak of every possible number of marks exactly once. */
function checkCover(bands: readonly BandedCombine[], min: number, max: number, at: string): Problem[] {
  const problems: Problem[] = [];
  const sorted = bands.map((band, i) => ({ from: band.marks.from, to: band.marks.to ?? max, i }));
  sorted.sort((a, b) => a.from - b.from);
  let next = min;
  for (const { from, to, i } of sorted) {
    const place = `${at}${pointer(i, 'marks')}`;
    if (to < from) {
      problems.push({ pointer: place, code: 'band-empty', zh: `${from}–${to} 为空`, en: `${from}–${to} is empty` });
    }
    if (from > next) {
      const gap = from - 1 === next ? `${next}` : `${next}–${from - 1}`;
      problems.push({
        pointer: place,
        code: 'band-gap',
        zh: `没有规定 ${gap} 个成绩时如何合成`,
        en: `nothing is said of ${gap} marks`,
      });
    }
    if (from < next && next > min) {
      problems.push({
        pointer: place,
        code: 'band-overlap',
        zh: `${from} 个成绩有两种合成方法`,
        en: `${from} marks are spoken of twice`,
      });
    }
    next = Math.max(next, to + 1);
  }
  if (next <= max) {
    const gap = next === max ? `${max}` : `${next}–${max}`;
    problems.push({
      pointer: at,
      code: 'band-gap',
      zh: `没有规定 ${gap} 个成绩时如何合成`,
      en: `nothing is said of ${gap} marks`,
    });
  }
  return problems;
}

/** Slots and combination of one pool of marks; domain-rules 62. */
export function checkPooling(pooling: Kinded, at: string): Problem[] {
  const { min, max } = slotLimits(pooling);
  if (min > max) {
    return [
      {
        pointer: `${at}/slots`,
        code: 'slots-empty',
        zh: `最少 ${min} 大于最多 ${max}`,
        en: `min ${min} exceeds max ${max}`,
      },
    ];
  }
  const combine = pooling.combine ?? defaultCombine(pooling);
  if (combine === undefined) {
    const zh = `最多 ${max} 个成绩，须写明如何合成（combine）`;
    return [{ pointer: at, code: 'combine-missing', zh, en: `up to ${max} marks: say how they are combined` }];
  }
  const fewest = Math.max(min, 1);
  const place = `${at}/combine`;
  if (!Array.isArray(combine)) return checkOne(combine as Combine, fewest, max, place);
  const bands = combine as readonly BandedCombine[];
  return [
    ...checkCover(bands, fewest, max, place),
    ...bands.flatMap((band, i) => {
      const to = Math.min(band.marks.to ?? max, max);
      return checkOne(band, Math.max(band.marks.from, fewest), to, `${place}/${i}`);
    }),
  ];
}

export function checkRange(marks: Pick<Marks, 'range'> & { readonly kind?: Marks['kind'] }, at: string): Problem[] {
  const { min, max, step } = marks.range;
  const problems: Problem[] = [];
  const place = `${at}/range`;
  if (compare(exact(min), exact(max)) > 0) {
    problems.push({
      pointer: place,
      code: 'range-empty',
      zh: `最小值 ${min} 大于最大值 ${max}`,
      en: `min ${min} exceeds max ${max}`,
    });
  }
  if (step !== undefined && sign(exact(step)) <= 0) {
    problems.push({
      pointer: `${place}/step`,
      code: 'not-positive',
      zh: '打分档须大于 0',
      en: 'the step must be above 0',
    });
  }
  if (marks.kind === 'deduction' && sign(exact(min)) < 0) {
    const zh = '扣分按正数记录，最小值不能为负';
    problems.push({ pointer: `${place}/min`, code: 'deduction-negative', zh, en: 'deductions are recorded positive' });
  }
  return problems;
}
