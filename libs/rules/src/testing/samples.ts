import type { EntryInput, EntryStatus, Rules, Scored } from '../contracts';
import { loadRuleDocument } from '../load';

type Json = Record<string, unknown>;
export const half2 = { digits: 2, mode: 'half-up' };

/** A document around some values; the last one is the total unless said otherwise. */
export function documentOf(values: readonly Json[], rest: Json = {}): Json {
  const full = values.map((value) => ({ name: String(value['id']), role: 'criterion', ...value }));
  return {
    id: 'sample',
    version: 1,
    title: '样例',
    cites: [],
    values: full,
    total: values[values.length - 1]?.['id'],
    ranking: { better: 'higher', method: '1224' },
    boards: { groups: false, overall: true },
    ...rest,
  };
}

export function rulesOf(document: unknown): Rules {
  const loaded = loadRuleDocument(document);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, null, 1));
  return loaded.rules;
}

/** Codes and places of what is refused; empty when the document loads. */
export function refusals(document: unknown): string[] {
  const loaded = loadRuleDocument(document);
  return loaded.ok ? [] : loaded.problems.map((problem) => `${problem.code} ${problem.pointer}`);
}

/** One slot a mark: J1, J2, …; a lone number is one mark. */
export function slotsOf(marks: readonly string[] | string): Record<string, string> {
  const list = typeof marks === 'string' ? [marks] : marks;
  return Object.fromEntries(list.map((mark, i) => [`J${i + 1}`, mark]));
}

export function entryOf(
  entry: string,
  marks: Readonly<Record<string, readonly string[] | string>>,
  more: { readonly group?: string; readonly status?: EntryStatus; readonly attributes?: Record<string, string> } = {},
): EntryInput {
  const recorded = Object.entries(marks).map(([value, list]) => [value, slotsOf(list)] as const);
  return { entry, status: { kind: 'competing' }, marks: Object.fromEntries(recorded), ...more };
}

export const measured = (id: string, more: Json = {}): Json => ({
  id,
  marks: { kind: 'measured', range: { min: '-100000', max: '100000' } },
  ...more,
});
export const lone = (more: Json = {}): Json => documentOf([measured('total', { round: half2 })], more);

/** `A 1 gold`: entry, rank, prize of a board. */
export function boardLines(rules: Rules, scored: readonly Scored[]): string[] {
  return rules.rankBoard(scored).map(({ entry, rank, prize }) => [entry, rank ?? '-', prize].filter(Boolean).join(' '));
}

/** Entries A, B, C … each with one total. */
export function fieldOf(totals: readonly string[], value = 'total'): EntryInput[] {
  return totals.map((total, i) => entryOf(String.fromCharCode(65 + i), { [value]: total }));
}
