import { dayNumber, dayText, type Day } from '../terms';

/** A stretch of calendar time: `{ count: 1, unit: 'months' }`. */
export type Period = { readonly count: number; readonly unit: 'days' | 'months' | 'years' };

export const periodSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['count', 'unit'],
  properties: {
    count: { type: 'integer', minimum: 1, maximum: 1000 },
    unit: { type: 'string', enum: ['days', 'months', 'years'] },
  },
} as const;

/**
 * The day of the same number in a later month, or the last day of that month where it is shorter; so a later day never
 * gives an earlier answer.
 */
export function dayAfter(day: Day, { count, unit }: Period): Day {
  if (unit === 'days') return dayText(dayNumber(day) + count);
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + (unit === 'years' ? 12 * count : count);
  const first = firstOf(months);
  const length = dayNumber(firstOf(months + 1)) - dayNumber(first);
  return dayText(dayNumber(first) + Math.min(Number(day.slice(8)), length) - 1);
}

const firstOf = (months: number): Day =>
  `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
