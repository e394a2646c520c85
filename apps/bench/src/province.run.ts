import type { StreamName } from '@xf/es';
import { openShared, openWorker, type Runtime } from '@xf/runtime';
import { concurrently, median, percentile, timed } from './measure';
import { chanceOf, contestantsOf, drawProvince, marksOf, type Contestant } from './province.draw';
import { competitionOf, entryOf, importMarks, openCompetitions, submitAll } from './province.load';
import { boardsOf, looks, onBoards } from './province.looks';
import {
  costing,
  eventsSoFar,
  optionsOf,
  send,
  stages,
  take,
  type Measured,
  type Play,
  type Season,
} from './province.play';
import { startApart, type Apart } from './province.process';
import { bytesInLog, rebuild } from './province.rebuild';
import { startServers } from './province.servers';

const chunks = 10;

/** A province from the first plan to the last mark, through api processes, workers and servers. */
export async function playProvince(season: Season): Promise<Measured> {
  const servers = await startServers(season.folder);
  try {
    const province = drawProvince(season.seed, season.scale);
    const everybody = contestantsOf(province, season.seed);
    const writer = await openShared(optionsOf({ servers, folder: season.folder }, 1));
    const play: Play = { ...season, servers, province, everybody, writer, stock: [], sent: { count: 0 }, figures: {} };
    try {
      await fill(play);
      await bytesInLog(play);
      await apart(play);
      const fleet = await inOneProcess(play);
      await rebuild(play, fleet.api);
      await fleet.close();
    } finally {
      await writer.close();
    }
    return play.figures;
  } finally {
    await servers.stop();
  }
}

/** Plans, entries, and as many marks as are not sent one by one. */
async function fill(play: Play): Promise<void> {
  const { writer, province, everybody, live, seed, figures, say } = play;
  const engine = writer.engine;
  say(`province: ${province.sizes.length} competitions, the largest of ${Math.max(...province.sizes)}`);
  figures['competitions'] = province.sizes.length;
  figures['largest'] = Math.max(...province.sizes);
  await openCompetitions(engine, province);
  const entering = await costing(() => submitAll(engine, everybody, province));
  figures['import of an entry us'] = entering.cpu / everybody.length;
  figures['import of an entry wall us'] = (entering.ms * 1_000) / everybody.length;
  const sheets = everybody.slice(0, Math.max(0, everybody.length - Math.floor(live / province.judges)));
  if (sheets.length > 0) {
    const marks = sheets.length * province.judges;
    say(`province: ${marks} marks on sheets`);
    const imported = await costing(() => importMarks(engine, sheets, province, seed));
    figures['import of a mark us'] = imported.cpu / marks;
    figures['import of a mark wall us'] = (imported.ms * 1_000) / marks;
  }
  play.stock.push(...[...marksOf(everybody.slice(sheets.length), { judges: province.judges, stages }, seed)].reverse());
}

type Kind = 'api' | 'worker, 1 shard' | 'worker, 4 shards';

/** Processes of their own beside the one that writes: what each takes for an event, behind and at the end of the log. */
async function apart(play: Play): Promise<void> {
  const { figures, say } = play;
  const before = await play.servers.boards.told('used_memory');
  const started = new Map<Kind, Apart>();
  try {
    for (const [kind, role, shards] of [
      ['worker, 1 shard', 'worker', 1],
      ['worker, 4 shards', 'worker', 4],
      ['api', 'api', 1],
    ] as const) {
      started.set(kind, await catchUp(play, kind, () => startApart(role, optionsOf(play, shards))));
      if (kind === 'worker, 1 shard') {
        const rows = play.everybody.length + play.province.sizes.length;
        figures['Redis bytes a row'] = ((await play.servers.boards.told('used_memory')) - before) / rows;
      }
    }
    const each = Math.floor((play.stock.length * 0.7) / chunks);
    say(`province: ${chunks} times ${each} marks, one by one`);
    await live(play, started, each);
    await quiet(play);
    await takeover(play, started.get('worker, 1 shard') as Apart);
  } finally {
    for (const one of started.values()) await one.kill();
  }
}

async function catchUp(play: Play, kind: Kind, start: () => Promise<Apart>): Promise<Apart> {
  const head = await play.writer.engine.store.head();
  const events = eventsSoFar(play);
  const one = await start();
  const before = await one.reached(0);
  const { ms, result } = await timed(() => one.reached(head));
  play.figures[`catching up, ${kind} us`] = (result.cpu - before.cpu) / events;
  play.figures[`catching up, ${kind} wall us`] = (ms * 1_000) / events;
  play.say(`province: ${kind} caught up with ${events} events in ${Math.round(ms / 1_000)} s`);
  return one;
}

