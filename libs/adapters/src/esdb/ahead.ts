import type { Position } from '@xf/es';
import type { ServerRecord } from './records';

/** @param until the reading ends with the record there, or the first behind */
export type PageOf = (
  from: Position,
  prefixes: readonly string[],
  count: number,
  until: Position,
) => Promise<ServerRecord[]>;
/** Tells each record of a page as it comes. */
export type FlowOf = (...page: [...Parameters<PageOf>, each: (record: ServerRecord) => void]) => {
  readonly cancel: () => void;
  readonly ended: Promise<void>;
};

/** Records that may lie ready for one who reads on. */
const aheadMax = 8_000;
/** How many read on at the same time. */
const flowsMax = 4;
const endsMax = 16;

/**
 * Reads on while a page is worked on, for whoever goes on from where a page ended: the server is asked for many pages at
 * once, and each is handed out when it is there. Only a full page is handed out later than it was asked for: what follows
 * a record does not change, but what the log ends with does.
 */
export function readingAhead(read: PageOf, flowOf: FlowOf): PageOf {
  const ends = new Set<string>();
  const flows = new Map<string, Flow>();

  const keep = (flow: Flow, key: string): void => {
    flows.set(key, flow);
    for (const [oldest, { cancel }] of flows) {
      if (flows.size <= flowsMax) break;
      flows.delete(oldest);
      cancel();
    }
  };
  const fromFlow = async (flow: Flow | undefined, prefixes: readonly string[], count: number) => {
    const page = await flow?.take(count);
    const last = page?.at(-1);
    if (flow !== undefined && last !== undefined && page?.length === count) {
      keep(flow, keyOf(last.position, prefixes));
    } else flow?.cancel();
    return page;
  };
  const next: PageOf = async (from, prefixes, count, until) => {
    const key = keyOf(from, prefixes);
    const known = flows.get(key);
    flows.delete(key);
    const ready = await fromFlow(known, prefixes, count);
    if (ready?.length === count) return ready;
    const goesOn = ends.delete(key) && count > 1;
    const page = goesOn ? await fromFlow(flowing(flowOf, from, prefixes, until), prefixes, count) : undefined;
    return page ?? read(from, prefixes, count, until);
  };
  return async (from, prefixes, count, until) => {
    const page = await next(from, prefixes, count, until);
    const last = page.at(-1);
    if (page.length === count && last !== undefined) ends.add(keyOf(last.position, prefixes));
    for (const oldest of ends) if (ends.size > endsMax) ends.delete(oldest);
    return page;
  };
}

const keyOf = (from: Position, prefixes: readonly string[]): string => `${from} ${prefixes.join(' ')}`;

type Flow = {
  /**
   * As many records as asked, beginning with the last one of the page before; fewer where the log ended when it was read,
   * undefined when the reading broke. One call at a time.
   */
  readonly take: (count: number) => Promise<ServerRecord[] | undefined>;
  readonly cancel: () => void;
};

function flowing(flowOf: FlowOf, from: Position, prefixes: readonly string[], until: Position): Flow {
  let held: ServerRecord[] = [];
  let state: 'open' | 'ended' | 'broken' = 'open';
  let wanted = 0;
  let wake = (): void => undefined;
  const settle = (how: 'ended' | 'broken') => (): void => {
    state = how;
    wake();
  };
  const flow = flowOf(from, prefixes, aheadMax, until, (record) => {
    held.push(record);
    if (held.length === wanted) wake();
  });
  flow.ended.then(settle('ended'), settle('broken'));
  const isBroken = (): boolean => state === 'broken';
  return {
    cancel: flow.cancel,
    async take(count) {
      if (held.length < count && state === 'open') {
        wanted = count;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (isBroken()) return undefined;
      const page = held.slice(0, count);
      held = held.slice(Math.max(0, page.length - 1));
      return page;
    },
  };
}
