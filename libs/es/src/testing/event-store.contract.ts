import { noStream, type StoredEvent } from '../event';
import type { Clock } from '../ports/clock';
import { EventTooLarge } from '../ports/event-size';
import type { AdoptingEventStore } from '../ports/event-store';
import { adopting } from './event-store.adopting';
import { batching } from './event-store.batches';
import { appendOf, eventOf, steppingClock, type EventStoreSetup, type World } from './event-store.world';

export { appendOf, eventOf, type EventStoreSetup } from './event-store.world';

/** What the log port promises, for every adapter. */
export function eventStoreContract(name: string, make: () => Promise<EventStoreSetup>): void {
  describe(`event store contract: ${name}`, () => {
    let setup: EventStoreSetup;
    let store: AdoptingEventStore;
    const everything = (): Promise<readonly StoredEvent[]> => store.readAll(0, 1_000_000);
    const start = async (clock: Clock = steppingClock(1_000, 10)): Promise<void> => {
      setup = await make();
      store = await setup.open(clock);
    };
    beforeEach(() => start());
    afterEach(async () => {
      await store.close();
      await setup.cleanup();
    });
    const world = {
      store: () => store,
      everything,
      start,
      setup: () => setup,
      swap: (next: AdoptingEventStore) => (store = next),
    };
    appending(world);
    batching(world);
    adopting(world);
    repeating(world);
    feeding(world);
    keepingTime(world);
    closing(world);
  });
}

/** Beyond what a test appends, also where positions have gaps. */
const farther = 1_000_000;

