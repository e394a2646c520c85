import { memberPage, sealedParts, type Position, type Recorded, type ViewReader } from '@xf/es';
import type { HonourEvent } from '../honour/events';
import { embargoedSet, outAt, revokedSet, roll, rollKey, rollSet, type RollFilter, type RollRow } from './project';
import { inOrder } from './query';

type Cursor = { readonly sort: string; readonly key: string };

/** Honours that stood at a position, as the roll has them now, and where the next page starts. */
export type StoodPage = { readonly rows: readonly RollRow[]; readonly next?: Cursor };

/**
 * One page of the roll as it stood at a position, newest first, out of the live view: of up to `limit` honours those that
 * had been given by then and not taken back, with those under an embargo. An honour never changes its place, so pages that are asked for while the roll goes on
 * miss none. domain-rules 124.
 */
export function stoodPage(
  view: Pick<ViewReader<RollRow>, 'position' | 'range'>,
  position: Position,
  { after, limit, ...filter }: RollFilter & { after?: Cursor | undefined; limit: number },
): StoodPage {
  const both = {
    position: () => view.position(),
    range: (_set: string, options: { readonly after?: Cursor | undefined; readonly limit: number }) =>
      [rollSet(filter), revokedSet(filter), embargoedSet(filter)]
        .flatMap((set) => view.range(set, { ...options, once: true }))
        .sort(inOrder)
        .slice(0, options.limit),
  };
  const { members, next } = memberPage(both, '', { after, limit });
  const rows = members.map(({ row }) => row).filter((row) => stoodAt(row, position));
  return next === undefined ? { rows } : { rows, next };
}

const stoodAt = ({ position: given, revoked }: RollRow, position: Position): boolean =>
  given <= position && (revoked === undefined || revoked.position > position);

/** Under an embargo, with these rows as they stood then. */
export const isHeldBack = (row: RollRow): boolean => outAt(row) === undefined;

/**
 * What the roll had of an honour at a position, out of what it has now; undefined when its stream has to be read, because it
 * was corrected since, or its name was sealed anew.
 */
export function rowBefore(now: RollRow, position: Position): RollRow | undefined {
  if (now.corrections?.some((one) => one.position > position) === true || isKeptName(now)) return undefined;
  const { revoked: _revoked, announced, ...row } = now;
  return announced === undefined || announced > position ? row : { ...row, announced };
}

/** A name that a law keeps is under a key of its own. */
const isKeptName = ({ name, subject }: RollRow): boolean =>
  name !== undefined && (sealedParts(name)?.subject ?? subject) !== subject;

/** The same, from the events of the honour's stream. */
export function rowFrom(events: Iterable<Recorded<HonourEvent>>, ref: string, position: Position): RollRow | undefined {
  let row: RollRow | undefined;
  for (const recorded of events) {
    if (recorded.position > position || !roll.keys(recorded).includes(rollKey(ref))) continue;
    row = roll.fold(row, recorded, rollKey(ref));
  }
  return row;
}
