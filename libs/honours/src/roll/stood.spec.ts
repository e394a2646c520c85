import { execute, untyped, type ViewReader } from '@xf/es';
import { honour } from '../honour/decide';
import { certificate, medal, register } from '../testing/examples';
import { keptMedal } from '../testing/keeping';
import { world, type World } from '../testing/world';
import { roll, type RollRow } from './project';
import { rollRows } from './query';
import { StoodRolls, type Stood, type StoodSearch } from './shell.stood';

const removal = keptMedal.removal!;
const awards = [
  { ...medal, repeatable: true, removal },
  { ...medal, id: 'medalB', repeatable: true, removal },
  { ...certificate, removal },
];
const adopt = async (w: World): Promise<void> => {
  for (const document of awards)
    await w.adoption({ type: 'AdoptAwardRules', organization: 'd1', award: document.id, document, from: '2008-01-01' });
};
const why = { cause: 'crime', decision: '黄工字〔2026〕1号', approvedBy: '区总工会', revokedOn: '2026-03-30' };

/** Honours of three awards; some were corrected, revoked or sealed under another key while the others came. */
async function filled() {
  const w = world();
  await adopt(w);
  for (let n = 0; n < 24; n++) {
    const document = awards[[0, 0, 1, 2, 0, 2, 1][n % 7]!]!;
    const { id: award, receiver } = document;
    const year = 2019 + (n % 4);
    const who = { award, document, receiver, subject: `p${n % 5}`, name: `姓名${n % 5}`, unit: `第${n % 3}厂` };
    await w.honour(register({ ...who, decision: `黄工字〔${year}〕${n + 1}号`, conferredOn: `${year}-04-26` }));
    const of = { award, subject: who.subject, organization: 'd1' };
    if (n % 6 === 1) {
      await w.honour({ type: 'CorrectHonour', ...of, honour: 0, name: `更正${n}`, unit: '机务段', reason: '笔误' });
      const confirm = { type: 'ConfirmHonourCorrection', ...of, honour: 0, correction: 1 } as const;
      await execute(w.engine, untyped(honour), confirm as never, { actor: 'bo', command: `confirm${n}` });
    }
    if (n % 6 === 3) {
      const held = await w.roll();
      const last = rollRows(held, { award }).find(({ subject }) => subject === who.subject);
      const revision = Number(/\d+$/.exec(last!.ref)![0]);
      await w.honour({ type: 'RevokeHonour', ...of, honour: revision, revocation: `v${n}`, ...why } as never);
    }
    if (n === 16) {
      const kept = { keeper: 'p2~honour', ground: '档案法', honours: [{ revision: 0 }] };
      await w.honour({ type: 'KeepHonourName', award: 'medal', subject: 'p2', name: '姓名2', ...kept } as never);
    }
  }
  return w;
}

const pathOf = (id: string) => Promise.resolve(id === 'd1' ? ['city', 'd1'] : []);

async function everything(rolls: StoodRolls, search: StoodSearch, position: number): Promise<readonly RollRow[]> {
  const found: RollRow[] = [];
  for await (const page of rolls.pages(search, position)) found.push(...page.map(({ row }) => row));
  return found;
}

describe('the whole roll at a position, out of the live view', () => {
  it('domain-rules 124: is row by row what the log gave up to there, whatever was corrected, taken back or kept since', async () => {
    const w = await filled();
    const rolls = new StoodRolls(w, { pathOf }, 100);
    const head = await w.engine.store.head();
    for (let position = 0; position <= head; position += 3) {
      const then = await w.asOf<never, RollRow>(roll as never, position);
      for (const search of [{}, { year: 2020 }, { unit: '第1厂' }, { organization: 'd1' }]) {
        expect(await everything(rolls, search, position)).toEqual(rollRows(then, search));
      }
      const two = ['medalB', 'medal'];
      const inTheirOrder = two.flatMap((award) => rollRows(then, { award }));
      expect(await everything(rolls, { awards: two }, position)).toEqual(inTheirOrder);
      const again: RollRow[] = [];
      const refs = inTheirOrder.map(({ ref }) => ref);
      for await (const page of rolls.these(refs, position)) again.push(...page.map(({ row }) => row));
      expect(again).toEqual(inTheirOrder);
    }
    const types = new Set((await w.engine.store.readAll(0, 1_000)).map(({ type }) => type));
    for (const type of ['HonourCorrected', 'HonourRevoked', 'HonourNameKept']) expect(types).toContain(type);
    expect(await everything(rolls, { region: 'd2' }, head)).toEqual([]);
    expect(await everything(rolls, { region: 'city' }, head)).toEqual(await everything(rolls, {}, head));
    await expect(everything(new StoodRolls(w, { pathOf }, 5), {}, head)).rejects.toMatchObject({
      code: 'query-invalid',
    });
  });

  it('misses none and doubles none that is taken back while it is read', async () => {
    const w = world();
    await adopt(w);
    for (let n = 0; n < 450; n++) await w.honour(register({ subject: `p${n}`, decision: `黄工字〔2020〕${n + 1}号` }));
    const position = await w.engine.store.head();
    const rolls = new StoodRolls(
      { ...w, reads: { ...w.reads, at: () => Promise.resolve(moving) as never } },
      { pathOf },
      999,
    );
    let live = await w.roll();
    const moving: Pick<ViewReader<RollRow>, 'position' | 'range'> = {
      position: () => live.position(),
      range: (set, options) => live.range(set, options),
    };
    const found: string[] = [];
    for await (const page of rolls.pages({}, position)) {
      found.push(...page.map(({ row }) => row.subject));
      for (const n of [found.length - 1, (found.length + 1) % 450]) {
        const of = { award: 'medal', subject: `p${n}`, honour: 0, organization: 'd1', revocation: `v${n}` };
        await w.honour({ type: 'RevokeHonour', ...of, ...why } as never);
      }
      live = await w.roll();
    }
    expect(found).toHaveLength(450);
    expect(new Set(found).size).toBe(450);
  });

  it('reads a page when it is asked for, and holds no more', async () => {
    const w = world();
    for (let n = 0; n < 900; n++) await w.honour(register({ subject: `p${n}`, decision: `黄工字〔2020〕${n + 1}号` }));
    const live = await w.roll();
    let read = 0;
    const counted: Pick<ViewReader<RollRow>, 'position' | 'range' | 'get'> = {
      position: () => live.position(),
      get: (key) => ((read += 1), live.get(key)),
      range: (set, options) => {
        const found = live.range(set, options);
        read += found.length;
        return found;
      },
    };
    const reads = { ...w.reads, at: () => Promise.resolve(counted) as never };
    const rolls = new StoodRolls({ engine: w.engine, reads }, { pathOf }, 1_000);
    const refs: string[] = [];
    const pagesOf = (rows: AsyncGenerator<readonly Stood[]>) => async () => {
      let taken = 0;
      read = 0;
      for await (const page of rows) {
        taken += page.length;
        expect(page.length).toBeLessThanOrEqual(200);
        expect(read - taken).toBeLessThanOrEqual(10);
        refs.push(...page.map(({ row }) => row.ref));
      }
      return taken;
    };
    const position = live.position();
    expect(await pagesOf(rolls.pages({}, position))()).toBe(900);
    expect(await pagesOf(rolls.these(refs.slice(0, 900), position))()).toBe(900);
    expect(read).toBe(900);
  });
});