function appending({ store, everything }: World): void {
  it('has nothing for an unknown stream and an empty log', async () => {
    expect(await store().readStream('score-c1.none')).toEqual([]);
    expect(await everything()).toEqual([]);
    expect(await store().readAll(0, 10, 'c1')).toEqual([]);
    expect(await store().head()).toBe(0);
    expect(await store().findCommand('cmd-none')).toBeUndefined();
  });

  it('counts revisions from 0 and keeps every field of an event', async () => {
    const command = 'cmd-fields';
    const events = [
      eventOf({ name: '张三', nested: { list: [1, '二', null, true] } }, command, { causation: 'score-c1.x@3' }),
      eventOf({}, command, { correlation: command, version: 7, type: 'Other', validAt: -86_400_000 }),
    ];
    const answer = await store().append([{ stream: 'score-c1.e1', expected: noStream, events }]);
    const read = await store().readStream('score-c1.e1');
    expect(read.map(({ position: _p, recordedAt: _r, ...rest }) => rest)).toEqual(
      events.map((event, revision) => ({ ...event, stream: 'score-c1.e1', revision })),
    );
    expect(read[0]).toHaveProperty('causation', 'score-c1.x@3');
    expect(read[1]).not.toHaveProperty('causation');
    expect(answer).toEqual({ kind: 'appended', position: read[1]?.position, revision: 1 });
    expect(await everything()).toEqual(read);
  });

  it('answers a conflict as a value, with the actual revision, and adds nothing', async () => {
    const conflict = (actual: number) => ({ kind: 'conflict', stream: 'score-c1.e1', actual });
    expect(await store().append([appendOf('score-c1.e1', 0)])).toEqual(conflict(noStream));
    await store().append([appendOf('score-c1.e1', noStream, 3)]);
    expect(await store().append([appendOf('score-c1.e1', noStream)])).toEqual(conflict(2));
    expect(await store().append([appendOf('score-c1.e1', 1)])).toEqual(conflict(2));
    expect(await store().append([appendOf('score-c1.e1', 3)])).toEqual(conflict(2));
    expect(await everything()).toHaveLength(3);
    expect(await store().append([appendOf('score-c1.e1', 2)])).toMatchObject({ kind: 'appended', revision: 3 });
  });

  it('lets exactly one of twenty racing appends win', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => store().append([appendOf('score-c1.e1', noStream, 2)])),
    );
    expect(answers.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'conflict')).toHaveLength(19);
    for (const answer of answers) if (answer.kind === 'conflict') expect(answer.actual).toBe(1);
    expect(await everything()).toHaveLength(2);
  });

  it('appends to several streams all or nothing', async () => {
    await store().append([appendOf('entry-c1.b', noStream)]);
    const command = 'cmd-many';
    const [a, b, c] = ['entry-c1.a', 'entry-c1.b', 'entry-c2.c'];
    const refused = [
      appendOf(a, noStream, 2, command),
      appendOf(b, noStream, 1, command),
      appendOf(c, noStream, 1, command),
    ];
    expect(await store().append(refused)).toEqual({ kind: 'conflict', stream: b, actual: 0 });
    expect(await everything()).toHaveLength(1);
    expect(await store().findCommand(command)).toBeUndefined();
    const accepted = [appendOf(a, noStream, 2, command), appendOf(b, 0, 1, command), appendOf(c, noStream, 3, command)];
    const last = { revision: 2 };
    expect(await store().append(accepted)).toMatchObject({ kind: 'appended', ...last });
    expect((await everything()).map(({ stream, revision }) => [stream, revision])).toEqual([
      [b, 0],
      [a, 0],
      [a, 1],
      [b, 1],
      [c, 0],
      [c, 1],
      [c, 2],
    ]);
    expect(await store().findCommand(command)).toMatchObject({ stream: c, ...last, position: await store().head() });
  });

  it('takes a thousand concurrent appends, each whole and in its stream order', async () => {
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) => store().append([appendOf(`score-c${n % 7}.e${n}`, noStream, 2)])),
    );
    expect(answers.every(({ kind }) => kind === 'appended')).toBe(true);
    const all = await everything();
    expect(all).toHaveLength(2_000);
    for (let n = 0; n < all.length; n += 2) {
      expect([all[n]?.revision, all[n + 1]?.revision]).toEqual([0, 1]);
      expect(all[n + 1]?.stream).toBe(all[n]?.stream);
    }
  });

  it('rejects a call without events or with two commands, and takes the next one', async () => {
    await expect(store().append([])).rejects.toThrow(/no events/);
    await expect(store().append([{ stream: 'score-c1.e1', expected: noStream, events: [] }])).rejects.toThrow(
      /no events/,
    );
    await expect(
      store().append([appendOf('score-c1.e1', noStream), appendOf('score-c1.e2', noStream)]),
    ).rejects.toThrow(/two commands/);
    const twice = [appendOf('score-c1.e1', noStream, 1, 'cmd-twice'), appendOf('score-c1.e1', 0, 1, 'cmd-twice')];
    await expect(store().append(twice)).rejects.toThrow(/twice/);
    expect(await everything()).toEqual([]);
    expect(await store().append([appendOf('score-c1.e1', noStream)])).toMatchObject({ kind: 'appended' });
  });
}

function repeating({ store, everything, setup, swap }: World): void {
  it('adds nothing for a repeated command and answers what it wrote the first time', async () => {
    const call = [appendOf('score-c1.e1', noStream, 2, 'cmd-repeat')];
    const first = await store().append(call);
    if (first.kind !== 'appended') throw new Error(first.kind);
    const { position, revision } = first;
    const command = { fingerprint: 'fp-cmd-repeat', stream: 'score-c1.e1', position, revision };
    await store().append([appendOf('score-c1.e1', 1)]);
    expect(await store().append(call)).toEqual({ kind: 'repeated', command });
    expect(await store().append([appendOf('score-c1.other', noStream, 1, 'cmd-repeat')])).toEqual({
      kind: 'repeated',
      command,
    });
    expect(await store().findCommand('cmd-repeat')).toEqual(command);
    expect(await everything()).toHaveLength(3);
    if (!setup().durable) return;
    await store().close();
    swap(await setup().open(steppingClock(9_000, 1)));
    expect(await store().append(call)).toEqual({ kind: 'repeated', command });
    expect(await everything()).toHaveLength(3);
  });

  it('answers the second of two simultaneous calls with one command as repeated', async () => {
    const call = [appendOf('score-c1.e1', noStream, 1, 'cmd-twin')];
    const [first, second] = await Promise.all([store().append(call), store().append(call)]);
    expect(first.kind).toBe('appended');
    expect(second).toMatchObject({ kind: 'repeated', command: { stream: 'score-c1.e1', revision: 0 } });
    expect(await everything()).toHaveLength(1);
  });

  it('does not remember a command that met a conflict', async () => {
    expect(await store().append([appendOf('score-c1.e1', 4, 1, 'cmd-again')])).toMatchObject({ kind: 'conflict' });
    expect(await store().append([appendOf('score-c1.e1', noStream, 1, 'cmd-again')])).toMatchObject({
      kind: 'appended',
    });
  });
}

