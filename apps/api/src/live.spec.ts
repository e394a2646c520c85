import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ModulesContainer } from '@nestjs/core';
import fc from 'fast-check';
import type { Reads } from '@xf/es';
import { Streams } from '@xf/nest';
import { Reader, type Line } from './testing/reader';
import { competing, freeze, pick, publish, turning, World } from './testing/world';

let world: World;
let entries: readonly string[];
beforeEach(async () => {
  world = await World.open();
  entries = await competing(world, 3);
  await world.app.listen(0, '127.0.0.1');
});
afterEach(async () => {
  Reader.leaveAll();
  await world.close();
});

const feed = '/api/competitions/skills/feed';
const changes = `${turning}/boards/overall/changes`;
const reach = async (who: string | undefined, path: string, headers: Readonly<Record<string, string>> = {}) => {
  const bearer = who === undefined ? {} : { authorization: `Bearer ${await world.token(who)}` };
  return Reader.open(world.app, path, { ...bearer, ...headers });
};
const follow = async (who?: string, after = 0) => (await reach(who, `${feed}?follow=true&after=${after}`)).listen();
const watch = async (who?: string, lastEventId?: number) => {
  const last = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
  return (await reach(who, changes, { accept: 'text/event-stream', ...last })).listen();
};
async function whole(who: string | undefined, path: string): Promise<Reader> {
  const reader = (await reach(who, path)).listen();
  await reader.over;
  return reader;
}
async function read(who: string | undefined, query = ''): Promise<readonly Line[]> {
  const reader = await whole(who, `${feed}${query}`);
  if (reader.status !== 200) throw new Error(`${reader.status} ${reader.text}`);
  return reader.lines();
}

let marks = 0;
/** One more mark of another judge's slot. */
const mark = (entry = entries[0] ?? '') =>
  world.done('organizer', `${turning}/entries/${entry}/scores`, {
    ...{ criterion: 'practice', slot: marks++ % 2 === 0 ? 'judge2' : '7' },
    value: '77',
  });
const correct = async (value: string, reason = '录入错误') => {
  const url = `${turning}/entries/${entries[2] ?? ''}`;
  const slot = { criterion: 'practice', slot: 'judge' };
  await world.done('organizer', `${url}/corrections`, { ...slot, value, reason }, await world.etag('organizer', url));
  return world.done('second', `${url}/confirmations`, slot, await world.etag('second', url));
};
const enter = (number: string) => world.done('organizer', `${turning}/entries`, { number, name: `新选手${number}` });
const streams = (): Streams => world.app.get(Streams, { strict: false });

/** Partitions of the log that streams listen to. */
function listened(): number {
  const modules = [...world.app.get(ModulesContainer).values()];
  const found = modules.flatMap(({ providers }) => [...providers.values()]).find(({ name }) => name === 'LogTail');
  return (found?.instance as { count: () => number }).count();
}

/** The boards say so many times that they are not there yet; answers how often they were asked. */
function behindAtFirst(reads: Reads, times: number): () => number {
  const live = reads.live.bind(reads);
  let asked = 0;
  jest.spyOn(reads, 'live').mockImplementation((projection) => {
    const boards = live(projection);
    const reached: typeof boards.reached = async (position, timeoutMs) => {
      asked += 1;
      return asked > times && (await boards.reached(position, timeoutMs));
    };
    return { ...boards, reached };
  });
  return () => asked;
}

