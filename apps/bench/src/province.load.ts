import { competition, entry, entryIdOf, type EntryCommand } from '@xf/competitions';
import { execute, executeAll, untyped, type Engine } from '@xf/es';
import { concurrently } from './measure';
import { marksOf, type Contestant, type Mark, type Province } from './province.draw';

export const contest = 'skill';
export const board = 'overall';
export const competitionOf = (n: number): string => `p26_${String(n).padStart(6, '0')}`;
export const entryOf = ({ competition, number }: Contestant): string =>
  entryIdOf(competitionOf(competition), contest, String(number));

/** Twenty judges, the highest and the lowest mark dropped; a contestant has a place from the first mark on. */
const rules = {
  ...{
    id: 'province-twenty-judges',
    version: 1,
    title: '二十名评委去掉最高最低',
    cites: [{ document: '全省竞赛评分办法' }],
  },
  values: [
    {
      ...{ id: 'performance', name: '现场表现', role: 'total', round: { digits: 2, mode: 'half-up' } },
      marks: {
        ...{ kind: 'judged', range: { min: '0', max: '100', step: '0.1' }, slots: { min: 1, max: 20 } },
        combine: [
          { marks: { from: 1, to: 4 }, by: 'mean' },
          { marks: { from: 5, to: 20 }, by: 'trimmed-mean', dropHighest: 1, dropLowest: 1 },
        ],
      },
    },
  ],
  total: 'performance',
  ranking: { better: 'higher', method: '1224' },
  boards: { groups: false, overall: true },
};

const surnames = Array.from('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗');
const given = Array.from('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚');
const nameOf = (n: number): string =>
  `${surnames[n % 20] ?? ''}${given[Math.floor(n / 20) % 20] ?? ''}${n % 3 === 0 ? '' : (given[Math.floor(n / 400) % 20] ?? '')}`;

const submitCommand = (one: Contestant, units: number): EntryCommand => ({
  ...{ type: 'SubmitEntry', competition: competitionOf(one.competition), entry: entryOf(one), contest },
  ...{ number: String(one.number), kind: 'person', subject: `person_${one.competition}_${one.number}` },
  ...{ name: nameOf(one.number), unit: `第${(one.competition * 7 + one.number) % units}机械制造有限公司` },
});

const recordCommand = ({ of, judge, value }: Mark): EntryCommand => ({
  ...{ type: 'RecordScore', competition: competitionOf(of.competition), entry: entryOf(of) },
  ...{ criterion: 'performance', slot: `J${judge + 1}`, value },
});

/** As long as the ids that clients send. */
const commandOf = (name: string, n: number): string =>
  `${name}-0000-4000-8000-${String(n).padStart(36 - name.length - 15, '0')}`;

const assertDone = (outcome: { readonly kind: string }): void => {
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome).slice(0, 500));
};

async function openCompetition(engine: Engine, n: number): Promise<void> {
  const id = competitionOf(n);
  const plan = { contest, name: '技能竞赛', receiver: 'person' as const, groups: [] };
  const planned = { organization: 'province', name: `第${n}号技能竞赛`, level: 'province' as const, rounds: [] };
  const own = { actor: 'bench', command: commandOf('plan', n) };
  assertDone(
    await execute(engine, competition, { type: 'PlanCompetition', competition: id, contests: [plan], ...planned }, own),
  );
  const opening = { type: 'OpenCompetition', competition: id, rules: [{ contest, document: rules }] } as const;
  assertDone(await execute(engine, competition, opening, { actor: 'bench', command: commandOf('open', n) }));
}

/** Commands written as one, as an import does. */
const together = 250;

async function submitTogether(engine: Engine, id: string, commands: readonly EntryCommand[]): Promise<void> {
  const items = commands.map((command) => ({ decider: untyped(entry), command }));
  assertDone(await executeAll(engine, items, { actor: 'importer', command: id }));
}

export async function openCompetitions(engine: Engine, { sizes }: Province): Promise<void> {
  await concurrently(16, sizes.length, (n) => openCompetition(engine, n));
}

export async function submitAll(engine: Engine, all: readonly Contestant[], { units }: Province): Promise<void> {
  for (let from = 0; from < all.length; from += together) {
    const commands = all.slice(from, from + together).map((one) => submitCommand(one, units));
    await submitTogether(engine, commandOf('entries', from), commands);
  }
}

/** Whole sheets of marks, as an import writes them. */
export async function importMarks(engine: Engine, all: readonly Contestant[], { judges }: Province, seed: number) {
  // Commands are made as they are needed: two million of them at once would be most of the memory.
  for (let from = 0; from < all.length; from += together) {
    const commands = [...marksOf(all.slice(from, from + together), { judges, stages: 1 }, seed + from)].map(
      recordCommand,
    );
    await submitTogether(engine, commandOf('sheets', from), commands);
  }
}

const writers = 64;

/** Marks one by one as judges send them, over all engines in turn. Answers how many were sent again because of others' marks. */
export async function sendMarks(engines: readonly Engine[], marks: readonly Mark[], from: number): Promise<number> {
  let again = 0;
  await concurrently(writers, marks.length, async (n) => {
    const mark = marks[n] as Mark;
    const own = { actor: `judge_${mark.of.competition}_${mark.judge}`, command: commandOf('mark', from + n) };
    const once = () => execute(engines[n % engines.length] as Engine, entry, recordCommand(mark), own);
    let outcome = await once();
    for (; outcome.kind === 'busy'; again++) outcome = await once();
    assertDone(outcome);
  });
  return again;
}