function feeding({ store, everything }: World): void {
  const fill = async (): Promise<void> => {
    for (let n = 0; n < 6; n++) await store().append([appendOf(`score-c${n % 2}.e${n}`, noStream, 2)]);
    await store().append([appendOf('board-c1', noStream, 1)]);
  };

  it('feeds events in growing positions and resumes after any of them', async () => {
    await fill();
    const all = await everything();
    const positions = all.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    expect(positions.at(-1)).toBe(await store().head());
    for (const [index, position] of positions.entries()) {
      expect(await store().readAll(position, 3)).toEqual(all.slice(index + 1, index + 4));
      // Also from where no event stands.
      expect(await store().readAll(position - 1, 2)).toEqual(all.slice(index, index + 2));
    }
  });

  it('feeds only one partition when asked, across categories', async () => {
    await fill();
    const all = await everything();
    const own = all.filter(({ stream }) => /^(score-c1\.|board-c1$)/.test(stream));
    expect(own).toHaveLength(7);
    expect(await store().readAll(0, 100, 'c1')).toEqual(own);
    const others = all.filter(({ stream }) => stream.startsWith('score-c0.'));
    expect(await store().readAll(0, 100, 'c0')).toEqual(others);
    expect(await store().readAll(own[2]?.position ?? 0, 3, 'c1')).toEqual(own.slice(3, 6));
    expect(await store().readAll(0, 100, 'c')).toEqual([]);
  });

  it('reads a stream from a revision', async () => {
    await store().append([appendOf('score-c1.e1', noStream, 5)]);
    expect((await store().readStream('score-c1.e1', 3)).map(({ revision }) => revision)).toEqual([3, 4]);
    expect(await store().readStream('score-c1.e1', 5)).toEqual([]);
    expect(await store().readStream('score-c1.e')).toEqual([]);
  });

  it('keeps unicode and a body of a million bytes', async () => {
    const long = '劳动竞赛🏭'.repeat(62_500);
    const odd = { long, odd: '\u0000\u2028\\"𠮷', 键: 'é' };
    const events = [eventOf(odd, 'cmd-long')];
    await store().append([{ stream: 'score-c1.long', expected: noStream, events }]);
    expect((await store().readStream('score-c1.long'))[0]?.data).toEqual(odd);
    expect((await everything())[0]?.data).toEqual(odd);
  });

  it('refuses an event that a log elsewhere would not take, and adds nothing of the call', async () => {
    const call = [1_000, 1_040_000].map((length, n) => {
      const events = [eventOf({ text: 'x'.repeat(length) }, 'cmd-large')];
      return { stream: `score-c1.large${n}`, expected: noStream, events };
    });
    await expect(store().append(call)).rejects.toThrow(EventTooLarge);
    expect(await everything()).toEqual([]);
    expect(await store().findCommand('cmd-large')).toBeUndefined();
  });
}