/** Lets what is under way come to its end. */
async function settled(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the feed', () => {
  it('is whole for staff, in log order, and the same however it is cut and joined', async () => {
    const all = await read('auditor');
    expect(all.map(({ type }) => type)).toEqual([
      ...['CompetitionPlanned', 'CompetitionOpened'],
      ...entries.flatMap(() => ['EntrySubmitted', 'ScoreRecorded', 'ScoreRecorded']),
    ]);
    const step = fc.record({
      record: fc.nat(2),
      limit: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      follow: fc.boolean(),
      /** Characters after which a follower goes away, often in the middle of a line. */
      cut: fc.integer({ min: 1, max: 900 }),
    });
    let next = 10;
    const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const joined: Line[] = [];
      for (const { record, limit, follow: isFollowing, cut } of steps) {
        const after = joined.at(-1)?.position ?? 0;
        const until = limit === undefined ? '' : `&limit=${limit}`;
        const asked = `${feed}?after=${after}${until}${isFollowing ? '&follow=true' : ''}`;
        const reader = (await reach('auditor', asked)).listen();
        const more = Array.from({ length: record }, () => enter(`B${next++}`));
        await (isFollowing && limit === undefined
          ? reader.until((one) => one.text.length >= Math.min(cut, record === 0 ? 1 : cut) || record === 0)
          : Promise.race([reader.over, Promise.all(more).then(() => reader.text !== '')]));
        const { text } = reader;
        reader.leave();
        reader.text = isFollowing ? text.slice(0, cut) : text;
        joined.push(...reader.lines());
        await Promise.all(more);
      }
      joined.push(...(await read('auditor', `?after=${joined.at(-1)?.position ?? 0}`)));
      expect(joined).toEqual(await read('auditor'));
    });
    await fc.assert(property, { numRuns: 12 });
  });

  it('goes on by itself from any position, and ends after as many lines as were asked for', async () => {
    const before = await read('organizer');
    const reader = await follow('organizer', before[4]?.position);
    await reader.until((one) => one.lines().length === before.length - 5);
    const { position } = await mark();
    await reader.until((one) => one.lines().at(-1)?.position === position);
    expect(reader.lines()).toEqual((await read('organizer')).slice(5));
    expect(reader.headers).toMatchObject({
      ...{ 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store, no-transform' },
      ...{ 'x-accel-buffering': 'no', connection: 'close' },
    });
    const limited = await reach('organizer', `${feed}?follow=true&limit=${before.length + 2}`);
    limited.listen();
    const last = await mark();
    await limited.over;
    expect(limited.lines().at(-1)?.position).toBe(last.position);
  });

  it('waits for what lies beyond its end, and tells nobody that it does', async () => {
    await freeze(world);
    await publish(world);
    const reader = await follow(undefined, 1);
    await reader.until(({ text }) => text === '\n');
    await correct('99');
    await publish(world, '更正');
    await reader.until((one) => one.lines().length > 0);
    expect(reader.lines()).toMatchObject([{ position: 2, version: 2 }]);
    const reads = jest.spyOn(world.runtime.engine.store, 'readAll');
    expect(await read(undefined, '?after=999999999')).toEqual([]);
    // What the public does not see is not even read for it.
    expect(reads.mock.calls.filter(([, , partition]) => partition === 'skills')).toEqual([]);
    reads.mockRestore();
  });

  it('reads to the end of more than one page', async () => {
    const page = Array.from({ length: 540 }, (_, n) => ({ number: `C${n}`, name: `某人${n}` }));
    for (let n = 0; n < page.length; n += 60) {
      await Promise.all(page.slice(n, n + 60).map((one) => world.post('organizer', `${turning}/entries`, one)));
    }
    const lines = await read('organizer');
    expect(lines).toHaveLength(11 + 540);
    const followed = await follow('organizer');
    await followed.until((one) => one.lines().length === lines.length);
    expect(followed.lines()).toEqual(lines);
  });
});

