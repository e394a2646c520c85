import type { Problem } from './contracts';
import { combineKind, type Combine } from './combine.kinds';
import type { BandedCombine, Marks, Pooling } from './document';
import { compare, exact, sign } from './exact';
import { pointer } from './check-mark';
import { defaultCombine, slotLimits } from './pool';

type Kinded = Pooling & { readonly kind?: Marks['kind'] };

function checkOne(combine: Combine, min: number, max: number, at: string): Problem[] {
  const refused = combineKind(combine).refuse?.(combine, min, max);
  return refused ? [{ pointer: at, ...refused }] : [];
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
