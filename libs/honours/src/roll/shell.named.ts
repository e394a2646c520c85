import { isSealed, type Vault } from '@xf/es';
import { plainName } from '@xf/lists';
import type { RollRow } from './project';

/** Names that are opened by one call to the vault. */
const namesAtOnce = 2_000;

/** A name as somebody typed it: the whole of it, or a part. */
export type NameAsked = { readonly name: string; readonly whole: boolean };

/** The honours whose holder bears the name, as it can be read now. */
export async function rowsNamed(
  vault: Pick<Vault, 'reveal'>,
  rows: readonly RollRow[],
  { name, whole }: NameAsked,
): Promise<readonly RollRow[]> {
  const wanted = folded(name);
  const found: RollRow[] = [];
  for (let at = 0; at < rows.length; at += namesAtOnce) {
    const part = rows.slice(at, at + namesAtOnce);
    const sealed = part.flatMap(({ name: own }) => own ?? []).filter(isSealed);
    const revealed = await vault.reveal(sealed);
    const names = new Map(sealed.map((text, n) => [text, revealed[n]]));
    for (const row of part) {
      // A person's name is sealed; a team's or a unit's stands as it is.
      const own = row.name ?? row.title ?? '';
      const shown = isSealed(own) ? names.get(own) : own;
      if (shown === undefined) continue;
      if (whole ? folded(shown) === wanted : folded(shown).includes(wanted)) found.push(row);
    }
  }
  return found;
}

/** A name of two characters is padded in print; it is found however it is typed. domain-rules 114 */
const folded = (name: string): string => plainName(name.normalize('NFKC'));
