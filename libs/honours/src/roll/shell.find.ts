import { isSealed, type Vault } from '@xf/es';
import { plainName } from '@xf/lists';
import { problem, type Authority } from '@xf/nest';
import { nameOf } from '../visibility/shell';
import { rollSet, type RollRow } from './project';
import { regionOf, rollRows, type RollReader, type RollSearch } from './query';

/** Names that are opened by one call to the vault. */
const namesAtOnce = 2_000;

/** A name as somebody typed it: the whole of it, or a part. */
export type NameAsked = { readonly name: string; readonly whole: boolean };

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
    let rows = rollRows(view, search);
    const { region } = search;
    if (region !== undefined) rows = await this.below(rows, region);
    return asked === undefined ? rows : this.named(rows, asked);
  }

  private async below(rows: readonly RollRow[], region: string): Promise<readonly RollRow[]> {
    const within = new Map<string, boolean>();
    for (const row of rows) {
      const at = regionOf(row);
      if (!within.has(at)) within.set(at, (await this.authority.pathOf(at)).includes(region));
    }
    return rows.filter((row) => within.get(regionOf(row)));
  }

  private async named(rows: readonly RollRow[], { name, whole }: NameAsked): Promise<readonly RollRow[]> {
    const wanted = folded(name);
    const found: RollRow[] = [];
    for (let at = 0; at < rows.length; at += namesAtOnce) {
      const part = rows.slice(at, at + namesAtOnce);
      const sealed = part.flatMap((row) => nameOf(row) ?? []).filter(isSealed);
      const revealed = await this.vault.reveal(sealed);
      const names = new Map(sealed.map((text, n) => [text, revealed[n]]));
      for (const row of part) {
        const own = nameOf(row) ?? '';
        const shown = isSealed(own) ? names.get(own) : own;
        if (shown === undefined) continue;
        if (whole ? folded(shown) === wanted : folded(shown).includes(wanted)) found.push(row);
      }
    }
    return found;
  }
}

/** A name of two characters is padded in print; it is found however it is typed. domain-rules 114 */
const folded = (name: string): string => plainName(name.normalize('NFKC'));

function tooWide(most: number) {
  const zh = `范围内超过 ${most} 项荣誉，请加上奖项、年度或组织再查`;
  const en = `there are more than ${most} honours to look through; name the award, the year or the organisation`;
  return problem('query-invalid', { errors: [{ parameter: 'award', code: 'search-too-wide', zh, en }] });
}
