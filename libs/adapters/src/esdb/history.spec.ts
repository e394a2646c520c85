import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { History } from './history';
import { logNames } from './names';
import type { Run } from './history-tables';
import type { ServerRecord } from './records';

const names = logNames('log');
const folder = mkdtempSync(join(tmpdir(), 'xianfeng-history-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** In the middle, between two batches, stands what others have written. */
const positionOf = (n: number): number => 100 + n * 50 + (n > 29 ? 1_000_000 : 0);

/** A log with appends of several events, batches of both ends and one that stays open, and a clock that goes back. */
function records(): readonly ServerRecord[] {
  const all: ServerRecord[] = [];
  const revisions = new Map<string, number>();
  const put = (stream: string, meta: object, data: object = {}): void => {
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    const n = all.length;
    const created = n % 7 === 6 ? 1_000 + n * 10 - 35 : 1_000 + n * 10;
    const bytes = { data: Buffer.from(JSON.stringify(data)), meta: Buffer.from(JSON.stringify(meta)) };
    all.push({ stream, revision, position: positionOf(n), created, type: 'Happened', ...bytes });
  };
  const serverOf = (n: number): string => names.toServer(`entry-c1.e${n % 3}`);
  for (let round = 0; round < 6; round++) {
    for (let n = 0; n < 3; n++) put(serverOf(round), { command: `three-${round}` });
    put(serverOf(round + 1), { command: round < 3 ? `twice-${round}` : `twice-${round - 3}` });
    const batch = `batch-${round}`;
    for (let n = 0; n < 4; n++) put(serverOf(n), { command: `wide-${round}`, batch, index: n });
    const last = { stream: 'entry-c1.e0', revision: revisions.get(serverOf(0)) ?? 0 };
    const counts = { events: 4, command: `wide-${round}`, fingerprint: 'fp', from: positionOf(all.length - 4), last };
    if (round === 5) continue;
    put(
      names.verdictOf(batch),
      {},
      round % 2 === 0 ? { kind: 'committed', ...counts, room: '....' } : { kind: 'void' },
    );
    put(names.verdictOf(batch), {}, { kind: round % 2 === 0 ? 'void' : 'committed', ...counts });
  }
  return all;
}

/** Everything a history can be asked. */
function answers(history: History, all: readonly ServerRecord[]): unknown {
  const places = all.flatMap(({ position, created }) => [position - 1, position, position + 1, created, created + 1]);
  const rounds = [0, 1, 2, 3, 4, 5];
  const servers = [...new Set(all.map(({ stream }) => stream))];
  return {
    ...{ upTo: history.upTo, head: history.head, count: history.count },
    places: places.map((at) => [history.timeOf(at, 0), history.markBefore(at), history.placeBefore(at)]),
    runs: places.map((at) => [history.runBehind('c1', at), history.runBehind('c2', at)]),
    batchAt: places.map((at) => history.batchAt(at)),
    batches: rounds.map((round) => history.batch(`batch-${round}`)),
    commands: rounds.flatMap((round) =>
      ['three', 'twice', 'wide'].map((kind) => history.candidates(`${kind}-${round}`)),
    ),
    revisions: servers.map((server) =>
      Array.from({ length: 12 }, (_, n) => [
        ...[history.toServer(server, n), history.toServer(server, n, true), history.toRevision(server, n)],
        ...rounds.map((round) => history.lastRevision(server, n, `batch-${round}`)),
      ]),
    ),
  };
}

const whole = (all: readonly ServerRecord[]): unknown => {
  const history = new History(names);
  for (const record of all) history.fold(record);
  return answers(history, all);
};

it('comes to the same from any record on at which it was closed and opened again', () => {
  const all = records();
  const expected = whole(all);
  expect(expected).toMatchObject({
    count: 36,
    batches: { 0: { kind: 'committed' }, 1: { kind: 'void' }, 5: { kind: 'open' } },
    runs: { 0: [{ first: positionOf(0) }, undefined] },
  });
  const firsts = (expected as { readonly runs: readonly (readonly (Run | undefined)[])[] }).runs.map(
    ([run]) => run?.first,
  );
  expect(new Set(firsts).size).toBe(3);
  for (let cut = 1; cut < all.length; cut++) {
    const file = join(folder, `cut-${cut}.sqlite`);
    const before = new History(names, file);
    for (const record of all.slice(0, cut)) before.fold(record);
    before.close();
    const after = new History(names, file);
    expect(after.keptPlace).toMatchObject({ stream: all[cut - 1]?.stream, revision: all[cut - 1]?.revision });
    after.goOnFrom(all[cut - 1]);
    expect([cut, after.upTo]).toEqual([cut, all[cut - 1]?.position]);
    for (const record of all.slice(cut)) after.fold(record);
    expect([cut, answers(after, all)]).toEqual([cut, expected]);
    after.close();
  }
});

it('finds a command at the last event of its append, and both places of one that stands twice', () => {
  const all = records();
  const history = new History(names);
  for (const record of all) history.fold(record);
  expect(history.candidates('three-0')).toEqual([all[2]?.position]);
  expect(history.candidates('twice-0')).toHaveLength(2);
});

it('begins anew when the file is of a log that does not have the record', () => {
  const all = records();
  const file = join(folder, 'other.sqlite');
  for (const record of [undefined, { ...all[9], created: 1 } as ServerRecord]) {
    const before = new History(names, file);
    for (const one of all.slice(0, 10)) before.fold(one);
    before.close();
    const after = new History(names, file);
    after.goOnFrom(record);
    expect([after.upTo, after.count, after.candidates('three-0')]).toEqual([0, 0, []]);
    for (const one of all) after.fold(one);
    expect(answers(after, all)).toEqual(whole(all));
    after.close();
    rmSync(file);
  }
});

it('begins anew when the file is of a log of another name', () => {
  const file = join(folder, 'name.sqlite');
  const before = new History(names, file);
  for (const record of records()) before.fold(record);
  before.close();
  const after = new History(logNames('another'), file);
  expect([after.upTo, after.keptPlace, after.candidates('three-0')]).toEqual([0, undefined, []]);
  after.close();
});
