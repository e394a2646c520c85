import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { openSqliteEventStore, openSqliteFrames, openSqliteVault, openSqliteViews, systemClock } from '@xf/adapters';
import { boardPage, contestRow, standings, type StandingRow } from '@xf/competitions';
import {
  follow,
  framesEvery,
  makeFrames,
  viewFollower,
  viewFromFrames,
  type EventStore,
  type Instant,
  type Position,
  type View,
} from '@xf/es';
import { engineOf, everyCodec } from '@xf/runtime';
import { timed, type Figure, type Scale } from './measure';
import { fillMarks, ids, noise, openCompetition } from './season';

const marksOfEach = 40;
const limitMs = 1_000;
const looks = 30;

/**
 * The slowest of many boards at moments anywhere in a competition, its first hundred rows read, the frames made ahead. The marks
 * come field by field, so that between two frames every event touches another row: no order is slower.
 */
export async function pastBoards({ quick, folder, say }: Scale): Promise<readonly Figure[]> {
  const entries = quick ? 1_000 : 50_000;
  const marks = `${(entries * marksOfEach).toLocaleString('en')} marks`;
  const home = mkdtempSync(join(folder, 'past-'));
  const store = openSqliteEventStore({ folder: home, clock: systemClock });
  const engine = engineOf({ store, vault: openSqliteVault({ folder: home }), clock: systemClock });
  const frames = openSqliteFrames({ folder: home });
  const views = openSqliteViews({ folder: home });
  try {
    say(`engine: filling a competition with ${marks}`);
    await openCompetition(engine);
    await fillMarks(engine, entries, marksOfEach);
    const head = await store.head();
    const past = { store, codec: everyCodec as never, projection: standings, partition: ids.competition, frames };
    const following = await timed(() => followed(store, views.open<StandingRow>(standings.name, standings.version)));
    const ahead = await timed(() => makeFrames({ ...past, pause: () => setImmediate() }, head));
    say(`engine: frames take ${ofFollowing(ahead.ms, following.ms)} of following, ${mebibytes(home, 'past')}`);
    say(`engine: the log takes ${mebibytes(home, 'log')}, the views ${mebibytes(home, 'views')}`);
    const look = async (position: Position, validAt?: Instant): Promise<number> => {
      const { ms } = await timed(async () => {
        const board = await viewFromFrames(past, { position, validAt });
        const contest = contestRow(board, ids.competition, ids.contest);
        if (contest === undefined) throw new Error(`no contest at ${position}`);
        boardPage(board, contest, ids.board, { limit: 100 });
      });
      return ms;
    };
    // As far from a frame as can be, and as late.
    const last = Math.floor(head / framesEvery) * framesEvery - 1;
    const recorded = [];
    const happened = [];
    for (let n = 0; n < looks; n++) {
      const position = n % 5 === 0 && last > 0 ? last - n : 2 + Math.floor(noise(n) * (head - 1));
      recorded.push(await look(position));
      const [event] = await store.readAll(position - 1, 1);
      happened.push(await look(head, event?.validAt));
    }
    const worst = (what: string, times: readonly number[]): Figure => {
      const ours = Math.max(...times);
      return {
        ...{ what: `${what}, ${marks}`, ours, against: 'limit', theirs: limitMs, unit: 'ms worst' },
        ...{ ratio: limitMs / ours, bar: 1 },
      };
    };
    return [
      worst('any as-of board', recorded),
      worst('any board of what had happened by a moment, as known now', happened),
    ];
  } finally {
    frames.close();
    views.close();
    await store.close();
    await engine.vault.close();
    rmSync(home, { recursive: true });
  }
}

async function followed(store: EventStore, view: View<StandingRow>): Promise<void> {
  const breathe = (ms = 0): Promise<void> => (ms === 0 ? setImmediate() : setTimeout(ms));
  const following = follow({ store, codec: everyCodec, followers: [viewFollower(standings, view)], breathe });
  await following.until(await store.head());
  await following.stop();
}

const ofFollowing = (ms: number, following: number): string => `${((100 * ms) / following).toFixed(0)} %`;

function mebibytes(home: string, start: string): string {
  let bytes = 0;
  for (const name of readdirSync(home)) if (name.startsWith(start)) bytes += statSync(join(home, name)).size;
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
