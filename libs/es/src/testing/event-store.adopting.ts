import { noStream, type StoredEvent } from '../event';
import type { AdoptedEvent } from '../ports/event-store';
import { appendOf, eventOf, steppingClock, type World } from './event-store.world';

type Told = readonly [stream: string, revision: number, command: string, recordedAt: number];

/** Interleaved streams, commands on several of them, several events of one stream apart, times that repeat. */
const told: readonly Told[] = [
  ['score-c1.a', 0, 'cmd-x1', 200_000],
  ['score-c2.b', 0, 'cmd-x2', 200_000],
  ['score-c1.a', 1, 'cmd-x2', 200_000],
  ['score-c2.b', 1, 'cmd-x3', 200_500],
  ['board-c1', 0, 'cmd-x3', 200_500],
  ['score-c1.a', 2, 'cmd-x3', 200_500],
  ['board-c1', 1, 'cmd-x4', 300_000],
];

const adopted = (rows: readonly Told[] = told, first = 0): AdoptedEvent[] =>
  rows.map(([stream, revision, command, recordedAt], n) => ({
    ...eventOf({ n: first + n, name: '张三' }, command, {
      actor: `actor-${n}`,
      validAt: n - 3,
      correlation: n % 2 === 0 ? command : 'chain-9',
      version: 1 + (n % 3),
      ...(n % 3 === 0 ? { causation: `board-c1@${n}` } : {}),
    }),
    ...{ stream, revision, recordedAt },
  }));

const withoutPosition = ({ position: _position, ...event }: StoredEvent): AdoptedEvent => event;

