import {
  accept,
  assertNever,
  noChange,
  reject,
  type Decider,
  type Decision,
  type Foldable,
  type Instant,
} from '@xf/es';
import { dayOf, isDay, type Day } from '../terms';
import type { ListCommand, ListContext, ListRejection, PrepareList } from './command';
import { listCodec, listsStream, type AwardCount, type ListEvent, type ListPrepared } from './events';
import {
  deniedColumns,
  heldColumns,
  isShownTo,
  lastDayOf,
  readerOf,
  standingOf,
  unprintedColumns,
  type Limits,
} from './rules';

/** The versions of each list, oldest first. */
export type ListsState = ReadonlyMap<string, readonly KnownVersion[]>;
type KnownVersion = ListPrepared & { readonly withdrawn?: true };

export const listsFold: Foldable<ListsState, ListEvent> = {
  name: 'lists',
  codec: listCodec,
  initial: new Map(),
  evolve(state, event): ListsState {
    if (event.type === 'ListWithdrawn') {
      const versions = state.get(event.list) ?? [];
      const told = versions.map((one) => (one.version === event.version ? { ...one, withdrawn: true as const } : one));
      return new Map(state).set(event.list, told);
    }
    if (event.type !== 'ListPrepared') return state;
    return new Map(state).set(event.list, [...(state.get(event.list) ?? []), event]);
  },
};

export const versionOf = (state: ListsState, list: string, version: number): KnownVersion | undefined =>
  state.get(list)?.find((one) => one.version === version);

type Answer = Decision<ListEvent, ListRejection>;

/** What may be prepared and taken away. Who asks and what was read for it come from outside the command. */
export const listsFor = (context: ListContext): Decider<ListsState, ListCommand, ListEvent, ListRejection> => ({
  ...listsFold,
  stream: ({ organization }) => listsStream(organization),
  decide(command, state, { now, actor }): Answer {
    switch (command.type) {
      case 'PrepareList':
        return prepare(command, state, context, { now, by: actor });
      case 'WithdrawList': {
        const { type: _type, ...said } = command;
        const found = versionOf(state, command.list, command.version);
        if (found === undefined) return reject({ code: 'list-unknown' });
        return found.withdrawn
          ? reject({ code: 'list-withdrawn' })
          : accept({ type: 'ListWithdrawn', ...said, by: actor });
      }
      case 'DownloadList': {
        const { type: _type, ...asked } = command;
        const wanted = [command.version, ...(command.against === undefined ? [] : [command.against])];
        for (const version of wanted) {
          const found = versionOf(state, command.list, version);
          if (found === undefined || !isShownTo(readerOf(context.roles), found, now))
            return reject({ code: 'list-unknown' });
          if (found.withdrawn) return reject({ code: 'list-withdrawn' });
          if (version === command.version && standingOf(found, now) === 'over') return reject(overOf(found));
        }
        return accept({ type: 'ListDownloaded', ...asked, by: actor });
      }
      default:
        return assertNever(command);
    }
  },
});

type At = { readonly now: number; readonly by: string };

/** A request for what a role may not have is recorded as such, and makes no list. domain-rules 119. */
function prepare(command: PrepareList, state: ListsState, { roles, gathered }: ListContext, { now, by }: At): Answer {
  const { type: _type, stated, asOf: _asOf, ...said } = command;
  const { organization, list, purpose, columns, embargoUntil, endsOn } = said;
  const denied = deniedColumns(roles, columns, gathered?.limits.personal);
  if (denied.length > 0) return accept({ type: 'ListDenied', organization, list, by, purpose, columns: denied });
  const unheld = columns.filter((column) => !heldColumns.includes(column));
  if (unheld.length > 0) return reject({ code: 'column-not-held', columns: unheld });
  if (endsOn !== undefined && !isDay(endsOn)) return reject({ code: 'no-such-day' });
  const out = Math.max(now, embargoUntil ?? now);
  if (endsOn !== undefined && dayOf(out) > endsOn) return reject({ code: 'term-over' });
  // Nothing is read again for a request that was answered before: it gets the first answer.
  if (gathered === undefined) return noChange;
  const { limits, ...found } = gathered;
  const end = purpose === 'internal' ? { endsOn } : endOf(endsOn, out, limits);
  if ('rejected' in end) return reject(end.rejected);
  const unprinted = purpose === 'internal' ? [] : unprintedColumns(columns, limits);
  if (unprinted.length > 0) return reject({ code: 'column-not-printed', columns: unprinted });
  const total = gathered.counts.reduce((sum, { count }) => sum + count, 0);
  const differing = differingCounts(stated, gathered.counts);
  if (differing.length > 0) return reject({ code: 'count-differs', differing });
  if (total === 0) return reject({ code: 'list-empty' });
  const version = (state.get(list)?.length ?? 0) + 1;
  const until = end.endsOn === undefined ? {} : { endsOn: end.endsOn };
  return accept({ type: 'ListPrepared', ...said, ...found, ...until, total, version, by });
}

/** Whatever is published has an end: the stated one, no later than the documents allow, or the one they give. */
function endOf(
  stated: Day | undefined,
  out: Instant,
  limits: Limits,
): { readonly endsOn: Day } | { readonly rejected: ListRejection } {
  const last = lastDayOf(out, limits);
  if (stated !== undefined && last !== undefined && stated > last) return { rejected: { code: 'term-long', last } };
  const endsOn = stated ?? last;
  return endsOn === undefined ? { rejected: { code: 'end-missing' } } : { endsOn };
}

export const overOf = ({ endsOn }: Pick<ListPrepared, 'endsOn'>): ListRejection =>
  endsOn === undefined ? { code: 'list-over' } : { code: 'list-over', endsOn };

/** domain-rules 116: awards that were not stated count as none. */
function differingCounts(stated: readonly AwardCount[], listed: readonly AwardCount[]) {
  const awards = [...new Set([...stated, ...listed].map(({ award }) => award))];
  const of = (counts: readonly AwardCount[], award: string) => counts.find((one) => one.award === award)?.count ?? 0;
  return awards
    .map((award) => ({ award, stated: of(stated, award), listed: of(listed, award) }))
    .filter((one) => one.stated !== one.listed);
}