describe('who reads the feed', () => {
  it('domain-rules 80: nobody reads names or reasons, only auditors read accounts', async () => {
    await mark();
    await freeze(world);
    await publish(world);
    await correct('99', '选手3号的分数录错');
    const auditor = await read('auditor');
    const judged = (lines: readonly Line[]) => lines.filter((line) => line['criterion'] === 'practice');
    expect(judged(auditor)[0]).toMatchObject({ slot: 'judge', actor: 'judge', value: '90' });
    expect(auditor.find(({ type }) => type === 'ScoreCorrected')).toMatchObject({
      from: '70',
      to: '99',
      actor: 'second',
    });
    for (const who of ['organizer', 'judge', 'committee', 'publicity']) {
      const lines = await read(who);
      expect(lines.map(({ position }) => position)).toEqual(auditor.map(({ position }) => position));
      expect(JSON.stringify(lines)).not.toMatch(/judge|second|organizer|actor/);
      // A mark and its correction are still known to be of the same slot, and of none of another entry.
      const slots = judged(lines).map((line) => `${String(line['entry'])} ${String(line['slot'])}`);
      expect(slots.at(-1)).toBe(slots[2]);
      expect(new Set(judged(lines).map((line) => line['slot'])).size).toBe(4);
    }
    expect(JSON.stringify(auditor)).not.toMatch(/选手|录错|sealed|"by"/);
    expect(auditor[2]).toEqual({
      ...{ position: auditor[2]?.position, ref: `entry-skills.${entries[0]}@0`, type: 'EntrySubmitted' },
      ...{ contest: 'turning', entry: entries[0], number: 'A1', kind: 'person', actor: 'organizer' },
      ...{ recordedAt: '2026-05-01T09:00:00.000+08:00', validAt: '2026-05-01T09:00:00.000+08:00' },
    });
  });

  it('the public reads publications, to the byte the same whatever else is recorded', async () => {
    const missing = await world.get(undefined, feed);
    expect(missing).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const unknown = await world.get(undefined, '/api/competitions/none/feed');
    expect({ ...(missing.body as object), instance: '', request: '' }).toEqual({
      ...(unknown.body as object),
      ...{ instance: '', request: '' },
    });
    await freeze(world);
    const { position } = await publish(world);
    const texts: string[] = [];
    const followers = [await follow(), await follow('neighbour'), await follow(undefined, 0)];
    for (const one of followers) await one.until(({ text }) => text.includes('\n'));
    const staff = await follow('judge', position);
    for (let n = 0; n < 3; n++) {
      for (const who of [undefined, 'neighbour']) texts.push((await whole(who, feed)).text);
      await correct(String(90 + n));
    }
    await staff.until((one) => one.lines().length === 6);
    expect(new Set(texts).size).toBe(1);
    expect(new Set([...followers.map(({ text }) => text)])).toEqual(new Set(texts));
    const line = { position: 1, type: 'ResultsPublished', contest: 'turning', version: 1 };
    expect(JSON.parse(texts[0] ?? '')).toEqual({
      ...line,
      ...{ digest: expect.any(String), at: '2026-05-01T09:00:00.000+08:00' },
    });
  });

  it('a stream ends with the role and the token it was opened with', async () => {
    const [judge, second, auditor] = [await follow('judge'), await follow('second'), await follow('auditor')];
    const watcher = await watch('judge');
    const all = [judge, second, auditor];
    await Promise.all(all.map((one) => one.until(({ text }) => text.endsWith('}\n'))));
    await watcher.until((one) => one.notices().length === 1);
    await world.done('admin', '/api/accounts/judge/revocations', { role: 'judge', organization: 'east' });
    world.clock.advance(29 * 60_000);
    const { position } = await mark();
    await auditor.until((one) => one.lines().at(-1)?.position === position);
    await Promise.all([judge.over, watcher.over]);
    expect(judge.lines().at(-1)?.position).toBeLessThan(position);
    expect(watcher.notices()).toHaveLength(1);
    await second.until((one) => one.lines().at(-1)?.position === position);
    world.clock.advance(2 * 60_000);
    const posted = await world.request(
      'POST',
      '/api/sessions',
      { 'content-type': 'application/json' },
      { account: 'organizer', password: '一把好锁-2026年' },
    );
    await world.request(
      'POST',
      `${turning}/entries`,
      { 'idempotency-key': 'late', authorization: `Bearer ${String(pick(posted.body, 'token'))}` },
      { number: 'Z1', name: '某人' },
    );
    await Promise.all([second.over, auditor.over]);
    expect(second.lines().at(-1)?.position).toBe(position);
  });
});

describe('notices of a board', () => {
  it('tell staff of every change, and a board read behind one is never older', async () => {
    const reader = await watch('organizer');
    await reader.until((one) => one.notices().length === 1);
    expect(reader.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(reader.text).toMatch(/^retry: \d+\n\nid: /);
    const totals: unknown[] = [];
    for (let n = 0; n < 4; n++) {
      const { position } = await enter(`N${n}`);
      await reader.until((one) => (one.notices().at(-1)?.position ?? 0) >= position);
      const notice = reader.notices().at(-1);
      const board = await world.get('organizer', `${turning}/boards/overall?minPosition=${notice?.position}`);
      expect(board.status).toBe(200);
      expect(pick(board.body, 'asOf', 'position')).toBeGreaterThanOrEqual(position);
      totals.push(pick(board.body, 'total'));
    }
    expect(totals).toEqual([4, 5, 6, 7]);
    for (const { id, position } of reader.notices()) expect(id).toBe(position);
  });

  it('wait until the boards of this process are where the log is', async () => {
    const reader = await watch('organizer');
    await reader.until((one) => one.notices().length === 1);
    const asked = behindAtFirst(world.served, 2);
    const { body } = await world.post('organizer', `${turning}/entries`, { number: 'V1', name: '某人' });
    const position = Number(pick(body, 'position'));
    await reader.until((one) => one.notices().at(-1)?.position === position);
    // Asked again, after it was told that they are not.
    expect(asked()).toBeGreaterThan(2);
    jest.restoreAllMocks();
  });

  it('tell the public of publications and that something is pending, once, and never where', async () => {
    expect((await world.get(undefined, changes)).status).toBe(404);
    await freeze(world);
    await publish(world);
    const reader = await watch();
    await reader.until((one) => one.notices().length === 1);
    for (let n = 0; n < 3; n++) await correct(String(90 + n));
    await reader.until((one) => one.notices().length === 2);
    await publish(world, '更正');
    await reader.until((one) => one.notices().length === 3);
    const told = [
      { version: 1, pending: false },
      { version: 1, pending: true },
      { version: 2, pending: false },
    ];
    expect(reader.notices()).toEqual(told.map((one) => ({ id: one.version, ...one })));
    const board = await world.get(undefined, `${turning}/boards/overall?version=2`);
    expect(board.body).toMatchObject({ asOf: { version: 2 }, pending: false });
  });

  it('go on behind the last one a reader had', async () => {
    await freeze(world);
    await publish(world);
    const knowing = await watch(undefined, 1);
    const behind = await watch(undefined, 0);
    await behind.until((one) => one.notices().length === 1);
    await correct('91');
    await knowing.until((one) => one.notices().length === 1);
    expect(knowing.notices()).toEqual([{ id: 1, version: 1, pending: true }]);
    const late = await watch(undefined, 1);
    await late.until((one) => one.notices().length === 1);
    expect(late.notices()).toEqual(knowing.notices());
    // Ids of a log that went further than the one that was restored.
    const [strange, staff] = [await watch(undefined, 9), await watch('organizer', 999_999_999)];
    await Promise.all([strange, staff].map((one) => one.until((it) => it.notices().length === 1)));
    expect(strange.notices()).toEqual(knowing.notices());
    expect(staff.notices()[0]?.id).toBeLessThan(999_999_999);
  });

  it('are one answer that ends for who does not ask for a stream', async () => {
    const answer = await world.get('organizer', changes);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/^retry: \d+\n\nid: \d+\ndata: \{"position":\d+,"pending":false\}\n\n$/);
    expect((await world.get('organizer', `${turning}/boards/none/changes`)).status).toBe(404);
    expect((await world.get('neighbour', changes)).status).toBe(404);
  });
});

