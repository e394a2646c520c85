import { unionOf, type JsonObject, type Position, type Recorded } from '@xf/es';
import { refOf } from '@xf/es';
import { competitionCodec, type CompetitionEvent } from '../competition/events';
import { entryCodec, type EntryEvent } from '../entry/events';

export type FeedEvent = CompetitionEvent | EntryEvent;
export const feedCodec = unionOf<FeedEvent>(competitionCodec as never, entryCodec as never);

/** Who reads a feed: the public sees publications, staff what was recorded, auditors also by whom. */
export type FeedAudience = 'public' | 'staff' | 'auditor';

export type FeedWords = {
  /** RFC 3339. */
  readonly time: (instant: number) => string;
  /** A judge's account by another name, always the same within an entry. */
  readonly slot: (entry: string, slot: string) => string;
};

/**
 * An event as one line of a feed; undefined when this audience does not see it. Every field is listed here: free texts,
 * names and whatever an event may hold one day stay out by themselves.
 */
export function feedLine(
  recorded: Recorded<FeedEvent>,
  audience: FeedAudience,
  words: FeedWords,
): JsonObject | undefined {
  const { event, position, recordedAt, validAt, actor } = recorded;
  const { type } = event;
  if (audience === 'public') {
    if (type !== 'ResultsPublished') return undefined;
    const { contest, version, digest } = event;
    return { position, type, contest, version, digest, at: words.time(recordedAt) };
  }
  const isAuditor = audience === 'auditor';
  const slotOf = isAuditor ? (_entry: string, slot: string) => slot : openSlot(words);
  return {
    position,
    ref: refOf(recorded),
    type,
    ...contentOf(event, slotOf),
    recordedAt: words.time(recordedAt),
    validAt: words.time(validAt),
    ...(isAuditor ? { actor } : {}),
  };
}

/** Numbered slots say nothing about who marked and stay. */
const openSlot =
  (words: FeedWords): FeedWords['slot'] =>
  (entry, slot) =>
    /^J?\d+$/.test(slot) ? slot : words.slot(entry, slot);

function contentOf(event: FeedEvent, slotOf: FeedWords['slot']): JsonObject {
  switch (event.type) {
    case 'CompetitionPlanned':
    case 'CompetitionReplanned':
      return { contests: event.contests.map(({ contest }) => contest) };
    case 'CompetitionOpened':
      return { rules: event.rules.map(({ contest, hash }) => ({ contest, hash })) };
    case 'RulesRevised':
      return { contest: event.contest, hash: event.hash };
    case 'ContestCancelled':
      return { contest: event.contest };
    case 'ContestMerged':
      return { contest: event.contest, into: event.into };
    case 'ScoresFrozen':
      return { contest: event.contest };
    case 'ResultsPublished':
      return { contest: event.contest, version: event.version, digest: event.digest };
    case 'EntrySubmitted': {
      const { contest, entry, number, group, kind } = event;
      return { contest, entry, number, ...(group === undefined ? {} : { group }), kind };
    }
    case 'ScoreRecorded': {
      const { contest, entry, criterion, slot, value } = event;
      return { contest, entry, criterion, slot: slotOf(entry, slot), value };
    }
    case 'CorrectionProposed':
    case 'ScoreCorrected': {
      const { contest, entry, criterion, slot, from, to } = event;
      return { contest, entry, criterion, slot: slotOf(entry, slot), from, to };
    }
    case 'SpreadStands':
      return { contest: event.contest, entry: event.entry, criterion: event.criterion };
    case 'EntryVetoed':
      return { contest: event.contest, entry: event.entry, clause: event.clause };
    case 'EntryWithdrawn':
    case 'EntryAbsent':
    case 'EntryDisqualified':
    case 'EntryReinstated':
      return { contest: event.contest, entry: event.entry };
  }
}

/** What a board's reader is told: up to where it changed, and whether something waits to be published. */
export type BoardState = { readonly position: Position; readonly pending: boolean };

type ContestState = {
  readonly changedAt: Position;
  readonly frozenAt?: Position;
  readonly publications: readonly { readonly position: Position }[];
};

/**
 * How a board stands for one reader; undefined when there is nothing this reader may know of. The public's position is that of
 * the last publication, whatever was recorded since.
 */
export function boardState(contest: ContestState, isStaff: boolean): BoardState | undefined {
  const published = contest.publications.at(-1)?.position;
  const pending = published !== undefined && contest.changedAt > published;
  if (isStaff) return { position: Math.max(contest.changedAt, contest.frozenAt ?? 0, published ?? 0), pending };
  return published === undefined ? undefined : { position: published, pending };
}

/** Whether a reader who knows `told` must hear of `now`. A board never goes back: an older state is no news. */
export function isNews(told: Partial<BoardState>, now: BoardState): boolean {
  const { position = -1, pending = false } = told;
  return now.position > position || (now.position === position && now.pending && !pending);
}
