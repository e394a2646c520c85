import {
  boardsOfContest,
  competitionCodec,
  contestRow,
  standings,
  wholeBoard,
  type CompetitionEvent,
} from '@xf/competitions';
import { execute, untyped, type BatchItem, type Engine, type Reaction, type Reads } from '@xf/es';
import { asOf } from '../as-of';
import { roundFold } from '../round/rules';
import { dayOf, roundStream } from '../terms';
import type { AnnounceHonour, NoteDue, NotePlace } from './command.keeping';
import { honour } from './decide';
import { registerOfAward, register, registerSet, type HonourRow } from './project';
import { adoptionsOf, dueList, embargoesOver } from './query';

/** More than falls due at any time; what is left comes with the next sweep. */
const sweepMax = 10_000;

/**
 * Records of every honour what is due of it, once for each day it is due since, and answers how many were new. What is due
 * is a query, and each command has an id that follows from it: sweeping twice, or in two processes, adds nothing.
 * domain-rules 111, 112.
 */
export async function noteHonoursDue(engine: Engine, reads: Pick<Reads, 'live'>): Promise<number> {
  const today = dayOf(engine.clock.now());
  const due = await reads
    .live(register)
    .read((view) => adoptionsOf(view).flatMap((adopted) => dueList(view, adopted, today, sweepMax)));
  let noted = 0;
  for (const { row, due: what, since } of due) {
    if (row.due?.due === what && row.due.since === since) continue;
    const { award, subject, honour: of, organization, id } = row;
    const command: NoteDue = { type: 'NoteDue', award, subject, honour: of, organization, due: what, since };
    const context = { actor: 'job:honours-due', command: `honours-due:${id}.${what}.${since}` };
    const outcome = await execute(engine, honour, command, context);
    if (outcome.kind === 'done' && !outcome.repeated) noted += 1;
  }
  return noted;
}

/**
 * Records of every honour whose embargo is over that it is announced, which puts it on the roll, and answers how many were new.
 * Each command has an id that follows from its honour: sweeping twice, or in two processes, adds nothing.
 */
export async function announceHonours(engine: Engine, reads: Pick<Reads, 'live'>): Promise<number> {
  const now = engine.clock.now();
  const over = await reads.live(register).read((view) => embargoesOver(view, now, sweepMax));
  let announced = 0;
  for (const { award, subject, honour: of, organization, id } of over) {
    const command: AnnounceHonour = { type: 'AnnounceHonour', award, subject, honour: of, organization };
    const outcome = await execute(engine, honour, command, {
      actor: 'job:embargoes-due',
      command: `embargoes-due:${id}`,
    });
    if (outcome.kind === 'done' && !outcome.repeated) announced += 1;
  }
  return announced;
}

/**
 * A later publication of results → for every honour that rests on a place of that contest, the place it has now. Nothing
 * is taken away by itself: the organizer finds the honour on a list and decides. Everything is looked up as of the
 * publication, from the contest and from the awards of its rounds. domain-rules 84.
 */
export function notePlaces(engine: Engine, reads: Reads): Reaction<CompetitionEvent> {
  return {
    name: 'note-places',
    codec: competitionCodec,
    async react({ event, position }) {
      if (event.type !== 'ResultsPublished' || event.version === 1) return [];
      const { competition, contest, version } = event;
      const resting: HonourRow[] = [];
      for (const award of await awardsOf(engine, event.rounds, position)) {
        const view = await reads.at(registerOfAward, { position }, award);
        const held = view.range(registerSet({ award }), { limit: Number.MAX_SAFE_INTEGER }).map(({ row }) => row);
        for (const row of held) if (row.kind === 'honour' && restsOn(row, competition, contest)) resting.push(row);
      }
      if (resting.length === 0) return [];
      const view = await reads.at(standings, { position }, competition);
      const row = contestRow(view, competition, contest);
      if (row === undefined) return [];
      const ranks = new Map<string, number | undefined>();
      for (const board of boardsOfContest(row)) {
        for (const one of wholeBoard(view, row, board)) ranks.set(`${board}/${one.row.entry}`, one.rank);
      }
      return resting.map((one): BatchItem => itemOf(one, ranks, { version, position }));
    },
  };
}

async function awardsOf(engine: Engine, rounds: readonly string[], position: number): Promise<ReadonlySet<string>> {
  const awards = new Set<string>();
  for (const round of rounds) {
    const state = await asOf(engine, roundFold, roundStream(round), position);
    if (state.status === 'unknown') continue;
    for (const { document } of state.awards.values()) if (document.direct !== undefined) awards.add(document.id);
  }
  return awards;
}

const restsOn = ({ basis, revoked }: HonourRow, competition: string, contest: string): boolean =>
  revoked === undefined && basis?.kind === 'contest' && basis.competition === competition && basis.contest === contest;

function itemOf(
  { basis, award, subject, honour: of, organization }: HonourRow,
  ranks: ReadonlyMap<string, number | undefined>,
  at: { readonly version: number; readonly position: number },
): BatchItem {
  if (basis?.kind !== 'contest') throw new Error('an honour that rests on no contest');
  const { competition, contest, board, entry, rank: was } = basis;
  const rank = ranks.get(`${board}/${entry}`);
  const command: NotePlace = {
    type: 'NotePlace',
    ...{ award, subject, honour: of, organization, competition, contest, board, entry, was },
    ...(rank === undefined ? {} : { rank }),
    ...at,
  };
  return { decider: untyped(honour), command };
}
