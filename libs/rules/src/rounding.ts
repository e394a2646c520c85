import type { Rounding } from './document';
import { decimalPlaces, exact, quantumOf, roundToMultiple, toDecimal, toFixed, type Exact } from './exact';
import type { Text } from './row';

export const MODES: Readonly<Record<Rounding['mode'], Text>> = {
  'half-up': { zh: '四舍五入', en: 'half-up' },
  'half-down': { zh: '五舍六入', en: 'half-down' },
  'half-even': { zh: '四舍六入五成双', en: 'half-even' },
  up: { zh: '只入不舍', en: 'away from zero' },
  down: { zh: '截尾', en: 'truncated' },
  ceiling: { zh: '向上取整', en: 'ceiling' },
  floor: { zh: '向下取整', en: 'floor' },
};

export type CompiledRounding = {
  readonly apply: (x: Exact) => Exact;
  readonly print: (x: Exact) => string;
  readonly text: Text;
};

/** A number rounded to digits prints with exactly that many; to a multiple, with as many as the multiple needs. */
export function compileRounding(rounding: Rounding): CompiledRounding {
  const quantum = 'digits' in rounding ? quantumOf(rounding.digits) : exact(rounding.to);
  const digits = 'digits' in rounding ? rounding.digits : (decimalPlaces(quantum) ?? 0);
  const { mode } = rounding;
  const size = 'digits' in rounding ? String(digits) : toDecimal(quantum);
  const text =
    'digits' in rounding
      ? { zh: `取 ${size} 位小数（${MODES[mode].zh}）`, en: `round to ${size} digits (${MODES[mode].en})` }
      : { zh: `取 ${size} 的倍数（${MODES[mode].zh}）`, en: `round to a multiple of ${size} (${MODES[mode].en})` };
  return { apply: (x) => roundToMultiple(x, quantum, mode), print: (x) => toFixed(x, digits), text };
}
