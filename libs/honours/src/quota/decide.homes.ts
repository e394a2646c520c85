import { readEach, type ReadState } from '@xf/es';
import { lastUnit, personFold, personStream, unitFold, unitStream } from '@xf/registry';
import { candidacyStream } from '../chain/events';
import { candidacyFold } from '../chain/rules.standing';
import { pathOf } from '../organization-path';
import type { NominationState } from '../nomination/rules';
import type { QuotaRejection } from './command';

type Nominations = ReadonlyMap<string, NominationState>;

/** Where nominees belong, and where those organisations stand. */
export type Homes = {
  /** By nomination, where it is known: who filed the candidacy, else who keeps the person's unit in the register. */
  readonly homes: ReadonlyMap<string, string>;
  /** By organisation that recommended or is somebody's home: all above it from the root, itself last. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
};

export async function homesOf(round: string, nominations: Nominations, read: ReadState): Promise<Homes> {
  const known = [...nominations].flatMap(([id, one]) =>
    one.status === 'unknown' ? [] : [[id, one.proposed] as const],
  );
  const found = await readEach(known, async ([id, { subject }]) => {
    const { filed } = await read(candidacyFold, candidacyStream(round, id));
    return [id, filed?.organization ?? (await registeredHome(subject, read))] as const;
  });
  const homes = new Map(found.flatMap(([id, home]) => (home === undefined ? [] : [[id, home] as const])));
  const asked = new Set(homes.values());
  for (const [, { basis }] of known) if (basis.kind === 'recommendation') asked.add(basis.by);
  const paths = await readEach(asked, async (id) => [id, await pathOf(id, read)] as const);
  return { homes, paths: new Map(paths) };
}

async function registeredHome(subject: string, read: ReadState): Promise<string | undefined> {
  const unit = lastUnit(await read(personFold, personStream(subject)));
  if (unit === undefined) return undefined;
  const found = await read(unitFold, unitStream(unit));
  return found.status === 'unknown' ? undefined : found.organization;
}

/**
 * Ranks whoever recommended, or stands above that; below it only those on the way down to where the nominee belongs, or one plant
 * would take whom the city nominated for another. Nobody recommended a winner: where it is not known to whom they belong, any
 * unit may rank them.
 */
export function notOfUnit(
  nomination: string,
  unit: string,
  { nominations, homes, paths }: Homes & { readonly nominations: Nominations },
): QuotaRejection | undefined {
  const found = nominations.get(nomination);
  if (found === undefined || found.status === 'unknown') return undefined;
  const { basis } = found.proposed;
  const home = homes.get(nomination);
  const isOver = (one: string): boolean => paths.get(one)?.includes(unit) === true;
  if (basis.kind === 'recommendation' && isOver(basis.by)) return undefined;
  if (home === undefined ? basis.kind !== 'recommendation' : isOver(home)) return undefined;
  return { code: 'nomination-not-of-unit', nomination, unit };
}
