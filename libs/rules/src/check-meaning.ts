import { pointer } from './check-mark';
import { checkPooling, checkRange } from './check-combine';
import { checkIdle } from './check-idle';
import { checkNever } from './check-never';
import { checkProcess } from './check-process';
import { checkReach } from './check-reach';
import { duplicates, recordedBefore, refsBefore } from './check-refs';
import { checkNumbers, checkRounding, checkSteps } from './check-steps';
import type { Problem } from './contracts';
import type { Prize, RuleDocument, Value } from './document';
import { add, compare, exact, sign, toDecimal, ZERO } from './exact';
import { partsOf } from './sources';

/** What a document of the right form can still get wrong. Empty means: it compiles and scores anything. */
export function checkMeaning(document: RuleDocument): Problem[] {
  // Numbers come first: everything after reads them exactly.
  const numbers = checkNumbers(document, '');
  if (numbers.length > 0) return numbers;
  return [
    ...duplicates(
      document.values.map((value) => value.id),
      '/values',
      'id',
    ),
    ...document.values.flatMap((value, i) => checkValue(document, value, i)),
    ...checkTotal(document),
    ...checkRanking(document),
    ...checkRequirements(document),
    ...checkPrizes(document),
    ...duplicates(
      (document.vetoes ?? []).map((veto) => veto.id),
      '/vetoes',
      'id',
    ),
    ...checkProcess(document),
    ...checkIdle(document),
    ...checkReach(document),
    ...checkNever(document),
  ];
}

function checkValue(document: RuleDocument, value: Value, position: number): Problem[] {
  const at = pointer('values', position);
  const ref = refsBefore(document, position);
  const recorded = recordedBefore(document, position);
  const { marks, marksOf, sheets, attribute } = value;
  const problems = [
    ...checkRounding(value.round, `${at}/round`),
    ...checkSteps(value.steps, `${at}/steps`, ref, true),
    ...checkSteps(
      (marks ?? marksOf ?? sheets)?.each,
      `${at}/${marks ? 'marks' : marksOf ? 'marksOf' : 'sheets'}/each`,
      ref,
      false,
    ),
    ...checkRounding((marks ?? marksOf ?? sheets)?.round, `${at}/${marks ? 'marks' : 'marksOf'}/round`),
    ...checkWeights(value, at),
  ];
  if (marks) return [...problems, ...checkRange(marks, `${at}/marks`), ...checkPooling(marks, `${at}/marks`)];
  if (sheets) {
    const named = sheets.of.flatMap((part, i) => recorded(part.value, `${at}/sheets/of/${i}/value`));
    return [...problems, ...named, ...checkPooling(sheets, `${at}/sheets`)];
  }
  if (marksOf) {
    const named = recorded(marksOf.value, `${at}/marksOf/value`);
    const target = document.values.find((item) => item.id === marksOf.value)?.marks;
    const { kind, slots } = target ?? {};
    const pooling = { ...marksOf, ...(kind ? { kind } : {}), ...(slots ? { slots } : {}) };
    return [...problems, ...named, ...(target ? checkPooling(pooling, `${at}/marksOf`) : [])];
  }
  if (attribute?.range) problems.push(...checkRange({ range: attribute.range }, `${at}/attribute`));
  return [...problems, ...partsOf(value).flatMap((id) => ref(id, at))];
}

function checkWeights({ weightedMean, bestN }: Value, at: string): Problem[] {
  if (bestN && bestN.n > bestN.of.length) {
    const en = `best ${bestN.n} of only ${bestN.of.length}`;
    return [
      {
        pointer: `${at}/bestN/n`,
        code: 'nth-out-of-reach',
        zh: `只有 ${bestN.of.length} 项，不能取 ${bestN.n} 项`,
        en,
      },
    ];
  }
  if (!weightedMean) return [];
  const place = `${at}/weightedMean`;
  const weights = weightedMean.map((part) => exact(part.weight));
  if (weights.some((weight) => sign(weight) <= 0)) {
    return [{ pointer: place, code: 'not-positive', zh: '权重须大于 0', en: 'weights must be above 0' }];
  }
  const sum = weights.reduce(add, ZERO);
  if (compare(sum, exact('100')) === 0 || compare(sum, exact('1')) === 0) return [];
  const shown = toDecimal(sum);
  return [
    {
      pointer: place,
      code: 'weights-sum',
      zh: `权重合计 ${shown}，应为 100 或 1`,
      en: `weights sum to ${shown}, not 100 or 1`,
    },
  ];
}

function checkTotal(document: RuleDocument): Problem[] {
  const problems = refsBefore(document, document.values.length)(document.total, '/total');
  const total = document.values.findIndex((value) => value.id === document.total);
  if (total < 0 || document.values[total]?.round) return problems;
  const zh = '总分须写明取舍（round），名次与门槛都以公布分为准';
  const en = 'the total needs "round": ranks and thresholds compare the published number';
  return [...problems, { pointer: pointer('values', total), code: 'total-not-rounded', zh, en }];
}