describe('many readers', () => {
  it('200 hear of a change by one reading of the log, and leave nothing behind', async () => {
    await freeze(world);
    await publish(world);
    await correct('90');
    await world.token('auditor');
    const readers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? watch() : follow(n % 20 === 1 ? 'auditor' : undefined))),
    );
    await Promise.all(readers.map((one) => one.until(({ text }) => text.includes('{'))));
    expect(streams().count()).toBe(200);
    const { store } = world.runtime.engine;
    const reads = jest.spyOn(store, 'readAll');
    const streamReads = jest.spyOn(store, 'readStream');
    await correct('91');
    const { position } = await publish(world, '更正');
    const second = [`"position":${position}`, '"version":2'];
    await Promise.all(readers.map((one) => one.until(({ text }) => second.some((told) => text.includes(told)))));
    // A page for each event at most, for the views, the tail and the commands; none for a connection.
    expect(reads.mock.calls.length).toBeLessThan(60);
    expect(streamReads.mock.calls.filter(([stream]) => stream === 'competition-skills').length).toBeLessThan(90);
    reads.mockRestore();
    streamReads.mockRestore();
    for (const one of readers) one.leave();
    await settled(() => streams().count() === 0 && listened() === 0);
    const again = await watch();
    await again.until((one) => one.notices().length === 1);
    expect(streams().count()).toBe(1);
  });

  it('of one account are 16, and get their place back', async () => {
    const readers = await Promise.all(Array.from({ length: 16 }, () => follow('judge')));
    const refused = await world.get('judge', feed);
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'retry-after': '10' },
      body: { code: 'too-many-streams' },
    });
    expect((await whole('auditor', feed)).status).toBe(200);
    readers[0]?.leave();
    await settled(() => streams().count() === 15);
    expect((await whole('judge', feed)).status).toBe(200);
  });

  it('who ask by HEAD or go at once hold no place', async () => {
    const { port } = world.app.getHttpServer().address() as AddressInfo;
    const headers = { authorization: `Bearer ${await world.token('judge')}` };
    const head = httpRequest({ method: 'HEAD', port, path: `${feed}?follow=true`, headers, agent: false }).end();
    const [answer] = (await once(head, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(200);
    for (let n = 0; n < 30; n++) {
      const hasty = httpRequest({ port, path: `${feed}?follow=true`, headers, agent: false });
      hasty.on('error', () => undefined);
      hasty.end();
      await once(hasty, 'finish');
      if (n % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
      hasty.destroy();
    }
    await follow('auditor');
    await settled(() => streams().count() === 1);
  });
});

describe('the end of the service', () => {
  it('ends open streams, of those who read and of those who do not', async () => {
    const readers = [await follow('organizer'), await watch('organizer'), await follow('auditor')];
    await Promise.all(readers.map((one) => one.until(({ text }) => text.includes('{'))));
    const deaf = await reach('judge', `${feed}?follow=true`);
    await world.app.close();
    deaf.listen();
    await Promise.all([...readers, deaf].map(({ over }) => over));
    expect(streams().count()).toBe(0);
    expect(readers[0]?.lines()).toEqual(deaf.lines());
  });
});
