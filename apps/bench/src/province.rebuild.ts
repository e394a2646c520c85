import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { BACKWARDS, END, EventStoreDBClient } from '@eventstore/db-client';
import { openSqliteViews } from '@xf/adapters';
import { entryRow, standings, type StandingRow } from '@xf/competitions';
import { fillAll } from '@xf/es';
import { everyCodec, type Runtime } from '@xf/runtime';
import { chanceOf } from './province.draw';
import { competitionOf, entryOf } from './province.load';
import { boardsOf, textOf } from './province.looks';
import { costing, eventsSoFar, log, type Play } from './province.play';

const sampled = 25;

/** A clean rebuild from the log; throws unless every mark is in the log once and sampled competitions are the same on Redis. */
export async function rebuild(play: Play, api: Runtime): Promise<void> {
  const { province, everybody, figures, seed, folder, say } = play;
  const { store } = api.engine;
  const head = await store.head();
  const reading = await costing(async () => {
    const seen = { marks: 0, events: 0 };
    for (let after = 0; after < head;) {
      const page = await store.readAll(after, 1_000);
      seen.marks += page.filter(({ type }) => type === 'ScoreRecorded').length;
      seen.events += page.length;
      after = page.at(-1)?.position ?? head;
    }
    return seen;
  });
  const { marks, events } = reading.result;
  if (marks !== everybody.length * province.judges) throw new Error(`${marks} marks in the log`);
  if (events !== eventsSoFar(play)) throw new Error(`${events} events in the log, not ${eventsSoFar(play)}`);
  figures['events'] = events;
  figures['reading the log us'] = reading.cpu / events;
  const views = openSqliteViews({ folder: mkdtempSync(join(folder, 'rebuild-')) });
  const view = views.open<StandingRow>(standings.name, standings.version);
  const filling = { projection: standings as never, view: view as never };
  const filled = await costing(() => fillAll(store, everyCodec, [filling], head));
  figures['rebuilding a view us'] = filled.cpu / events;
  figures['rebuilding a view wall us'] = (filled.ms * 1_000) / events;
  const chance = chanceOf(seed + 1);
  const largest = province.sizes.indexOf(Math.max(...province.sizes));
  const sample = new Set([largest]);
  while (sample.size < Math.min(sampled, province.sizes.length))
    sample.add(Math.floor(chance() * province.sizes.length));
  for (const n of sample) {
    const live = await boardsOf(api).read((reader) => textOf(reader, n), competitionOf(n));
    if (textOf(view, n) !== live) throw new Error(`the boards of ${competitionOf(n)} differ from a rebuild`);
  }
  for (const one of everybody) {
    if (!sample.has(one.competition)) continue;
    const row = entryRow(view, competitionOf(one.competition), entryOf(one));
    const count = Object.keys(row?.marks['performance'] ?? {}).length;
    if (count !== province.judges) throw new Error(`${entryOf(one)} has ${count} marks`);
  }
  views.close();
  figures['competitions compared'] = sample.size;
  say(`province: the boards of ${sample.size} competitions equal a clean rebuild`);
}

/** What a record of EventStoreDB 24.2 takes in its file beside names, content and metadata, whose lengths it tells in one byte each. */
const recordBytes = 88;
const looked = 20_000;

/** Bytes that the server's log takes for a record of each type, as the adapter wrote it: the mean of the last ones. */
export async function bytesInLog({ servers, figures }: Play): Promise<void> {
  const client = EventStoreDBClient.connectionString(servers.log);
  const sums = new Map<string, { count: number; bytes: number }>();
  for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: looked })) {
    if (event?.streamId.startsWith(`${log}-`) !== true) continue;
    const texts = [event.streamId, event.type, JSON.stringify(event.data), JSON.stringify(event.metadata)];
    const sum = sums.get(event.type) ?? { count: 0, bytes: 0 };
    sum.count += 1;
    sum.bytes += texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), recordBytes + 2);
    sums.set(event.type, sum);
  }
  await client.dispose();
  for (const [type, { count, bytes }] of sums) figures[`log bytes, ${type}`] = bytes / count;
}
