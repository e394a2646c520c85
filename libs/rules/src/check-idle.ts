import { duplicates } from './check-refs';
import type { Problem } from './contracts';
import { boundsOf } from './check-reach';
import type { Bounds, Range, RuleDocument, Step, Value } from './document';
import { compare, divide, exact, sign, subtract, toDecimal, toParts } from './exact';
import { isEmpty, meet, shown, type Stated, type Stretch } from './interval';
import { slotLimits } from './pool';

/** Parts of a sound form that can never have an effect, or that speak against each other. */
export function checkIdle(document: RuleDocument): Problem[] {
  return [
    ...checkOffices(document),
    ...checkSpreads(document),
    ...checkBoards(document),
    ...checkTies(document),
    ...checkAttributes(document),
    ...document.values.flatMap((value, i) => checkValue(document, value, `/values/${i}`)),
  ];
}

const problem = (pointer: string, code: string, zh: string, en: string): Problem => ({ pointer, code, zh, en });

/** What somebody is named for in `process`, and what there is for them to do. domain-rules 68, 86, 94. */
function checkOffices({ process = {}, values }: RuleDocument): Problem[] {
  const { sanctions = [], headJudge, remark, money, moneyOnce } = process;
  const problems: Problem[] = [];
  if (!values.some(({ marks }) => marks?.kind === 'deduction')) {
    const zh = '没有 kind 为 deduction 的 value，无处扣分；请增设一项，或改 effect';
    const en = 'no value takes deductions, so there is nothing to deduct from: add one, or change the effect';
    for (const [i, { effect }] of sanctions.entries()) {
      if (effect === 'deduct') {
        problems.push(problem(`/process/sanctions/${i}/effect`, 'nothing-to-deduct', zh, en));
      }
    }
  }
  if (headJudge?.sanctions === true && sanctions.length === 0) {
    const zh = '没有列出 sanctions，裁判长无可签署；请列出，或删去此项';
    problems.push(problem('/process/headJudge/sanctions', 'without-effect', zh, 'list sanctions, or leave this out'));
  }
  if (headJudge?.spreads === true && remark === undefined) {
    const zh = '没有写 remark，裁判长无分差可裁定；请写明，或删去此项';
    problems.push(problem('/process/headJudge/spreads', 'without-effect', zh, 'state "remark", or leave this out'));
  }
  if (moneyOnce !== undefined && money === undefined) {
    const zh = '没有写 money，无奖金可限；请写明，或删去此项';
    problems.push(problem('/process/moneyOnce', 'without-effect', zh, 'state "money", or leave this out'));
  }
  return [...problems, ...duplicates(headJudge?.values ?? [], '/process/headJudge/values', '').map(trimmed)];
}

/** The items of such a list have no fields. */
const trimmed = (one: Problem): Problem => ({ ...one, pointer: one.pointer.replace(/\/$/, '') });

/** Marks that can never lie further apart than is allowed are never looked at. */
function checkSpreads({ process = {}, values }: RuleDocument): Problem[] {
  const { remark = [], headJudge } = process;
  return remark.flatMap(({ value, spread }, i): Problem[] => {
    const at = `/process/remark/${i}`;
    if (headJudge?.values?.includes(value) === true) {
      const zh = `${value} 只由裁判长一人打分，没有分差可比；请从 headJudge.values 或此处删去`;
      const en = `only the head judge marks ${value}, so nothing lies apart: take it out of headJudge.values, or from here`;
      return [problem(`${at}/value`, 'lone-mark', zh, en)];
    }
    const range = values.find(({ id }) => id === value)?.marks?.range;
    const widest = range && subtract(exact(range.max), exact(range.min));
    if (!widest || sign(widest) < 0 || compare(exact(spread), widest) < 0) return [];
    const zh = `${value} 的分差最大 ${toDecimal(widest)}，永远不会超过 ${spread}；请写更小的分差`;
    const en = `marks of ${value} are ${toDecimal(widest)} apart at most and never more than ${spread}: write less`;
    return [problem(`${at}/spread`, 'out-of-reach', zh, en)];
  });
}

function checkBoards({ boards }: RuleDocument): Problem[] {
  if (boards.groups || boards.overall !== false) return [];
  const zh = '分组榜与总榜都未设置，没有榜单可公布；请设其一';
  return [problem('/boards', 'board-missing', zh, 'neither groups nor overall gives a board: set one of them')];
}

/** Entries whose totals are equal are equal in the total. domain-rules 76. */
function checkTies({ ranking, total }: RuleDocument): Problem[] {
  if (ranking.tolerance !== undefined) return [];
  return (ranking.ties ?? []).flatMap((tie, i): Problem[] => {
    if ('by' in tie || tie.value !== total) return [];
    const zh = '总分相同才比这一项，而这一项就是总分，分不出先后；请换一项';
    const en = 'it is asked only of equal totals, and it is the total: name another value';
    return [problem(`/ranking/ties/${i}/value`, 'decides-nothing', zh, en)];
  });
}

