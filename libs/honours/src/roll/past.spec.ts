import { memoryViews } from '@xf/adapters';
import { viewAsOf } from '@xf/es';
import { honourCodec } from '../honour/events';
import { certificate, medal, register } from '../testing/examples';
import { world, type World } from '../testing/world';
import { changesSet, roll, rollOfAward, type RollRow } from './project';
import { awardsUpTo, changeOfVersion, lastChange, rollPage, versionAt, type RollReader } from './query';
import { PastRolls } from './shell.past';

const awards = [{ ...medal, repeatable: true }, { ...medal, id: 'medalB', repeatable: true }, certificate];

const foldOf = (w: World, position: number, partition?: string) =>
  viewAsOf(
    w.engine.store,
    honourCodec as never,
    rollOfAward as never,
    { position },
    memoryViews().open<RollRow>('r', 1),
    partition,
  );

/** A log of honours of three awards among other events. */
async function filled() {
  const w = world();
  for (let n = 0; n < 40; n++) {
    const document = awards[[0, 0, 1, 2, 0, 2, 1][n % 7]!]!;
    const { id: award, receiver } = document;
    const year = 2019 + (n % 4);
    const who = { award, document, receiver, subject: `p${n % 7}`, name: `姓名${n % 7}` };
    await w.honour(register({ ...who, decision: `黄工字〔${year}〕${n + 1}号`, conferredOn: `${year}-04-26` }));
    if (n % 5 === 0)
      await w.round({ type: 'OpenRound', round: `r${n}`, organization: 'd1', name: 'x', year: 2026, awards: [medal] });
  }
  const live = await w.roll();
  const asked: [number | undefined, string | undefined][] = [];
  const reads = {
    ...w.engine.store,
    reached: () => Promise.resolve(true),
    at: async (_projection: never, when?: { position?: number }, partition?: string) => {
      if (when === undefined) return live;
      asked.push([when.position, partition]);
      return foldOf(w, when.position!, partition);
    },
  };
  return { w, live, asked, past: new PastRolls(reads as never) };
}

const everything = (view: RollReader, filter: object = {}) => {
  const rows: unknown[] = [];
  let after: ReturnType<typeof rollPage>['next'];
  let total: number | undefined;
  do {
    const page = rollPage(view, { ...filter, after, limit: 7 });
    total = page.total;
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return { rows, total };
};

describe('the roll at a past moment', () => {
  it('domain-rules 124: is what the whole log up to that position gives, under every filter', async () => {
    const { w, past } = await filled();
    const head = await w.engine.store.head();
    for (let position = 0; position <= head; position += 3) {
      const whole = await w.asOf<never, RollRow>(roll as never, position);
      for (const filter of [{}, { year: 2020 }, { award: 'medalB' }, { award: 'certificate', organization: 'd1' }]) {
        const found = await past.at(position, undefined, 'award' in filter ? filter.award : undefined);
        expect(everything(found, { ...filter, award: undefined })).toEqual(everything(whole, filter));
      }
    }
  });

  it('folds honours alone, each award once up to each of its changes, and what was asked for only', async () => {
    const { w, asked, past, live } = await filled();
    const head = await w.engine.store.head();
    await past.at(20, undefined, 'medalB');
    expect(asked.map(([, partition]) => partition)).toEqual(['medalB']);
    for (let position = 1; position <= head; position++) await past.at(position, undefined, undefined);
    const changes = live.range(changesSet, { limit: 100 }).map(({ row }) => [row.position, row.award]);
    const keys = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort();
    expect(keys(asked)).toEqual(keys(changes));
  });

  it('is named by the last change before it', async () => {
    const { w, live } = await filled();
    const head = await w.engine.store.head();
    const rows = live.range(changesSet, { limit: 100 }).map(({ row }) => row);
    for (let position = 0; position <= head; position++) {
      const before = rows.filter((row) => row.position <= position);
      expect(lastChange(live, position)).toBe(before[0]?.position ?? 0);
      const latest = new Map([...before].reverse().map(({ award, position: at }) => [award, at]));
      expect(new Map(awardsUpTo(live, position).map(({ award, position: at }) => [award, at]))).toEqual(latest);
    }
  });

  it('has a version that counts its honours and nothing else of the log', async () => {
    const { w, live } = await filled();
    const head = await w.engine.store.head();
    const all = live
      .range(changesSet, { limit: 100 })
      .map(({ row }) => row)
      .reverse();
    for (let position = 0; position <= head; position++)
      expect(versionAt(live, position)).toBe(all.filter((row) => row.position <= position).length);
    for (const [n, row] of all.entries()) expect(changeOfVersion(live, n + 1)).toEqual({ row, position: row.position });
    expect([changeOfVersion(live, 0), changeOfVersion(live, all.length + 1)]).toEqual([undefined, undefined]);
  });
});