async function live(play: Play, started: ReadonlyMap<Kind, Apart>, each: number): Promise<void> {
  const all = new Map<string, number[]>();
  const note = (name: string, value: number): void => void all.set(name, [...(all.get(name) ?? []), value]);
  for (let n = 0; n < chunks; n++) {
    const marks = take(play, each);
    const before = new Map<Kind, number>();
    for (const [kind, one] of started) before.set(kind, (await one.reached(0)).cpu);
    const redisBefore = await play.servers.boards.cpu();
    const sent = await costing(() => send(play, marks));
    const head = await play.writer.engine.store.head();
    note('writer, following too us', sent.cpu / each);
    note('writer wall us', (sent.ms * 1_000) / each);
    for (const [kind, one] of started) {
      const { cpu, rss } = await one.reached(head);
      note(`following, ${kind} us`, (cpu - (before.get(kind) ?? 0)) / each);
      note(`memory, ${kind} MiB`, rss / 2 ** 20);
    }
    note('Redis, two layouts us', ((await play.servers.boards.cpu()) - redisBefore) / each);
  }
  note('memory, writer MiB', process.memoryUsage().rss / 2 ** 20);
  for (const [name, values] of all) play.figures[name] = median(values);
}

/** One at a time: how long until a lone mark is on its board, and how long a look takes right after a mark and without. */
async function quiet(play: Play): Promise<void> {
  const { writer, figures, everybody, seed } = play;
  const boards = boardsOf(writer);
  const chance = chanceOf(seed);
  const anybody = (): Contestant => everybody[Math.floor(chance() * everybody.length)] as Contestant;
  const shown = async (): Promise<number> => {
    await send(play, take(play, 1));
    const head = await writer.engine.store.head();
    return (await timed(() => onBoards(boards, head))).ms;
  };
  const delays: number[] = [];
  for (let n = 0; n < 100; n++) delays.push(await shown());
  figures['lone mark visible p50 ms'] = percentile(delays, 0.5);
  figures['lone mark visible p99 ms'] = percentile(delays, 0.99);
  const streams = Array.from({ length: 2_000 }, () => anybody()).map(
    (one) => `entry-${competitionOf(one.competition)}.${entryOf(one)}`,
  );
  const asking = await costing(() =>
    concurrently(64, streams.length, (n) => writer.engine.store.readStream(streams[n] as StreamName, 1_000)),
  );
  figures['asking the log for a stream us'] = asking.cpu / streams.length;
  for (const [name, look] of looks) {
    const [moved, still]: [number[], number[]] = [[], []];
    for (let n = 0; n < 150; n++) {
      await shown();
      moved.push((await timed(() => look(boards, anybody()))).ms);
    }
    const { cpu } = await costing(async () => {
      for (let n = 0; n < 1_000; n++) still.push((await timed(() => look(boards, anybody()))).ms);
    });
    figures[`${name} us`] = cpu / 1_000;
    figures[`${name} p50 ms`] = percentile(still, 0.5);
    figures[`${name} p99 ms`] = percentile(still, 0.99);
    figures[`${name} after a mark p50 ms`] = percentile(moved, 0.5);
    figures[`${name} after a mark p99 ms`] = percentile(moved, 0.99);
  }
}

/** The leading worker is killed, with another one beside it: how long until a mark that comes then is on its board. */
async function takeover(play: Play, leader: Apart): Promise<void> {
  const { writer, figures, say } = play;
  const standby = await startApart('worker', optionsOf(play, 1));
  try {
    await standby.reached(await writer.engine.store.head());
    await leader.kill();
    await send(play, take(play, 10));
    const head = await writer.engine.store.head();
    const { ms } = await timed(() => onBoards(boardsOf(writer), head));
    figures['takeover s'] = ms / 1_000;
    say(`province: another worker took over after ${(ms / 1_000).toFixed(1)} s`);
  } finally {
    await standby.kill();
  }
}

/** The rest of the marks through two api processes and two workers that live in this one, with readers beside them. */
async function inOneProcess(play: Play) {
  const { figures, everybody, seed, say } = play;
  const workers = [await openWorker(optionsOf(play, 2)), await openWorker(optionsOf(play, 2))];
  const apis = [await openShared(optionsOf(play, 2)), await openShared(optionsOf(play, 2))] as const;
  const [api] = apis;
  const close = async (): Promise<void> => {
    for (const one of [...apis, ...workers]) await one.close();
  };
  const boards = boardsOf(api);
  const store = api.engine.store;
  const filled = await timed(async () => {
    const head = await store.head();
    while ((await boards.position().catch(() => -1)) < head) await new Promise((next) => setTimeout(next, 50));
  });
  const rest = take(play, play.stock.length);
  say(
    `province: ${rest.length} marks through two apis and two workers in one process, after ${Math.round(filled.ms / 1_000)} s`,
  );
  const chance = chanceOf(seed);
  const ended = { is: false };
  let count = 0;
  const reading = (async () => {
    for (let n = 0; !ended.is; n++) {
      const look = (looks[n % looks.length] as (typeof looks)[number])[1];
      await look(boardsOf(apis[n % 2] as Runtime), everybody[Math.floor(chance() * everybody.length)] as Contestant);
      count += 1;
    }
  })();
  const { ms } = await timed(() => send(play, rest, apis));
  const behind = await timed(async () => onBoards(boards, await store.head()));
  ended.is = true;
  await reading;
  figures['in one process, mark wall us'] = (ms * 1_000) / rest.length;
  figures['in one process, looks a second'] = (count / (ms + behind.ms)) * 1_000;
  figures['in one process, last mark visible ms'] = behind.ms;
  return { api, close };
}
