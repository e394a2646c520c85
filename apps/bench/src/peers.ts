import { mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openSqliteEventStore, openSqliteVault, systemClock } from '@xf/adapters';
import { engineOf } from '@xf/runtime';
import { commands } from './append';
import { concurrently, inTurns, type Bench, type Figure } from './measure';
import { installPeers } from './peers.install';
import { startPostgres } from './peers.postgres';
import { DidNotRun, startPeer, type Peer } from './peers.process';
import { fillLog, openCompetition } from './season';

const programs = resolve(__dirname, '../../../../apps/bench/peers');
const entries = 2_000;
const rounds = 5;
/** Both sides make as many calls in a turn, so that their streams grow alike. */
const callsOf = (writers: number): number => (writers === 1 ? 1_000 : 4_000);
const patience = 120_000;

type Place = { readonly installed: string; readonly home: string };
type Contestant = {
  readonly name: string;
  /** How many times as fast we are to be, by the number of writers. */
  readonly bars: ReadonlyMap<number, number>;
  readonly start: (place: Place) => Promise<Peer>;
};

const program = (name: string, args: readonly string[], { installed }: Place): Promise<Peer> =>
  startPeer(join(programs, name), [String(entries), ...args], { folder: installed, patience });

/** As it comes, it opens and closes the file for each read and each append; it can also be given one connection to keep. */
const sqlite = (connections: 'opened' | 'kept'): Contestant => ({
  name: connections === 'kept' ? 'emmett-sqlite, one kept connection' : 'emmett-sqlite',
  bars: new Map([1, 16].map((writers) => [writers, 4])),
  start: (place) => program('sqlite.mjs', [resolve(place.home, `${connections}.sqlite`), connections], place),
});

const postgresql: Contestant = {
  name: 'emmett-postgresql',
  bars: new Map([
    [1, 3],
    [16, 8],
  ]),
  async start(place) {
    const server = await startPostgres(place.installed);
    try {
      const peer = await program('postgresql.mjs', [server.address], place);
      return { ...peer, stop: () => peer.stop().then(server.stop) };
    } catch (error) {
      await server.stop();
      throw error;
    }
  },
};

async function openOurs(folder: string) {
  const home = mkdtempSync(join(folder, 'ours-'));
  const store = openSqliteEventStore({ folder: home, clock: systemClock });
  const vault = openSqliteVault({ folder: home });
  const engine = engineOf({ store, vault, clock: systemClock });
  await openCompetition(engine);
  await fillLog(engine, entries, []);
  const close = () => store.close().then(() => vault.close());
  return { command: commands(engine, entries), close };
}

/** Answers nothing, after having said why, where a peer could not be had or did not hold out. */
async function ifItRuns<T>(what: string, say: (line: string) => void, work: () => Promise<T> | T) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DidNotRun)) throw error;
    say(`peers: ${what}: did not run: ${error.message}`);
    return undefined;
  }
}

async function beside({ name, bars }: Contestant, peer: Peer, folder: string, say: (line: string) => void) {
  const figures: Figure[] = [];
  const { command, close } = await openOurs(folder);
  for (const [writers, bar] of bars) {
    const what = `command, ${writers} writer${writers === 1 ? '' : 's'}`;
    const calls = callsOf(writers);
    const ours = () => concurrently(writers, calls, command);
    const theirs = () => peer.turn(writers, calls);
    const rates = await ifItRuns(`${name}, ${what}`, say, async () => {
      await theirs();
      await ours();
      return inTurns(rounds, ours, theirs);
    });
    if (rates === undefined) continue;
    figures.push({ what, ...rates, against: name, unit: '1/s', ratio: rates.ours / rates.theirs, bar });
  }
  await close();
  return figures;
}

/**
 * The full path of a command beside emmett's own command handler with the same decision, one stream an entry, everything on
 * disk before it is acknowledged. The peers are installed once, beside the folders of the runs.
 */
export const peers: Bench = {
  name: 'peers',
  async run({ quick, folder, say }) {
    if (quick) {
      say('peers: did not run: left out by --quick');
      return [];
    }
    const installed = resolve(folder, '../bench-peers');
    const install = () => {
      installPeers(join(programs, 'package.json'), installed, say);
      return true;
    };
    if ((await ifItRuns('emmett', say, install)) === undefined) return [];
    const figures: Figure[] = [];
    for (const contestant of [sqlite('opened'), sqlite('kept'), postgresql]) {
      const peer = await ifItRuns(contestant.name, say, () => contestant.start({ installed, home: folder }));
      if (peer === undefined) continue;
      say(`peers: ${contestant.name}: ${peer.durable}; ${entries} entries, ${rounds} rounds`);
      try {
        figures.push(...(await beside(contestant, peer, folder, say)));
      } finally {
        await peer.stop();
      }
    }
    return figures;
  },
};