function keepingTime({ store, everything, start, setup }: World): void {
  it('never lets recordedAt decrease, also when the clock goes backwards', async () => {
    await store().close();
    await setup().cleanup();
    await start(steppingClock(100_000, -7));
    for (let n = 0; n < 5; n++) await store().append([appendOf(`score-c1.e${n}`, noStream)]);
    const times = (await everything()).map(({ recordedAt }) => recordedAt);
    expect(times).toHaveLength(5);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('answers the last position recorded at or before an instant', async () => {
    expect(await store().positionAt(Number.MAX_SAFE_INTEGER)).toBe(0);
    for (let n = 0; n < 9; n++) await store().append([appendOf(`score-c1.e${n}`, noStream, (n % 3) + 1)]);
    const all = await everything();
    const instants = all.flatMap(({ recordedAt }) => [recordedAt - 1, recordedAt, recordedAt + 1]);
    for (const instant of [0, ...instants, Number.MAX_SAFE_INTEGER]) {
      const expected = all.filter(({ recordedAt }) => recordedAt <= instant).at(-1)?.position ?? 0;
      expect([instant, await store().positionAt(instant)]).toEqual([instant, expected]);
    }
  });

  it('counts the events behind a position, wherever that is', async () => {
    expect(await store().countBehind(0)).toBe(0);
    for (let n = 0; n < 7; n++) await store().append([appendOf(`score-c1.e${n}`, noStream, (n % 3) + 1)]);
    const all = await everything();
    const places = all.flatMap(({ position }) => [position - 1, position, position + 1]);
    for (const after of [-1, 0, ...places, (await store().head()) + farther]) {
      const expected = all.filter(({ position }) => position > after).length;
      expect([after, await store().countBehind(after)]).toEqual([after, expected]);
    }
    for (let n = 0; n < 3; n++) await store().append([appendOf(`board-c${n}`, noStream, 400)]);
    const longer = await everything();
    for (const index of [0, 5, 300, 600, 1_100, longer.length - 1]) {
      const behind = await store().countBehind(longer[index]?.position ?? 0);
      expect([index, behind]).toEqual([index, longer.length - index - 1]);
    }
  });

  it('waits until the log is beyond a position', async () => {
    await store().append([appendOf('score-c1.e1', noStream)]);
    const head = await store().head();
    expect(await store().waitBeyond(head - 1, 60_000)).toBe(true);
    const waiting = store().waitBeyond(head, 60_000);
    const further = store().waitBeyond(head + farther, 20);
    await store().append([appendOf('score-c1.e1', 0)]);
    expect(await waiting).toBe(true);
    expect(await further).toBe(false);
  });
}

function closing({ store, everything, setup, swap }: World): void {
  it('closes cleanly: waits end, appends are refused, closing again is nothing', async () => {
    await store().append([appendOf('score-c1.e1', noStream)]);
    const head = await store().head();
    const waiting = store().waitBeyond(head, 60_000);
    const further = store().waitBeyond(head + farther, 60_000);
    const last = store().append([appendOf('score-c1.e1', 0)]);
    await store().close();
    expect((await last).kind).toBe('appended');
    expect(typeof (await waiting)).toBe('boolean');
    expect(await further).toBe(false);
    await expect(store().append([appendOf('score-c1.e1', 1)])).rejects.toThrow();
    await store().close();
  });

  it('keeps everything over a restart, or nothing when it says so', async () => {
    await store().append([appendOf('score-c1.e1', noStream, 3)]);
    await store().append([appendOf('score-c2.e1', noStream, 2)]);
    const [all, head] = [await everything(), await store().head()];
    await store().close();
    // A clock that was set back over the restart must not take recordedAt with it.
    swap(await setup().open(steppingClock(0, 1)));
    expect(await everything()).toEqual(setup().durable ? all : []);
    expect(await store().head()).toBe(setup().durable ? head : 0);
    const expected = setup().durable ? 2 : noStream;
    expect(await store().append([appendOf('score-c1.e1', expected)])).toMatchObject({
      kind: 'appended',
      revision: expected + 1,
    });
    const times = (await everything()).map(({ recordedAt }) => recordedAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
}
