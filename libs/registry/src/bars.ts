import { withEntry, type Bar } from './history';
import type { Day } from './terms';

export type BarRejection =
  | { code: 'bar-exists'; bar: string }
  | { code: 'bar-unknown'; bar: string }
  /** It was cleared, on another day or by another document. */
  | { code: 'bar-cleared'; bar: string; on: Day }
  | { code: 'cleared-before-begun'; on: Day };

export type Clearing = { readonly bar: string; readonly on: Day; readonly document: string };

/** What keeps a bar from being recorded; `same` when it is already there word for word, as far as that can be read. */
export function barRefused(bars: readonly Bar[], { bar, kind, on, document }: Bar): BarRejection | 'same' | undefined {
  const known = bars.find((one) => one.bar === bar);
  if (known === undefined) return undefined;
  const same = known.kind === kind && known.on === on && known.document === document;
  return same ? 'same' : { code: 'bar-exists', bar };
}

export function clearingRefused(
  bars: readonly Bar[],
  { bar, on, document }: Clearing,
): BarRejection | 'same' | undefined {
  const known = bars.find((one) => one.bar === bar);
  if (known === undefined) return { code: 'bar-unknown', bar };
  const { cleared } = known;
  if (cleared !== undefined) {
    return cleared.on === on && cleared.document === document ? 'same' : { code: 'bar-cleared', bar, on: cleared.on };
  }
  return on < known.on ? { code: 'cleared-before-begun', on: known.on } : undefined;
}

export const withBar = (bars: readonly Bar[], bar: Bar): readonly Bar[] => withEntry(bars, bar);

export const withCleared = (bars: readonly Bar[], { bar, on, document }: Clearing): readonly Bar[] =>
  bars.map((one) => (one.bar === bar ? { ...one, cleared: { on, document } } : one));
