import { noStream } from '../event';
import { appendOf, eventOf, steppingClock, type World } from './event-store.world';

/** What an append of several streams promises, and one of many bytes. */
export function batching({ store, everything, setup, swap }: World): void {
  const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `entry-c${n % 3}.e${n}`);

  it('feeds an append of many streams from any place in it, also by partition and after a restart', async () => {
    await store().append([appendOf('board-c1', noStream, 2)]);
    const answer = await store().append(names(50).map((stream) => appendOf(stream, noStream, 2, 'cmd-wide')));
    await store().append([appendOf('board-c1', 1)]);
    const all = await everything();
    expect(all.map(({ stream, revision }) => `${stream}@${revision}`)).toEqual([
      ...['board-c1@0', 'board-c1@1'],
      ...names(50).flatMap((stream) => [`${stream}@0`, `${stream}@1`]),
      'board-c1@2',
    ]);
    expect(answer).toEqual({ kind: 'appended', position: all[101]?.position, revision: 1 });
    expect(await store().findCommand('cmd-wide')).toMatchObject({ position: all[101]?.position, revision: 1 });
    const look = async (): Promise<void> => {
      for (const [index, { position }] of all.entries()) {
        expect(await store().readAll(position, 7)).toEqual(all.slice(index + 1, index + 8));
        expect(await store().readAll(position - 1, 1)).toEqual(all.slice(index, index + 1));
        expect([index, await store().countBehind(position)]).toEqual([index, all.length - index - 1]);
      }
      const own = all.filter(({ stream }) => stream.startsWith('entry-c2.'));
      expect(await store().readAll(own[4]?.position ?? 0, 5, 'c2')).toEqual(own.slice(5, 10));
      expect(await store().readStream('entry-c2.e2', 1)).toEqual(own.slice(1, 2));
      expect(await store().positionAt(all[60]?.recordedAt ?? 0)).toBe(
        all.filter(({ recordedAt }) => recordedAt <= (all[60]?.recordedAt ?? 0)).at(-1)?.position,
      );
    };
    await look();
    if (!setup().durable) return;
    await store().close();
    swap(await setup().open(steppingClock(50_000, 1)));
    await look();
    expect(await everything()).toEqual(all);
  });

  it('leaves no trace of an append of many streams when the last one has moved on', async () => {
    const [last = '', ...others] = names(50).reverse();
    await store().append([appendOf(last, noStream)]);
    const before = await everything();
    const call = [...others, last].map((stream) => appendOf(stream, noStream, 1, 'cmd-late'));
    expect(await store().append(call)).toEqual({ kind: 'conflict', stream: last, actual: 0 });
    expect(await everything()).toEqual(before);
    expect(await store().head()).toBe(before.at(-1)?.position);
    expect(await store().findCommand('cmd-late')).toBeUndefined();
    for (const stream of others.slice(0, 3)) {
      expect(await store().readStream(stream)).toEqual([]);
      expect(await store().append([appendOf(stream, 0)])).toEqual({ kind: 'conflict', stream, actual: noStream });
      expect(await store().append([appendOf(stream, noStream, 2)])).toMatchObject({ kind: 'appended', revision: 1 });
      expect((await store().readStream(stream, 1)).map(({ revision }) => revision)).toEqual([1]);
      expect(await store().append([appendOf(stream, 1)])).toMatchObject({ kind: 'appended', revision: 2 });
    }
    const again = [...others.slice(3), last].map((stream) =>
      appendOf(stream, stream === last ? 0 : noStream, 1, 'cmd-late'),
    );
    expect(await store().append(again)).toMatchObject({ kind: 'appended', revision: 1 });
    const revisions = new Map<string, number>();
    for (const { stream, revision } of await everything()) {
      expect(revision).toBe((revisions.get(stream) ?? noStream) + 1);
      revisions.set(stream, revision);
    }
  });

  it('lets exactly one of ten racing appends to the same streams win', async () => {
    const race = (n: number) => {
      const streams =
        n % 2 === 0 ? ['entry-c1.a', 'entry-c1.b', 'entry-c2.c'] : ['entry-c2.c', 'entry-c1.b', 'entry-c1.a'];
      return store().append(streams.map((stream) => appendOf(stream, noStream, 1, `cmd-race-${n}`)));
    };
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => race(n)));
    expect(answers.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'conflict')).toHaveLength(9);
    expect(await everything()).toHaveLength(3);
  });

  it('takes several megabytes in one append', async () => {
    const events = Array.from({ length: 30 }, (_, n) => eventOf({ n, text: '奖'.repeat(40_000) }, 'cmd-large'));
    const answer = await store().append([{ stream: 'score-c1.large', expected: noStream, events }]);
    expect(answer).toMatchObject({ kind: 'appended', revision: 29 });
    const read = await store().readStream('score-c1.large');
    expect(read.map(({ data }) => data['n'])).toEqual(events.map((_, n) => n));
    expect(await everything()).toEqual(read);
    expect(await store().append([appendOf('score-c1.large', 29)])).toMatchObject({ kind: 'appended', revision: 30 });
  });
}
