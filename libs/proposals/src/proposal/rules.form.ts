import { idPattern } from '@xf/competitions';
import { isSealed, list, optional, record, type Field, type FieldList } from '@xf/es';
import { isDay } from '@xf/honours';
import type { Problem } from '@xf/rules';
import { parseDecimal } from '../decimals';
import { figures } from '../terms';

const field = (expected: string, test: (value: unknown) => boolean): Field => ({
  check: (value) => (test(value) ? undefined : `expected ${expected}`),
});

/** Control characters other than a line break, and halves of characters. */
const unwritable = /[\p{Cs}]|(?!\n)[\p{Cc}]/u;

const words = (max: number): Field =>
  field(`a text of 1 to ${max} characters`, (value) => {
    if (typeof value !== 'string' || value.trim() === '' || value.length > max) return false;
    return !unwritable.test(value) && !isSealed(value);
  });
const number = (min: number, max: number): Field =>
  field(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isSafeInteger(value) && within(Number(value), min, max),
  );
const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;
const choice = (of: readonly string[]): Field =>
  field(`one of ${of.join(', ')}`, (value) => typeof value === 'string' && of.includes(value));
const some = (fields: FieldList, min: number, max: number): Field => {
  const items = list(fields);
  return {
    ...items,
    check: (value) =>
      Array.isArray(value) && !within(value.length, min, max)
        ? `expected a list of ${min} to ${max} items`
        : items.check(value),
  };
};

const id = field(
  '1 to 40 letters, digits or underscores',
  (value) => typeof value === 'string' && idPattern.test(value),
);
const day = field('a day such as 2026-04-28', (value) => typeof value === 'string' && isDay(value));
const amount = field('a decimal from 0 with at most six digits after the point, as text', (value) => {
  const parsed = typeof value === 'string' ? parseDecimal(value) : undefined;
  return parsed !== undefined && parsed >= 0n;
});
const name = words(200);
const yuan = number(0, 100_000_000);
const count = number(1, 100_000_000);

/** The closed form of a campaign document. */
export const campaignForm: FieldList = {
  id,
  version: number(1, 1_000_000),
  title: name,
  titleEn: optional(name),
  note: optional(words(4_000)),
  organization: id,
  cites: some({ document: name, clause: optional(name), url: optional(words(2_000)) }, 1, 50),
  period: record({ from: day, to: day }),
  unitsInAll: optional(count),
  kinds: some({ kind: id, name, nameEn: optional(name) }, 1, 50),
  rewards: optional(some({ from: amount, yuan: record({ min: yuan, max: yuan }) }, 0, 50)),
  targets: optional(
    some(
      {
        target: id,
        name,
        nameEn: optional(name),
        figure: choice(figures),
        of: optional(choice([...figures, 'unitsInAll'])),
        atLeast: optional(amount),
        lastYear: optional(amount),
        growthPercent: optional(amount),
      },
      0,
      50,
    ),
  ),
};

/** `kinds: [1] name: expected …`, as the kernel says it, with the place as a JSON pointer. */
export function formProblem(wrong: string): Problem {
  const steps = wrong.replaceAll(/\[(\d+)\] /g, '$1: ').split(': ');
  const en = steps.pop() ?? wrong;
  const pointer = steps.map((step) => `/${step}`).join('');
  return { pointer, code: 'bad-form', zh: `活动文件此处不符合要求（${en}）`, en };
}
