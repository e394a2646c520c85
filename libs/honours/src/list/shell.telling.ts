import { organizationFold, organizationStream } from '@xf/access';
import { erasedName, isSealed, type Engine } from '@xf/es';
import type { ListRow } from '@xf/lists';
import { personalIn, personalParts, type Personal } from '../personal';
import type { RollRow } from '../roll/project';
import { regionOf, withNameOf } from '../roll/query';
import type { Stood } from '../roll/shell.stood';
import { nameOf } from '../visibility/shell';

/** What is shown of a name. */
export type Say = (name: string) => string;

/** Honours as a list prints them: with the names that can be read today, and of those who hold one no more what may be shown. */
export class Telling {
  private readonly regions = new Map<string, string>();

  constructor(
    private readonly runtime: { readonly engine: Pick<Engine, 'vault' | 'store' | 'states'> },
    private readonly ofLost: Say,
  ) {}

  /** A page, its names opened by one call to the vault. */
  async rows(page: readonly Stood[]): Promise<readonly ListRow[]> {
    const named = page.map(({ row, now }) => withNameOf(row, now));
    const sealed = named
      .flatMap((row) => [nameOf(row), ...Object.values(personalIn(row))])
      .flatMap((one) => one ?? [])
      .filter(isSealed);
    const revealed = await this.runtime.engine.vault.reveal(sealed);
    const names = new Map(sealed.map((text, n) => [text, revealed[n]]));
    const told: ListRow[] = [];
    for (const [n, row] of named.entries()) {
      const own = nameOf(row) ?? '';
      const name = isSealed(own) ? names.get(own) : own;
      const isLost = isSealed(own) && page[n]?.now.revoked !== undefined;
      const shown = isLost && name !== undefined ? this.ofLost(name) : name;
      const subject = shown === undefined ? erasedName : shown === name ? row.subject : lostSubject;
      const printed = listRow(row, subject, shown ?? erasedName, await this.nameOfOrganization(regionOf(row)));
      // What stands beside a name goes where the name goes.
      if (shown !== undefined && shown === name) putBeside(printed, row, names);
      told.push(printed);
    }
    return told;
  }

  private async nameOfOrganization(id: string): Promise<string> {
    const known = this.regions.get(id);
    if (known !== undefined) return known;
    const { engine } = this.runtime;
    const { state } = await engine.states.load(engine.store, organizationFold, organizationStream(id));
    const name = state.status === 'unknown' ? id : state.name;
    this.regions.set(id, name);
    return name;
  }
}

type Printing = { -readonly [Field in keyof ListRow]: ListRow[Field] };

function putBeside(printed: Printing, row: Personal, opened: ReadonlyMap<string, string | undefined>): void {
  for (const part of personalParts) {
    const sealed = row[part];
    const text = sealed === undefined ? undefined : opened.get(sealed);
    if (text !== undefined) printed[part] = text;
  }
}

/** Masked names are alike, and are not meant to be told apart. */
const lostSubject = 'revoked';

export const isErased = ({ subject }: ListRow): boolean => subject === erasedName;
/** Its name is not shown, or not as it is. */
export const isHidden = (row: ListRow): boolean => isErased(row) || row.subject === lostSubject;

/**
 * Those who were erased share a subject: nothing tells them apart any more, and nothing has to. One literal, as there is one for each
 * row of a long list: an object put together of several leaves a kilobyte behind that only a full collection finds.
 */
function listRow(row: RollRow, subject: string, name: string, region: string): Printing {
  const { ref, awardTitle, receiver, decision, conferredOn, unit } = row;
  const printed: Printing = {
    key: ref,
    subject,
    award: awardTitle,
    kind: receiver,
    name,
    region,
    decision: decision.text,
    conferredOn,
  };
  if (unit !== undefined) printed.unitPost = unit;
  return printed;
}
