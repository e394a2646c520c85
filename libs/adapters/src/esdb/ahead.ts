import type { Position } from '@xf/es';
import type { ServerRecord } from './records';

export type PageOf = (from: Position, prefixes: readonly string[], count: number) => Promise<ServerRecord[]>;

/**
 * Asks for the next page while the one before is worked on, for whoever reads on from where a page ended. Only a full page
 * is used later: what follows a record does not change, but what the log ends with does.
 */
export function readingAhead(read: PageOf): PageOf {
  let end: string | undefined;
  let ahead: { readonly key: string; readonly page: Promise<ServerRecord[] | undefined> } | undefined;
  const keyOf = (...parts: Parameters<PageOf>): string => parts.join(' ');

  return async (from, prefixes, count) => {
    const key = keyOf(from, prefixes, count);
    const isNext = end === key;
    const begun = ahead?.key === key ? await ahead.page : undefined;
    const page = begun?.length === count ? begun : await read(from, prefixes, count);
    const last = page.at(-1);
    const isFull = page.length === count && last !== undefined;
    end = isFull ? keyOf(last.position, prefixes, count) : undefined;
    ahead = undefined;
    if (isNext && isFull && count > 1) {
      ahead = {
        key: keyOf(last.position, prefixes, count),
        page: read(last.position, prefixes, count).catch(() => undefined),
      };
    }
    return page;
  };
}