/** A number given with an entry is checked against one range. */
function checkAttributes({ values }: RuleDocument): Problem[] {
  const text = (range: Range | undefined) => JSON.stringify(range ? [range.min, range.max, range.step] : []);
  return values.flatMap(({ attribute }, i): Problem[] => {
    if (!attribute) return [];
    const first = values.findIndex((other) => other.attribute?.name === attribute.name);
    if (first === i || text(values[first]?.attribute?.range) === text(attribute.range)) return [];
    const zh = `属性 ${attribute.name} 在 /values/${first} 已有另一范围；请使两处一致`;
    const en = `attribute ${attribute.name} has another range at /values/${first}: write the same one in both places`;
    return [problem(`/values/${i}/attribute/range`, 'ranges-differ', zh, en)];
  });
}

function checkValue(document: RuleDocument, value: Value, at: string): Problem[] {
  const { marks, marksOf, sheets, attribute, weightedMean, steps } = value;
  const pool = marks ? 'marks' : marksOf ? 'marksOf' : 'sheets';
  return [
    ...checkScale(marks?.range, `${at}/marks/range`),
    ...checkScale(attribute?.range, `${at}/attribute/range`),
    ...checkSheets(document, sheets, `${at}/sheets/slots`),
    ...duplicates(
      (weightedMean ?? []).map((part) => part.value),
      `${at}/weightedMean`,
      'value',
    ),
    ...checkSteps((marks ?? marksOf ?? sheets)?.each, `${at}/${pool}/each`),
    ...checkSteps(steps, `${at}/steps`),
  ];
}

/** The highest mark must be one that can be given. */
function checkScale(range: Range | undefined, at: string): Problem[] {
  if (range?.step === undefined || sign(exact(range.step)) <= 0) return [];
  const times = divide(subtract(exact(range.max), exact(range.min)), exact(range.step));
  if (!times || sign(times) < 0 || toParts(times).d === 1n) return [];
  const { min, max, step } = range;
  const zh = `从 ${min} 起每档 ${step}，打不到最大值 ${max}；请改分档或最大值`;
  const en = `steps of ${step} from ${min} never come to ${max}: change the step or the maximum`;
  return [problem(`${at}/step`, 'out-of-reach', zh, en)];
}

/** A sheet has as many slots as the values it adds up. */
function checkSheets({ values }: RuleDocument, sheets: Value['sheets'], at: string): Problem[] {
  if (!sheets) return [];
  const { min, max } = slotLimits(sheets);
  return sheets.of.flatMap(({ value }): Problem[] => {
    const marks = values.find(({ id }) => id === value)?.marks;
    if (!marks) return [];
    const own = slotLimits(marks);
    if (min <= own.max && max >= own.min) return [];
    const zh = `要 ${min}–${max} 个席位，而 ${value} 只有 ${own.min}–${own.max} 个，永远凑不成；请使两处一致`;
    const en = `asks for ${min} to ${max} slots where ${value} has ${own.min} to ${own.max}: make them agree`;
    return [problem(at, 'out-of-reach', zh, en)];
  });
}

const isNumber = (operand: unknown): operand is string | number =>
  typeof operand === 'string' || typeof operand === 'number';

/** Bounds of one condition, or of a floor and a cap beside each other, that leave nothing between them. */
function checkSteps(steps: readonly Step[] = [], at: string): Problem[] {
  return steps.flatMap((step, i): Problem[] => {
    const here = `${at}/${i}`;
    if ('when' in step) {
      return [
        ...checkCondition(step.when, `${here}/when`),
        ...checkSteps(step.then, `${here}/then`),
        ...checkSteps(step.else, `${here}/else`),
      ];
    }
    if ('bands' in step) {
      return step.bands.rows.flatMap(({ gives }, row) =>
        typeof gives === 'object' ? checkSteps(gives, `${here}/bands/rows/${row}/gives`) : [],
      );
    }
    if ('rank' in step) return checkSteps(step.rank.then, `${here}/rank/then`);
    return checkFloorAndCap(steps[i - 1], step, here);
  });
}

function contradiction(stretch: Stretch, at: string): Problem[] {
  if (!isEmpty(stretch)) return [];
  const zh = `${shown(stretch)} 不能同时成立；请改其中一个`;
  return [problem(at, 'bounds-contradict', zh, `${shown(stretch)} cannot hold together: change one of them`)];
}

/** Bounds that are other values may be anything. */
function checkCondition(
  { equals, value: _value, ...bounds }: Bounds & { readonly value?: string },
  at: string,
): Problem[] {
  const numbers: Stated = Object.fromEntries(Object.entries(bounds).filter(([, operand]) => isNumber(operand)));
  const exactly = isNumber(equals) ? { atLeast: equals, atMost: equals } : {};
  return contradiction(meet(boundsOf(numbers), boundsOf(exactly)), at);
}

/** A floor above the cap beside it makes one number of them all. */
function checkFloorAndCap(before: Step | undefined, step: Step, at: string): Problem[] {
  const floorAndCap: Stated = Object.fromEntries(
    Object.entries({ ...before, ...step }).filter(
      ([verb, operand]) => /^at(Least|Most)$/.test(verb) && isNumber(operand),
    ),
  );
  return contradiction(boundsOf(floorAndCap), at);
}
