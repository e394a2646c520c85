import { execute, type Engine, type Reads } from '@xf/es';
import { notices } from './decide';
import { objections } from './project';
import { overdue } from './query';
import type { NoticeCommand } from './command';

/** More than wait at any time; what is left comes with the next sweep. */
const sweepMax = 10_000;

/**
 * Gives up every nomination whose objection has had no signed answer by its last minute, and answers how many. What is due
 * is a query, and each command has an id that follows from its objection: sweeping twice, or in two processes, adds nothing.
 * A refusal means that somebody was first, or that the award has been decided; it is no failure. domain-rules 37.
 */
export async function abandonOverdue(engine: Engine, reads: Pick<Reads, 'live'>): Promise<number> {
  const now = engine.clock.now();
  const due = await reads.live(objections).read((view) => overdue(view, now, sweepMax));
  let abandoned = 0;
  for (const { round, notice, objection } of due) {
    const command: NoticeCommand = { type: 'AbandonNomination', round, notice, objection };
    const context = { actor: 'job:notices-due', command: `notices-due:${round}.${objection}` };
    const outcome = await execute(engine, notices, command, context);
    if (outcome.kind === 'done' && !outcome.repeated) abandoned += 1;
  }
  return abandoned;
}