/** What a log that takes over another one's events promises. */
export function adopting({ store, everything, setup, swap }: World): void {
  const again = async (): Promise<void> => {
    if (!setup().durable) return;
    await store().close();
    swap(await setup().open(steppingClock(50_000, 1)));
  };

  it('takes events over as they were recorded, in the order given', async () => {
    const events = adopted();
    const answer = await store().adopt(events);
    const look = async (): Promise<void> => {
      const all = await everything();
      expect(all.map(withoutPosition)).toEqual(events);
      expect(all.map(({ position }) => position)).toEqual(all.map(({ position }) => position).sort((a, b) => a - b));
      expect(new Set(all.map(({ position }) => position)).size).toBe(all.length);
      expect(answer).toEqual({ kind: 'adopted', position: all.at(-1)?.position });
      expect(await store().head()).toBe(all.at(-1)?.position);
      for (const name of ['score-c1.a', 'score-c2.b', 'board-c1']) {
        expect(await store().readStream(name)).toEqual(all.filter(({ stream }) => stream === name));
      }
      for (const [index, { position }] of all.entries()) {
        expect(await store().readAll(position, 3)).toEqual(all.slice(index + 1, index + 4));
        expect(await store().readAll(position - 1, 1)).toEqual(all.slice(index, index + 1));
        const own = all.filter((event) => event.position > position && event.stream !== 'score-c2.b');
        expect(await store().readAll(position, 2, 'c1')).toEqual(own.slice(0, 2));
      }
    };
    await look();
    await again();
    await look();
  });

  it('knows the commands of what it took over, each at its last event', async () => {
    await store().adopt(adopted());
    const all = await everything();
    const look = async (): Promise<void> => {
      for (const command of ['cmd-x1', 'cmd-x2', 'cmd-x3', 'cmd-x4']) {
        const last = all.findLast((event) => event.command === command) as StoredEvent;
        const { fingerprint, stream, position, revision } = last;
        const known = { fingerprint, stream, position, revision };
        expect(await store().findCommand(command)).toEqual(known);
        const repeat = appendOf('score-c1.new', noStream, 1, command);
        expect(await store().append([repeat])).toEqual({ kind: 'repeated', command: known });
      }
    };
    await look();
    await again();
    await look();
    expect(await everything()).toEqual(all);
  });

  it('keeps times from decreasing where its own clock is behind what it took over', async () => {
    await store().adopt(adopted(told.slice(0, 4)));
    await store().append([appendOf('score-c3.own', noStream, 2)]);
    await again();
    await store().append([appendOf('score-c3.own', 1)]);
    const late = told.slice(4).map((row): Told => [row[0], row[1], row[2], row[3] - 150_000]);
    await store().adopt(adopted(late, 4));
    await again();
    const all = await everything();
    const times = all.map(({ recordedAt }) => recordedAt);
    expect(times.slice(0, 4)).toEqual([200_000, 200_000, 200_000, 200_500]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.slice(7)).toEqual([times[6], times[6], times[6]]);
    expect(times).toHaveLength(10);
    const instants = times.flatMap((time) => [time - 1, time, time + 1]);
    for (const instant of [0, ...instants, Number.MAX_SAFE_INTEGER]) {
      const expected = all.filter(({ recordedAt }) => recordedAt <= instant).at(-1)?.position ?? 0;
      expect([instant, await store().positionAt(instant)]).toEqual([instant, expected]);
    }
  });

  it('goes on from what it took over, and takes over what follows', async () => {
    await store().append([appendOf('score-c1.a', noStream, 1, 'cmd-x1')]);
    expect(await store().adopt(adopted(told.slice(1, 3), 1))).toMatchObject({ kind: 'adopted' });
    expect(await store().append([appendOf('score-c1.a', 0)])).toMatchObject({ kind: 'conflict', actual: 1 });
    expect(await store().append([appendOf('score-c1.a', 1)])).toMatchObject({ kind: 'appended', revision: 2 });
    await again();
    expect(await store().adopt(adopted(told.slice(3, 5), 3))).toMatchObject({ kind: 'adopted' });
    const all = await everything();
    expect(all.map(({ stream, revision }) => `${stream}@${revision}`)).toEqual([
      ...['score-c1.a@0', 'score-c2.b@0', 'score-c1.a@1', 'score-c1.a@2'],
      ...['score-c2.b@1', 'board-c1@0'],
    ]);
  });

  it('takes over all of a call or nothing, and only what follows in every stream', async () => {
    await store().append([appendOf('board-c1', noStream)]);
    const before = await everything();
    expect(await store().adopt(adopted())).toEqual({ kind: 'conflict', stream: 'board-c1', actual: 0 });
    expect(await everything()).toEqual(before);
    expect(await store().findCommand('cmd-x1')).toBeUndefined();
    expect(await store().readStream('score-c1.a')).toEqual([]);
    await expect(store().adopt([])).rejects.toThrow(/no events/);
    const gap = adopted().filter(({ revision }) => revision !== 1);
    await expect(store().adopt(gap)).rejects.toThrow(/score-c1\.a@2 where 1 follows/);
    expect(await everything()).toEqual(before);
    expect(await store().adopt(adopted(told.slice(0, 4)))).toMatchObject({ kind: 'adopted' });
  });

  it('takes over thousands of events at once, on many streams and of many commands', async () => {
    const heads = new Map<string, number>();
    const rows = Array.from({ length: 3_000 }, (_, n): Told => {
      const stream = `entry-c${n % 7}.e${(n * 31) % 900}`;
      heads.set(stream, (heads.get(stream) ?? noStream) + 1);
      return [stream, heads.get(stream) ?? 0, `cmd-m${Math.floor(n / 2)}`, 400_000 + n];
    });
    for (let n = 0; n < rows.length; n += 1_100) await store().adopt(adopted(rows.slice(n, n + 1_100), n));
    await again();
    const read: StoredEvent[] = [];
    for (let page = await store().readAll(0, 700); page.length > 0;) {
      read.push(...page);
      page = await store().readAll(page.at(-1)?.position ?? 0, 700);
    }
    const given = [0, 1_100, 2_200].flatMap((n) => adopted(rows.slice(n, n + 1_100), n));
    expect(read.map(withoutPosition)).toEqual(given);
    const own: StoredEvent[] = [];
    for (let page = await store().readAll(0, 300, 'c3'); page.length > 0;) {
      own.push(...page);
      page = await store().readAll(page.at(-1)?.position ?? 0, 300, 'c3');
    }
    expect(own).toEqual(read.filter(({ stream }) => stream.startsWith('entry-c3.')));
    for (const n of [0, 734, 1_499]) {
      const event = read[2 * n + 1] as StoredEvent;
      expect(await store().findCommand(`cmd-m${n}`)).toMatchObject({ position: event.position, stream: event.stream });
    }
    for (const n of [0, 1, 600, 1_099, 1_100, 2_199, 2_200, 2_999]) {
      expect([n, await store().positionAt(400_000 + n)]).toEqual([n, read[n]?.position]);
    }
  });

  it('takes over nothing more once it is closed', async () => {
    await store().close();
    await expect(store().adopt(adopted())).rejects.toThrow();
  });
}