function checkRanking(document: RuleDocument): Problem[] {
  const { ties = [], tolerance, tiesWithinTolerance, method } = document.ranking;
  const ref = refsBefore(document, document.values.length);
  const names = ties.map((tie) => ('by' in tie ? tie.by : tie.value));
  const problems = [
    ...duplicates(names, '/ranking/ties', 'value'),
    ...ties.flatMap((tie, i) => ('by' in tie ? [] : ref(tie.value, `/ranking/ties/${i}/value`))),
  ];
  const lot = names.indexOf('lot');
  if (lot >= 0 && 'by' in (ties[lot] ?? {}) && lot < ties.length - 1) {
    problems.push({
      pointer: `/ranking/ties/${lot}`,
      code: 'lot-not-last',
      zh: '抽签只能放在最后',
      en: 'lots come last',
    });
  }
  if (tolerance !== undefined && sign(exact(tolerance)) < 0) {
    problems.push({
      pointer: '/ranking/tolerance',
      code: 'negative',
      zh: '容差不能为负',
      en: 'tolerance cannot be negative',
    });
  }
  if (tolerance === undefined && tiesWithinTolerance !== undefined) {
    const zh = '没有容差时不能写 tiesWithinTolerance';
    problems.push({ pointer: '/ranking/tiesWithinTolerance', code: 'no-tolerance', zh, en: 'there is no tolerance' });
  }
  if (tolerance !== undefined && method === '1234' && tiesWithinTolerance !== true) {
    const en = 'a tolerance makes shared ranks, which method 1234 does not have';
    problems.push({
      pointer: '/ranking/tolerance',
      code: 'tolerance-without-sharing',
      zh: '1234 不设并列，容差无从适用',
      en,
    });
  }
  return problems;
}

function boundsCount(item: Pick<Prize, 'atLeast' | 'atMost' | 'above' | 'below'>): number {
  return [item.atLeast, item.atMost, item.above, item.below].filter((bound) => bound !== undefined).length;
}

function checkRequirements(document: RuleDocument): Problem[] {
  const requirements = document.requirements ?? [];
  const ref = refsBefore(document, document.values.length);
  return [
    ...duplicates(
      requirements.map((item) => item.name),
      '/requirements',
      'name',
    ),
    ...requirements.flatMap((item, i) => {
      const at = `/requirements/${i}`;
      const problems = ref(item.value, `${at}/value`);
      if (boundsCount(item) === 0) {
        problems.push({
          pointer: at,
          code: 'bound-missing',
          zh: '要求没有写界限',
          en: 'the requirement states no bound',
        });
      }
      if (item.percentOf !== undefined && sign(exact(item.percentOf)) <= 0) {
        problems.push({
          pointer: `${at}/percentOf`,
          code: 'not-positive',
          zh: '满分须大于 0',
          en: 'the full mark must be above 0',
        });
      }
      return problems;
    }),
  ];
}

function checkPrizes(document: RuleDocument): Problem[] {
  const prizes = document.prizes ?? [];
  const ref = refsBefore(document, document.values.length);
  return [
    ...duplicates(
      prizes.map((prize) => prize.id),
      '/prizes',
      'id',
    ),
    ...prizes.flatMap((prize, i) => {
      const at = `/prizes/${i}`;
      const problems = prize.value === undefined ? [] : ref(prize.value, `${at}/value`);
      const { share, ranks } = prize;
      if (!ranks && share === undefined && boundsCount(prize) === 0) {
        const zh = '奖项须有 ranks、share 或分数界限之一';
        problems.push({ pointer: at, code: 'bound-missing', zh, en: 'a prize needs ranks, a share or a bound' });
      }
      if (ranks && ranks.from > ranks.to) {
        const shown = `${ranks.from}–${ranks.to}`;
        problems.push({
          pointer: `${at}/ranks`,
          code: 'range-empty',
          zh: `名次 ${shown} 为空`,
          en: `ranks ${shown} are empty`,
        });
      }
      if (share !== undefined && (sign(exact(share)) <= 0 || compare(exact(share), exact('100')) > 0)) {
        problems.push({
          pointer: `${at}/share`,
          code: 'out-of-range',
          zh: '比例须在 0–100 之间',
          en: 'a share is above 0, at most 100',
        });
      }
      const stray = (['of', 'round', 'ties', 'counted'] as const).filter((key) => prize[key] !== undefined);
      if (share === undefined && stray.length > 0) {
        const zh = `${stray.join('、')} 只能与 share 同用`;
        problems.push({ pointer: at, code: 'field-unknown', zh, en: `${stray.join(', ')} belong to share` });
      }
      if (prize.value !== undefined && boundsCount(prize) === 0) {
        problems.push({
          pointer: `${at}/value`,
          code: 'bound-missing',
          zh: 'value 须配界限',
          en: 'value needs a bound',
        });
      }
      return problems;
    }),
  ];
}
