import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { memoryEventStore, memoryVault, openSqliteViews, systemClock } from '@xf/adapters';
import { boardAround, contestRow, standings, type StandingRow } from '@xf/competitions';
import { fillAll } from '@xf/es';
import { engineOf, everyCodec, type AnyProjection } from '@xf/runtime';
import { percentile, timed, type Bench, type Figure, type Scale } from './measure';
import { entryOf, fillLog, groupOf, groupsMax, ids, noise, openCompetition, shapes, type Shape } from './season';

type Measured = { readonly events: number; readonly perSecond: number; readonly rank: number };

/** The boards of one contest that is laid out so, filled from its log and then asked for ranks. */
async function measured(folder: string, entries: number, reads: number, shape: Shape): Promise<Measured> {
  const engine = engineOf({ store: memoryEventStore(systemClock), vault: memoryVault(), clock: systemClock });
  await openCompetition(engine, shape);
  await fillLog(engine, entries, ['practice'], shape);
  const events = await engine.store.head();
  const home = mkdtempSync(join(folder, 'shapes-'));
  const views = openSqliteViews({ folder: home });
  try {
    const view = views.open<StandingRow>(standings.name, standings.version);
    const projection = standings as unknown as AnyProjection;
    const { ms } = await timed(() => fillAll(engine.store, everyCodec, [{ projection, view }], events));
    const contest = contestRow(view, ids.competition, ids.contest);
    if (contest === undefined) throw new Error('no contest');
    const times: number[] = [];
    for (let n = 0; n < reads; n++) {
      const one = Math.floor(noise(n) * entries);
      const board = shape === 'groups' && n % 2 === 0 ? `group:${groupOf(one)}` : ids.board;
      const start = performance.now();
      const found = boardAround(view, contest, board, entryOf(one), 0);
      if (n >= reads / 5) times.push(performance.now() - start);
      if (found === undefined) throw new Error(`entry ${one} is not on ${board}`);
    }
    return { events, perSecond: (events / ms) * 1000, rank: percentile(times, 0.99) };
  } finally {
    views.close();
    rmSync(home, { recursive: true });
  }
}

const words: Readonly<Record<Shape, string>> = {
  plain: 'one board',
  groups: `${groupsMax} groups`,
  stages: 'entries from an earlier stage',
  periods: 'marks from a period',
};

/** What groups, stages and periods cost the embedded boards: against the same contest without them. */
export const layouts: Bench = {
  name: 'layouts',
  async run({ quick, folder, say }: Scale) {
    const entries = quick ? 3_000 : 500_000;
    const reads = quick ? 1_000 : 5_000;
    const figures: Figure[] = [];
    say(`layouts: ${entries.toLocaleString('en')} entries, four times`);
    // Whoever goes first would pay for warming up.
    await measured(folder, 2_000, reads, 'plain');
    const plain = await measured(folder, entries, reads, 'plain');
    for (const shape of shapes) {
      if (shape === 'plain') continue;
      const one = await measured(folder, entries, reads, shape);
      const what = `${words[shape]} (${one.events.toLocaleString('en')} events)`;
      figures.push(
        {
          ...{ what: `filling the boards, ${what}`, against: 'one board, the same marks', unit: 'events/s', bar: 0.5 },
          ...{ ours: one.perSecond, theirs: plain.perSecond, ratio: one.perSecond / plain.perSecond },
        },
        {
          ...{ what: `rank of any entry, ${words[shape]}`, against: 'limit', unit: 'ms p99', bar: 1 },
          ...{ ours: one.rank, theirs: 2, ratio: 2 / one.rank },
        },
      );
    }
    return figures;
  },
};
