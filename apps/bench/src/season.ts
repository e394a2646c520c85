import { competition, entry, entryIdOf, type EntryCommand } from '@xf/competitions';
import { execute, executeAll, untyped, type Engine } from '@xf/es';

const competitionId = 'bench';
const contest = 'turning';

/** Two measured parts weighted 30 and 70, as most skill contests print them. */
const rules = {
  id: 'bench-30-70',
  version: 1,
  title: '基准测试',
  cites: [{ document: '基准测试' }],
  values: [
    part('theory', '理论'),
    part('practice', '实操'),
    {
      id: 'total',
      name: '总分',
      role: 'total',
      weightedMean: [
        { value: 'theory', weight: '30' },
        { value: 'practice', weight: '70' },
      ],
      round: { digits: 2, mode: 'half-up' },
    },
  ],
  total: 'total',
  ranking: { better: 'higher', method: '1224', ties: [{ value: 'practice', better: 'higher' }] },
  boards: { groups: false, overall: true },
};

function part(id: string, name: string): object {
  const marks = {
    kind: 'measured',
    range: { min: '0', max: '100' },
    slots: { min: 1, max: 200 },
    combine: { by: 'last' },
    missing: 'zero',
  };
  return { id, name, role: 'criterion', marks };
}

export const ids = { competition: competitionId, contest, board: 'overall' };
const entryIds: string[] = [];
/** Ids are remembered: making them is the caller's business, not the command's. */
export const entryOf = (n: number): string => (entryIds[n] ??= entryIdOf(competitionId, contest, String(n)));

/**
 * How a contest is laid out: on one board; on one a group besides; entries that come from an earlier stage; marks that are the
 * published totals of a period.
 */
export const shapes = ['plain', 'groups', 'stages', 'periods'] as const;
export type Shape = (typeof shapes)[number];
export const groupsMax = 12;
export const groupOf = (n: number): string => `g${n % groupsMax}`;

/** A place on a board of another competition. */
const originOf = (n: number, total: string) => ({
  ...{ competition: 'earlier', contest, entry: `e${n}`, board: ids.board, version: 1, rank: n + 1, total },
});

/** Repeatable noise in 0..1: the same run every time, without a random source. */
export const noise = (n: number): number => {
  const x = Math.imul(n + 0x9e3779b9, 0x85ebca6b) ^ (n >>> 13);
  return ((Math.imul(x, 0xc2b2ae35) ^ (x >>> 16)) >>> 0) / 2 ** 32;
};

const markOf = (n: number): string => (40 + noise(n) * 60).toFixed(2);

export const submitCommand = (n: number, shape: Shape = 'plain'): EntryCommand => ({
  type: 'SubmitEntry',
  competition: competitionId,
  entry: entryOf(n),
  contest,
  number: String(n),
  kind: 'team',
  subject: `t${n}`,
  name: `第${n}班组`,
  unit: `第${n % 12_000}机械厂`,
  ...(shape === 'groups' ? { group: groupOf(n) } : {}),
  ...(shape === 'stages' ? { from: originOf(n, markOf(n)) } : {}),
});

export const scoreCommand = (n: number, slot: string, criterion = 'theory'): EntryCommand => ({
  type: 'RecordScore',
  competition: competitionId,
  entry: entryOf(n),
  criterion,
  slot,
  value: markOf(n * 31 + slot.length),
});

/** The mark a period's published total becomes. */
const takeCommand = (n: number, criterion: string): EntryCommand => {
  const from = originOf(n, markOf(n * 31 + 1));
  return { type: 'TakeScore', competition: competitionId, entry: entryOf(n), criterion, slot: '1', from };
};

export async function openCompetition(engine: Engine, shape: Shape = 'plain'): Promise<void> {
  const run = async (command: Parameters<typeof competition.decide>[0]): Promise<void> => {
    const outcome = await execute(engine, competition, command, { actor: 'bench', command: `bench-${command.type}` });
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  };
  const groups = Array.from({ length: shape === 'groups' ? groupsMax : 0 }, (_, n) => ({
    group: groupOf(n),
    name: `第${n + 1}组`,
  }));
  const plan = { contest, name: '车工', receiver: 'team' as const, groups };
  const document = { ...rules, boards: { groups: shape === 'groups', overall: true } };
  await run({
    type: 'PlanCompetition',
    competition: competitionId,
    organization: 'city',
    name: '基准测试',
    level: 'city',
    contests: [plan],
    rounds: [],
  });
  await run({ type: 'OpenCompetition', competition: competitionId, rules: [{ contest, document }] });
}

const chunk = 5_000;

/** Fills a log with entries and, where asked, their marks; batches of one command each, as imports write them. */
export async function fillLog(
  engine: Engine,
  entries: number,
  criteria: readonly string[],
  shape: Shape = 'plain',
): Promise<void> {
  await fillWith(engine, entries, 'entries', (n) => submitCommand(n, shape));
  for (const criterion of criteria) {
    const mark = (n: number) => (shape === 'periods' ? takeCommand(n, criterion) : scoreCommand(n, '1', criterion));
    await fillWith(engine, entries, criterion, mark);
  }
}

/** Entries with so many marks each: one for every entry, then the next for every entry. */
export async function fillMarks(engine: Engine, entries: number, each: number): Promise<void> {
  await fillWith(engine, entries, 'entries', (n) => submitCommand(n));
  for (let mark = 0; mark < each; mark++) {
    const slot = `J${(mark >> 1) + 1}`;
    const criterion = mark % 2 === 0 ? 'theory' : 'practice';
    await fillWith(engine, entries, `mark${mark}`, (n) => scoreCommand(n, slot, criterion));
  }
}

async function fillWith(
  engine: Engine,
  entries: number,
  name: string,
  make: (n: number) => EntryCommand,
): Promise<void> {
  for (let from = 0; from < entries; from += chunk) {
    const items = [];
    for (let n = from; n < Math.min(entries, from + chunk); n++) {
      items.push({ decider: untyped(entry), command: make(n) });
    }
    const outcome = await executeAll(engine, items, { actor: 'bench', command: `bench-${name}-${from}` });
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome).slice(0, 500));
  }
}
