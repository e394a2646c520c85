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

/** Repeatable noise in 0..1: the same run every time, without a random source. */
export const noise = (n: number): number => {
  const x = Math.imul(n + 0x9e3779b9, 0x85ebca6b) ^ (n >>> 13);
  return ((Math.imul(x, 0xc2b2ae35) ^ (x >>> 16)) >>> 0) / 2 ** 32;
};

const markOf = (n: number): string => (40 + noise(n) * 60).toFixed(2);

export const submitCommand = (n: number): EntryCommand => ({
  type: 'SubmitEntry',
  competition: competitionId,
  entry: entryOf(n),
  contest,
  number: String(n),
  kind: 'team',
  subject: `t${n}`,
  name: `第${n}班组`,
  unit: `第${n % 12_000}机械厂`,
});

export const scoreCommand = (n: number, slot: string, criterion = 'theory'): EntryCommand => ({
  type: 'RecordScore',
  competition: competitionId,
  entry: entryOf(n),
  criterion,
  slot,
  value: markOf(n * 31 + slot.length),
});

export async function openCompetition(engine: Engine): Promise<void> {
  const run = async (command: Parameters<typeof competition.decide>[0]): Promise<void> => {
    const outcome = await execute(engine, competition, command, { actor: 'bench', command: `bench-${command.type}` });
    if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome));
  };
  const plan = { contest, name: '车工', receiver: 'team' as const, groups: [] };
  await run({
    type: 'PlanCompetition',
    competition: competitionId,
    organization: 'city',
    name: '基准测试',
    level: 'city',
    contests: [plan],
    rounds: [],
  });
  await run({ type: 'OpenCompetition', competition: competitionId, rules: [{ contest, document: rules }] });
}

const chunk = 5_000;

/** Fills a log with entries and, where asked, their marks; batches of one command each, as imports write them. */
export async function fillLog(engine: Engine, entries: number, criteria: readonly string[]): Promise<void> {
  await fillWith(engine, entries, 'entries', submitCommand);
  for (const criterion of criteria) {
    await fillWith(engine, entries, criterion, (n) => scoreCommand(n, '1', criterion));
  }
}

/** Entries with so many marks each: one for every entry, then the next for every entry. */
export async function fillMarks(engine: Engine, entries: number, each: number): Promise<void> {
  await fillWith(engine, entries, 'entries', submitCommand);
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
