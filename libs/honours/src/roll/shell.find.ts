import { setImmediate } from 'node:timers/promises';
import type { Vault } from '@xf/es';
import { problem, type Authority } from '@xf/nest';
import { rollSet, type RollRow } from './project';
import { regionOf, rollParts, type RollReader, type RollSearch } from './query';
import { rowsNamed, type NameAsked } from './shell.named';

/** Honours by what no set of the roll is ordered by: names, units, levels, regions. */
export class RollFinder {
  /** @param most honours that are looked through for one search */
  constructor(
    private readonly vault: Pick<Vault, 'reveal'>,
    private readonly authority: Pick<Authority, 'pathOf'>,
    private readonly most: number,
  ) {}

  /** Everything that matches, newest first. Throws the problem `query-invalid` when that means looking through too many. */
  async find(
    view: RollReader,
    search: RollSearch & { readonly region?: string | undefined },
    asked?: NameAsked,
  ): Promise<readonly RollRow[]> {
    if (view.size(rollSet(search)) > this.most) throw tooWide(this.most);
    let rows: RollRow[] = [];
    for (const part of rollParts(view, search)) {
      for (const row of part) rows.push(row);
      await setImmediate();
    }
    const { region } = search;
    if (region !== undefined) rows = await this.below(rows, region);
    return asked === undefined ? rows : rowsNamed(this.vault, rows, asked);
  }

  private async below(rows: readonly RollRow[], region: string): Promise<RollRow[]> {
    const within = new Map<string, boolean>();
    for (const row of rows) {
      const at = regionOf(row);
      if (!within.has(at)) within.set(at, (await this.authority.pathOf(at)).includes(region));
    }
    return rows.filter((row) => within.get(regionOf(row)));
  }
}

export function tooWide(most: number) {
  const zh = `范围内超过 ${most} 项荣誉，请加上奖项、年度或组织再查`;
  const en = `there are more than ${most} honours to look through; name the award, the year or the organisation`;
  return problem('query-invalid', { errors: [{ parameter: 'award', code: 'search-too-wide', zh, en }] });
}
