import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { openSqliteEventStore, openSqliteVault, openSqliteViews, systemClock } from '@xf/adapters';
import { boardAround, boardPage, contestRow, entry, standings, type StandingRow } from '@xf/competitions';
import { execute, fillAll, follow, viewFollower, type Engine, type View } from '@xf/es';
import { engineOf, everyCodec, everyProjection, type AnyProjection } from '@xf/runtime';
import { percentile, timed, type Bench, type Figure, type Scale } from './measure';
import { entryOf, fillLog, ids, noise, openCompetition, scoreCommand } from './season';

type Opened = {
  readonly home: string;
  readonly engine: Engine;
  readonly views: ReturnType<typeof openSqliteViews>;
  readonly view: View<StandingRow>;
};

async function season(folder: string, entries: number): Promise<Opened> {
  const home = mkdtempSync(join(folder, 'boards-'));
  const store = openSqliteEventStore({ folder: home, clock: systemClock });
  const engine = engineOf({ store, vault: openSqliteVault({ folder: home }), clock: systemClock });
  await openCompetition(engine);
  await fillLog(engine, entries, ['practice']);
  const views = openSqliteViews({ folder: home });
  return { home, engine, views, view: views.open<StandingRow>(standings.name, standings.version) };
}

/** What no reader of the log can avoid: every column of every event in order, and its content parsed. */
function rawRead(home: string): number {
  const db = new Database(join(home, 'log.sqlite'), { readonly: true });
  let fields = 0;
  for (const row of db.prepare('SELECT data, * FROM events ORDER BY pos').raw().iterate()) {
    fields += Object.keys(JSON.parse((row as [string])[0]) as object).length;
  }
  db.close();
  return fields;
}

async function rebuilding({ home, engine, views }: Opened, entries: number): Promise<Figure[]> {
  const head = await engine.store.head();
  const raw = await timed(() => rawRead(home));
  const one = async (projections: readonly AnyProjection[]): Promise<number> => {
    const fillings = projections.map((projection) => {
      views.dropRebuild(projection.name, projection.version);
      return { projection, view: views.openRebuild<unknown>(projection.name, projection.version) };
    });
    const { ms } = await timed(() => fillAll(engine.store, everyCodec, fillings, head));
    return ms;
  };
  const board = await one(everyProjection.filter(({ name }) => name === standings.name));
  const all = await one(everyProjection);
  for (const { name, version } of everyProjection) views.promote(name, version);
  const figure = (what: string, ms: number, bar: number): Figure => ({
    ...{ what, against: 'read and parse the same file', unit: 'events/s' },
    ...{ ours: (head / ms) * 1000, theirs: (head / raw.ms) * 1000, ratio: raw.ms / ms, bar },
  });
  const size = `${head.toLocaleString('en')} events, ${entries.toLocaleString('en')} entries`;
  return [figure(`rebuild of the boards (${size})`, board, 0.4), figure('rebuild of all views', all, 0.25)];
}

type Latencies = { readonly rank: number; readonly around: number; readonly top: number };

async function reading(view: View<StandingRow>, entries: number, reads: number): Promise<Latencies> {
  const contest = contestRow(view, ids.competition, ids.contest);
  if (contest === undefined) throw new Error('no contest');
  const p99 = async (work: (n: number) => unknown): Promise<number> => {
    for (let n = 0; n < 200; n++) work(n);
    const times: number[] = [];
    for (let n = 0; n < reads; n++) {
      const start = performance.now();
      work(n);
      times.push(performance.now() - start);
      if (n % 100 === 0) await setImmediate();
    }
    return percentile(times, 0.99);
  };
  const any = (n: number): string => entryOf(Math.floor(noise(n) * entries));
  return {
    rank: await p99((n) => boardAround(view, contest, ids.board, any(n), 0)),
    around: await p99((n) => boardAround(view, contest, ids.board, any(n), 5)),
    top: await p99(() => boardPage(view, contest, ids.board, { limit: 100 })),
  };
}

/** Marks at a steady rate; how long after its acknowledgement each is on the board. */
async function visibility({ engine, view }: Opened, perSecond: number, seconds: number): Promise<number> {
  const following = follow({
    store: engine.store,
    codec: everyCodec,
    followers: [viewFollower(standings, view)],
    breathe: (ms = 0) => (ms === 0 ? setImmediate() : setTimeout(ms)),
  });
  const delays: number[] = [];
  const seen: Promise<void>[] = [];
  const start = performance.now();
  for (let n = 0; n < perSecond * seconds;) {
    const due = Math.min(perSecond * seconds, Math.floor(((performance.now() - start) / 1000) * perSecond));
    for (; n < due; n++) {
      const command = scoreCommand(n % 20_000, `v${Math.floor(n / 20_000)}`);
      seen.push(
        execute(engine, entry, command, { actor: 'bench', command: `bench-live-${n}` }).then(async (outcome) => {
          if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
          const acknowledged = performance.now();
          await following.until(outcome.position);
          delays.push(performance.now() - acknowledged);
        }),
      );
    }
    await setTimeout(1);
  }
  await Promise.all(seen);
  await following.stop();
  return percentile(delays, 0.99);
}

async function close({ home, engine, views }: Opened): Promise<void> {
  await engine.store.close();
  views.close();
  await engine.vault.close();
  rmSync(home, { recursive: true });
}

export const boards: Bench = {
  name: 'boards',
  async run({ quick, folder, say }: Scale) {
    const large = quick ? 20_000 : 500_000;
    const small = large / 10;
    say(`boards: filling a log with ${large.toLocaleString('en')} entries and as many marks`);
    const big = await season(folder, large);
    say('boards: rebuilding');
    const rebuilt = await rebuilding(big, large);
    big.views.close();
    const views = openSqliteViews({ folder: big.home });
    const opened = { ...big, views, view: views.open<StandingRow>(standings.name, standings.version) };
    say('boards: reading');
    const bigReads = await reading(opened.view, large, quick ? 1_000 : 5_000);
    say('boards: marks becoming visible at 2,000 a second');
    const visible = await visibility(opened, 2_000, quick ? 2 : 10);
    await close(opened);
    const little = await season(folder, small);
    await rebuilding(little, small);
    little.views.close();
    const littleViews = openSqliteViews({ folder: little.home });
    const littleOpened = {
      ...little,
      views: littleViews,
      view: littleViews.open<StandingRow>(standings.name, standings.version),
    };
    const smallReads = await reading(littleOpened.view, small, quick ? 1_000 : 5_000);
    await close(littleOpened);
    const limit = (what: string, ours: number, theirs: number): Figure => ({
      ...{ what, ours, against: 'limit', theirs, unit: 'ms p99', ratio: theirs / ours, bar: 1 },
    });
    const sizes = (what: string, ours: number, theirs: number): Figure => ({
      ...{
        what: `${what}, ${large} against ${small} entries`,
        ours,
        against: 'a tenth of the entries',
        theirs,
        unit: 'ms p99',
      },
      ...{ ratio: theirs / ours, bar: 1 / 1.5 },
    });
    return [
      ...rebuilt,
      limit('rank of any entry', bigReads.rank, 2),
      limit('around', bigReads.around, 2),
      limit('top 100', bigReads.top, 2),
      sizes('rank of any entry', bigReads.rank, smallReads.rank),
      sizes('around', bigReads.around, smallReads.around),
      sizes('top 100', bigReads.top, smallReads.top),
      limit('mark on the board after its acknowledgement, 2,000/s', visible, 50),
    ];
  },
};
