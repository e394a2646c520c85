import { memberPage, type Instant, type Position, type ViewReader } from '@xf/es';
import { inForce } from '../adoption/rules';
import type { AwardDocument } from '../award/rules';
import { isEmbargoed } from '../embargo';
import type { Day } from '../terms';
import {
  adoptionKey,
  adoptionsSet,
  embargoesSet,
  failedSet,
  idSet,
  instantSet,
  lookedOf,
  lookedSet,
  openSet,
  placesSet,
  registerSet,
  revocationKey,
  revokedBySet,
  type AdoptionRow,
  type HonourRow,
  type RegisterFilter,
  type RegisterRow,
  type RevocationRow,
} from './project';
import { dueOn, type Due } from './rules.due';

type Reader = ViewReader<RegisterRow>;
type Cursor = { readonly sort: string; readonly key: string };
type Asked = { readonly after?: Cursor | undefined; readonly limit: number };

const allMax = Number.MAX_SAFE_INTEGER - 1;
const honoursIn = (members: readonly { readonly row: RegisterRow }[]): readonly HonourRow[] =>
  members.flatMap(({ row }) => (row.kind === 'honour' ? [row] : []));

export type RegisterPage = {
  readonly position: Position;
  readonly total: number;
  readonly rows: readonly HonourRow[];
  readonly next?: Cursor;
};

function pageOf(view: Reader, set: string, asked: Asked): RegisterPage {
  const { members, ...page } = memberPage(view, set, asked);
  return { ...page, total: view.size(set), rows: honoursIn(members) };
}

/** Honours of an organisation, newest first, with what became of them. domain-rules 109. */
export const registerPage = (view: Reader, filter: RegisterFilter, asked: Asked): RegisterPage =>
  pageOf(view, registerSet(filter), asked);

/** The honour of an opaque id. */
export const honourOf = (view: Reader, id: string): HonourRow | undefined =>
  honoursIn(view.range(idSet(id), { limit: 1 }))[0];

export type RevocationTold = {
  readonly row: RevocationRow;
  /** Every honour it took back, in the order of the decision. */
  readonly honours: readonly HonourRow[];
  /** Those whose plaque has not come back, where the decision asks for it. */
  readonly open: readonly HonourRow[];
};

/** A decision with what came back; undefined when there is none. domain-rules 110. */
export function revocationOf(view: Reader, revocation: string): RevocationTold | undefined {
  const row = view.get(revocationKey(revocation));
  if (row?.kind !== 'revocation') return undefined;
  const all = (set: string): readonly HonourRow[] => honoursIn(view.range(set, { limit: allMax }));
  return { row, honours: all(revokedBySet(revocation)), open: all(openSet(revocation)) };
}

export const adoptionsOf = (view: Reader): readonly AdoptionRow[] =>
  view.range(adoptionsSet, { limit: allMax }).flatMap(({ row }) => (row.kind === 'adoption' ? [row] : []));

export function adoptionOf(view: Reader, organization: string, award: string): AdoptionRow | undefined {
  const row = view.get(adoptionKey(organization, award));
  return row?.kind === 'adoption' ? row : undefined;
}

/** Honours whose embargo is over and that were not announced yet, at most `limit`. */
export const embargoesOver = (view: Reader, now: Instant, limit: number): readonly HonourRow[] =>
  honoursIn(view.range(embargoesSet, { limit })).filter((row) => !isEmbargoed(row, now));

export type DueHonour = Due & { readonly row: HonourRow };

/**
 * Honours of an award of which something is due on a day by the wording that holds then, at most `limit`: failed re-checks
 * whose term is over first, then those nobody looked at, the longest first. Costs what is due, not what is held.
 * domain-rules 111, 112.
 */
export function dueList(view: Reader, adopted: AdoptionRow, day: Day, limit: number): readonly DueHonour[] {
  const document = inForce(adopted, day)?.document;
  if (document === undefined) return [];
  const { organization, award } = adopted;
  const sets = [failedSet(organization, award), lookedSet(organization, award)];
  return sets.flatMap((set) => dueIn(view, set, document, day, limit)).slice(0, limit);
}

/** A set goes by the day the next one is counted from, so nothing is due behind the first that is not. */
function dueIn(view: Reader, set: string, document: AwardDocument, day: Day, limit: number): readonly DueHonour[] {
  const found: DueHonour[] = [];
  for (const row of honoursIn(view.range(set, { limit }))) {
    const due = dueOn(lookedOf(row), document, day);
    if (due === undefined) break;
    found.push({ ...due, row });
  }
  return found;
}

/** Held honours that rest on a place that has changed since. domain-rules 84. */
export const changedPlaces = (view: Reader, organization: string, asked: Asked): RegisterPage =>
  pageOf(view, placesSet(organization), asked);

/** Honours given outside a round that a year's list of an award takes single-listed, beside its base. domain-rules 106. */
export const singleListed = (view: Reader, organization: string, award: string, year: number): readonly HonourRow[] =>
  honoursIn(view.range(instantSet(organization, award, year), { limit: allMax }));
