import { execute, type Engine, type Reads } from '@xf/es';
import type { AnnounceHonour } from '../honour/command.keeping';
import { honour } from '../honour/decide';
import { roll } from './project';
import { embargoesOver } from './query';

/** More than end at any time; what is left comes with the next sweep. */
const sweepMax = 10_000;

/**
 * Records of every honour whose embargo is over that it is announced, which puts it on the roll, and answers how many were new.
 * Each command has an id that follows from its honour: sweeping twice, or in two processes, adds nothing.
 */
export async function announceHonours(engine: Engine, reads: Pick<Reads, 'live'>): Promise<number> {
  const now = engine.clock.now();
  const over = await reads.live(roll).read((view) => embargoesOver(view, now, sweepMax));
  let announced = 0;
  for (const row of over) {
    const { award, subject, organization, ref } = row;
    const of = Number(ref.slice(ref.lastIndexOf('@') + 1));
    const command: AnnounceHonour = { type: 'AnnounceHonour', award, subject, organization, honour: of };
    const outcome = await execute(engine, honour, command, {
      actor: 'job:embargoes-due',
      command: `embargoes-due:${ref}`,
    });
    if (outcome.kind === 'done' && !outcome.repeated) announced += 1;
  }
  return announced;
}
