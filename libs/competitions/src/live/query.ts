import { refOf, unionOf, type JsonObject, type Position, type Recorded } from '@xf/es';
import { competitionCodec, type CompetitionEvent } from '../competition/events';
import { entryCodec, type EntryEvent } from '../entry/events';
import { feedFields, isPending, mayKnow, type Audience, type Published } from '../visibility/rules';

export type FeedEvent = CompetitionEvent | EntryEvent;
export const feedCodec = unionOf<FeedEvent>(competitionCodec as never, entryCodec as never);

export type FeedWords = {
  /** RFC 3339. */
  readonly time: (instant: number) => string;
  /** A judge's account by another name, always the same within an entry. */
  readonly slot: (entry: string, slot: string) => string;
};

/** An event as one line of the feed of somebody who reads what was recorded; undefined when they do not see it. */
export function feedLine(recorded: Recorded<FeedEvent>, audience: Audience, words: FeedWords): JsonObject | undefined {
  if (!mayKnow(audience, 'working')) return undefined;
  const { event, position, recordedAt, validAt, actor } = recorded;
  const isAuditor = mayKnow(audience, 'actors');
  return {
    position,
    ref: refOf(recorded),
    type: event.type,
    ...contentOf(event, feedFields[event.type].staff, isAuditor ? (_entry, slot) => slot : openSlot(words)),
    recordedAt: words.time(recordedAt),
    validAt: words.time(validAt),
    ...(isAuditor ? { actor } : {}),
  };
}

/** The feed of everybody: publications in log order, numbered from 1. Their positions would tell how much else was recorded. */
export function publicLines(own: readonly Recorded<FeedEvent>[], time: FeedWords['time']): readonly JsonObject[] {
  const told = own.flatMap(({ event, recordedAt }) => {
    const fields = feedFields[event.type];
    if (!('public' in fields)) return [];
    return [{ type: event.type, ...contentOf(event, fields.public, (_entry, slot) => slot), at: time(recordedAt) }];
  });
  return told.map((line, n) => ({ position: n + 1, ...line }));
}

/** Numbered slots say nothing about who marked and stay. */
const openSlot =
  (words: FeedWords): FeedWords['slot'] =>
  (entry, slot) =>
    /^J?\d+$/.test(slot) ? slot : words.slot(entry, slot);

function contentOf(event: FeedEvent, fields: readonly string[], slotOf: FeedWords['slot']): JsonObject {
  const content: Record<string, JsonObject[string]> = {};
  for (const field of fields) {
    const value = fieldOf(event, field, slotOf);
    if (value !== undefined) content[field] = value;
  }
  return content;
}

/** Of lists of records only what names their parts. */
function fieldOf(event: FeedEvent, field: string, slotOf: FeedWords['slot']): JsonObject[string] {
  if (field === 'contests' && 'contests' in event) return event.contests.map(({ contest }) => contest);
  if (field === 'rules' && 'rules' in event) return event.rules.map(({ contest, hash }) => ({ contest, hash }));
  if (field === 'slot' && 'slot' in event) return slotOf(event.entry, event.slot);
  return (event as JsonObject)[field];
}

/** How a board stands for one reader: what it is called that they may ask for, and whether something waits to be published. */
export type BoardState = { readonly at: number; readonly pending: boolean };

type ContestState = Published & { readonly frozenAt?: Position };

/**
 * Undefined when there is nothing this reader may know of. Staff are told a position in the log, everybody else the version
 * that was published last, whatever was recorded since.
 */
export function boardState(contest: ContestState, audience: Audience): BoardState | undefined {
  const published = contest.publications.at(-1);
  const pending = isPending(contest);
  if (mayKnow(audience, 'positions')) {
    return { at: Math.max(contest.changedAt, contest.frozenAt ?? 0, published?.position ?? 0), pending };
  }
  return published === undefined ? undefined : { at: published.version, pending };
}

/** Whether a reader who knows `told` must hear of `now`. A board never goes back: an older state is no news. */
export function isNews(told: Partial<BoardState>, now: BoardState): boolean {
  const { at = -1, pending = false } = told;
  return now.at > at || (now.at === at && now.pending !== pending);
}
