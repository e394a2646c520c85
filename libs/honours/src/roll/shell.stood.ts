import { decodeRecorded, type Engine, type Instant, type Position, type Reads, type Recorded } from '@xf/es';
import type { Authority } from '@xf/nest';
import { honourCodec, type HonourEvent } from '../honour/events';
import { honourStream } from '../terms';
import { roll, rollKey, type RollRow } from './project';
import { regionOf, type RollSearch } from './query';
import { isHeldBack, rowBefore, rowFrom, stoodPage } from './query.stood';
import { tooWide } from './shell.find';

/** An honour as it stood, names as they were sealed then, and as the roll has it now. */
export type Stood = { readonly row: RollRow; readonly now: RollRow };
export type StoodSearch = Omit<RollSearch, 'award' | 'heldOn'> & {
  /** One after another, in this order; all of the roll at once when absent. */
  readonly awards?: readonly string[] | undefined;
  readonly region?: string | undefined;
  /** Of honours under an embargo those of this organisation that may be known at the moment; none when absent. */
  readonly heldBack?: HeldBack | undefined;
};
export type HeldBack = { readonly organization: string; readonly until: Instant };

/** Honours that are in memory at once. */
const pageMax = 200;

/**
 * The roll at a position for who reads all of it: out of the live view and a page at a time, so a past as long as the roll
 * costs no more memory than a page. What was corrected or sealed anew since is read from the honour's own stream.
 */
export class StoodRolls {
  /** @param most honours of an award, or of the roll, that are looked through */
  constructor(
    private readonly runtime: { readonly reads: Pick<Reads, 'at'>; readonly engine: Pick<Engine, 'store'> },
    private readonly authority: Pick<Authority, 'pathOf'>,
    private readonly most: number,
  ) {}

  /**
   * Everything that matches, newest first; a page is read when it is asked for. Throws the problem `query-invalid` when that
   * means looking through too many.
   */
  async *pages({ awards, ...search }: StoodSearch, position: Position): AsyncGenerator<readonly Stood[]> {
    const view = await this.runtime.reads.at(roll);
    const within = new Map<string, boolean>();
    for (const award of awards ?? [undefined]) {
      let seen = 0;
      for (let after: ReturnType<typeof stoodPage>['next']; ;) {
        const { year, organization } = search;
        const { rows, next } = stoodPage(view, position, { award, year, organization, after, limit: pageMax });
        if ((seen += rows.length) > this.most) throw tooWide(this.most);
        const page: Stood[] = [];
        for (const now of rows) {
          const row = await this.before(now, position);
          if (isWanted(row, search) && (await this.isBelow(search.region, row, within))) page.push({ row, now });
        }
        yield page;
        if (next === undefined) break;
        after = next;
      }
    }
  }

  /** Those honours, in the order of their references. Throws when one did not stand then. */
  async *these(refs: Iterable<string>, position: Position): AsyncGenerator<readonly Stood[]> {
    const view = await this.runtime.reads.at(roll);
    let page: Stood[] = [];
    for (const ref of refs) {
      const now = view.get(rollKey(ref), { once: true });
      if (now === undefined) throw new Error(`${ref}: no honour of the roll`);
      page.push({ row: await this.before(now, position), now });
      if (page.length < pageMax) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  private async before(now: RollRow, position: Position): Promise<RollRow> {
    const kept = rowBefore(now, position);
    if (kept !== undefined) return kept;
    const stored = await this.runtime.engine.store.readStream(honourStream(now.award, now.subject));
    const events: Recorded<HonourEvent>[] = [];
    for (const one of stored) {
      const recorded = decodeRecorded(honourCodec, one);
      if (recorded !== undefined) events.push(recorded);
    }
    const row = rowFrom(events, now.ref, position);
    if (row === undefined) throw new Error(`${now.ref}: the log does not have it at ${position}`);
    return row;
  }

  private async isBelow(region: string | undefined, row: RollRow, within: Map<string, boolean>): Promise<boolean> {
    if (region === undefined) return true;
    const at = regionOf(row);
    let found = within.get(at);
    if (found === undefined) {
      found = (await this.authority.pathOf(at)).includes(region);
      within.set(at, found);
    }
    return found;
  }
}

const isWanted = (row: RollRow, { level, unit, heldBack }: StoodSearch): boolean =>
  (!isHeldBack(row) || isTold(row, heldBack)) &&
  (level === undefined || row.level === level) &&
  (unit === undefined || row.unit?.includes(unit) === true);

const isTold = ({ organization, embargoUntil = 0 }: RollRow, heldBack: HeldBack | undefined): boolean =>
  heldBack !== undefined && organization === heldBack.organization && embargoUntil <= heldBack.until;
