import type { EntryInput, MarkFate } from './contracts';
import type { Value } from './document';
import { DIGITS_MAX, toDecimal, type Exact } from './exact';

export type Text = { readonly zh: string; readonly en: string };

/** Why a value is not there. `skip`: the document says to leave it out instead of letting the absence spread. */
export type Absence = Text & { readonly code: string; readonly value: string; readonly skip: boolean };

/** Filled only while explaining, so that scoring pays one test for it. */
export type Trace = {
  marks: { slot: string; mark: string; counted: string; fate: MarkFate }[];
  lines: { zh: string; en: string; before?: string; after?: string }[];
};

/** One entry on its way through the values, in document order. */
export type Row = {
  readonly input: EntryInput;
  readonly vals: (Exact | undefined)[];
  readonly gone: (Absence | undefined)[];
  fault: Absence | undefined;
  trace: Trace | undefined;
};

/** What compiling one value may look up: where the earlier values stand and what they are called. */
export type Env = {
  readonly index: ReadonlyMap<string, number>;
  readonly values: readonly Value[];
  /** The value being compiled. */
  readonly self: Value;
};

export function indexOf(env: Env, id: string): number {
  const index = env.index.get(id);
  if (index === undefined) throw new Error(`value not in document: ${id}`);
  return index;
}

export function nameOf(env: Env, id: string): Text {
  const value = env.values[indexOf(env, id)] as Value;
  return { zh: `“${value.name}”`, en: `"${value.nameEn ?? value.name}"` };
}

export function absence(env: Env, code: string, text: Text, skip = false): Absence {
  return { code, value: env.self.id, zh: text.zh, en: text.en, skip };
}

/**
 * Numbers stay exact, so they grow with every product, and with every sum of fractions; what grew too long is missing,
 * so that no document can make scoring go on for hours.
 */
export function tooLong(env: Env): Absence {
  return absence(env, 'number-too-long', {
    zh: `得数超过 ${DIGITS_MAX} 位，请在规则里提前取舍（round）`,
    en: `the number is longer than ${DIGITS_MAX} digits: let the rules round earlier`,
  });
}

export function traceLine(row: Row, text: Text, before?: Exact, after?: Exact): void {
  row.trace?.lines.push({
    ...text,
    ...(before === undefined ? {} : { before: toDecimal(before) }),
    ...(after === undefined ? {} : { after: toDecimal(after) }),
  });
}
