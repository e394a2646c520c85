import type { Instant } from '@xf/es';
import { attributePattern, dayOf, isDay, showsNumber, unitKinds, type Attribute, type Day } from './terms';

export type CheckRejection =
  | { code: 'no-such-day' }
  | { code: 'day-in-future'; today: Day }
  /** `at` is its place in the list. */
  | { code: 'attribute-invalid'; at: number; attribute: string; wanted: 'key' | 'kind' }
  | { code: 'attribute-repeated'; at: number; attribute: string }
  /** An ID number or a phone in a text. The text is not repeated. */
  | { code: 'number-shown'; field: string };

/** What is recorded has happened: a day up to today, in Asia/Shanghai. */
export function dayRefused(on: Day, now: Instant): CheckRejection | undefined {
  if (!isDay(on)) return { code: 'no-such-day' };
  const today = dayOf(now);
  return on > today ? { code: 'day-in-future', today } : undefined;
}

/** The first text that shows an ID number or a phone. */
export function textsRefused(texts: Readonly<Record<string, string | undefined>>): CheckRejection | undefined {
  for (const [field, text] of Object.entries(texts)) {
    if (text !== undefined && showsNumber(text)) return { code: 'number-shown', field };
  }
  return undefined;
}

export function attributesRefused(attributes: readonly Attribute[], reserved?: 'kind'): CheckRejection | undefined {
  const seen = new Set<string>();
  for (const [at, { attribute, value }] of attributes.entries()) {
    if (!attributePattern.test(attribute)) return { code: 'attribute-invalid', at, attribute, wanted: 'key' };
    if (attribute === reserved && !unitKinds.some((kind) => kind === value)) {
      return { code: 'attribute-invalid', at, attribute, wanted: 'kind' };
    }
    if (seen.has(attribute)) return { code: 'attribute-repeated', at, attribute };
    if (showsNumber(value)) return { code: 'number-shown', field: `attributes/${at}/value` };
    seen.add(attribute);
  }
  return undefined;
}
