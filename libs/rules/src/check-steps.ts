import type { Problem } from './contracts';
import type { Bands, Operand, Rounding, Step } from './document';
import { add, compare, exact, sign, toDecimal, type Exact } from './exact';
import { operation } from './step.kinds';

/** Whether a value may be named here; answers the problem when it may not. */
export type CheckRef = (id: string, at: string) => Problem[];

export function checkRounding(rounding: Rounding | undefined, at: string): Problem[] {
  if (!rounding || 'digits' in rounding || sign(exact(rounding.to)) > 0) return [];
  return [
    { pointer: `${at}/to`, code: 'not-positive', zh: '取整单位须大于 0', en: 'the rounding unit must be above 0' },
  ];
}

function checkOperand(operand: Operand | undefined, at: string, ref: CheckRef): Problem[] {
  return typeof operand === 'object' ? ref(operand.value, `${at}/value`) : [];
}

/** `ranks` says whether a rank step may stand here: only directly in the list of a value. */
export function checkSteps(steps: readonly Step[] | undefined, at: string, ref: CheckRef, ranks: boolean): Problem[] {
  return (steps ?? []).flatMap((step, i) => checkStep(step, `${at}/${i}`, ref, ranks));
}

function checkStep(step: Step, at: string, ref: CheckRef, ranks: boolean): Problem[] {
  if ('when' in step) return checkWhen(step, at, ref);
  if ('then' in step || 'else' in step) {
    return [
      { pointer: at, code: 'field-unknown', zh: 'then、else 只能与 when 同用', en: 'then and else belong to when' },
    ];
  }
  if ('round' in step) return checkRounding(step.round, `${at}/round`);
  if ('bands' in step) return checkBands(step.bands, `${at}/bands`, ref);
  if ('power' in step || 'negate' in step) return [];
  if ('rank' in step) {
    if (!ranks) {
      const zh = 'rank 只能直接写在一个 value 的 steps 里';
      return [
        { pointer: at, code: 'rank-misplaced', zh, en: 'a rank step stands only directly in the steps of a value' },
      ];
    }
    return checkSteps(step.rank.then, `${at}/rank/then`, ref, false);
  }
  const found = operation(step);
  if (!found) return [];
  const { verb, kind, operand } = found;
  if (typeof operand === 'object') return checkOperand(operand, `${at}/${verb}`, ref);
  const refused = kind.refuse?.(exact(operand));
  return refused ? [{ pointer: `${at}/${verb}`, ...refused }] : [];
}

function checkWhen(step: Extract<Step, { when: unknown }>, at: string, ref: CheckRef): Problem[] {
  const { value, ...bounds } = step.when;
  const named = value === undefined ? [] : ref(value, `${at}/when/value`);
  const empty =
    Object.keys(bounds).length > 0
      ? []
      : [{ pointer: `${at}/when`, code: 'bound-missing', zh: 'when 没有条件', en: 'when states no condition' }];
  return [
    ...named,
    ...empty,
    ...Object.entries(bounds).flatMap(([key, operand]) => checkOperand(operand, `${at}/when/${key}`, ref)),
    ...checkSteps(step.then, `${at}/then`, ref, false),
    ...checkSteps(step.else, `${at}/else`, ref, false),
  ];
}

type Span = { readonly from: Exact | undefined; readonly to: Exact | undefined };

function spanText({ from, to }: Span): string {
  return `${from ? toDecimal(from) : '−∞'}～${to ? toDecimal(to) : '+∞'}`;
}

/** Rows must follow each other without gap or overlap; both neighbours are named. domain-rules 88. */
function checkBands(bands: Bands, at: string, ref: CheckRef): Problem[] {
  const problems: Problem[] = [];
  const unit = bands.bounds === '[]' ? exact(bands.unit ?? '1') : undefined;
  if (unit && sign(unit) <= 0) {
    return [{ pointer: `${at}/unit`, code: 'not-positive', zh: '单位须大于 0', en: 'the unit must be above 0' }];
  }
  const spans: Span[] = bands.rows.map(({ from, to }) => ({
    from: from === undefined ? undefined : exact(from),
    to: to === undefined ? undefined : exact(to),
  }));
  for (const [i, span] of spans.entries()) {
    const place = `${at}/rows/${i}`;
    const width = span.from && span.to ? compare(span.to, span.from) : 1;
    if (width < 0 || (width === 0 && !unit)) {
      problems.push({
        pointer: place,
        code: 'band-empty',
        zh: `分档 ${spanText(span)} 为空`,
        en: `band ${spanText(span)} is empty`,
      });
    }
    const { gives } = bands.rows[i] as Bands['rows'][number];
    if (typeof gives === 'object') problems.push(...checkSteps(gives, `${place}/gives`, ref, false));
    const above = spans[i - 1];
    if (above) problems.push(...checkNeighbours(above, span, unit, place));
  }
  const [first, last] = [spans[0], spans[spans.length - 1]];
  if (first?.from === undefined && bands.below !== undefined) {
    problems.push({
      pointer: `${at}/below`,
      code: 'band-overlap',
      zh: '首档已无下限',
      en: 'the first band has no lower end',
    });
  }
  if (last?.to === undefined && bands.above !== undefined) {
    problems.push({
      pointer: `${at}/above`,
      code: 'band-overlap',
      zh: '末档已无上限',
      en: 'the last band has no upper end',
    });
  }
  return problems;
}

function checkNeighbours(above: Span, span: Span, unit: Exact | undefined, at: string): Problem[] {
  const expected = above.to && (unit ? add(above.to, unit) : above.to);
  const order = expected && span.from ? compare(span.from, expected) : -1;
  if (order === 0) return [];
  const pair = `${spanText(above)} / ${spanText(span)}`;
  return order > 0
    ? [{ pointer: at, code: 'band-gap', zh: `两档之间有空缺：${pair}`, en: `gap between bands ${pair}` }]
    : [
        {
          pointer: at,
          code: 'band-overlap',
          zh: `两档重叠或次序颠倒：${pair}`,
          en: `bands overlap or are out of order: ${pair}`,
        },
      ];
}

/** Numbers written as JSON numbers are taken by their text, which must be plain: 1e21 is refused. */
export function checkNumbers(node: unknown, at: string): Problem[] {
  if (typeof node === 'number') {
    if (/^-?[0-9]+(\.[0-9]+)?$/.test(String(node)) && Math.abs(node) <= Number.MAX_SAFE_INTEGER) return [];
    const zh = `${node} 不能按原文精确读取，请写成带引号的十进制数`;
    return [{ pointer: at, code: 'not-a-decimal', zh, en: `${node} cannot be taken exactly: write it as text` }];
  }
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, child]) => checkNumbers(child, `${at}/${key}`));
}
