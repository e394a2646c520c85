import { createHash } from 'node:crypto';
import {
  boardsOfContest,
  competition,
  competitionStream,
  contestRow,
  digestText,
  entry,
  entryIdOf,
  standings,
  wholeBoard,
  type BoardRow,
  type CompetitionCommand,
  type ContestRow,
  type EntryCommand,
} from '@xf/competitions';
import { execute, executeAll, untyped, type BatchItem, type Rejection } from '@xf/es';
import type { FileStatus } from '@xf/files';
import type { RuleDocument } from '@xf/rules';
import { throwawayRuntime, type Runtime } from '@xf/runtime';

export type PlayedEntry = {
  readonly number: string;
  readonly group?: string;
  readonly name?: string;
  readonly unit?: string;
  readonly status?: FileStatus;
  readonly reason?: string;
  readonly clause?: string;
  readonly attributes?: Readonly<Record<string, string>>;
};

export type PlayedScore = {
  readonly number: string;
  readonly criterion: string;
  readonly slot: string;
  readonly value: string;
};

export type PlayedContest<Entry extends PlayedEntry = PlayedEntry, Score extends PlayedScore = PlayedScore> = {
  readonly contest: string;
  readonly name: string;
  readonly document: unknown;
  readonly entries: readonly Entry[];
  readonly scores: readonly Score[];
};

export type Results = {
  readonly contest: ContestRow;
  readonly boards: readonly { readonly board: string; readonly rows: readonly BoardRow[] }[];
};

export type Played<Entry, Score> =
  | { readonly ok: true; readonly results: readonly Results[] }
  /** `of` is the entry or score that was refused; absent for a refusal of the competition itself. */
  | {
      readonly ok: false;
      readonly refusals: readonly { readonly rejection: Rejection; readonly of?: Entry | Score }[];
    };

const id = 'played';
const actor = 'ops:score';
/** How long to wait before looking whether a view has halted. */
const lookMs = 1_000;

/**
 * Plays a whole competition in memory through the commands, events and views of the product (plan, open with the
 * documents, entries, scores, freeze, publish) and answers the published boards.
 */
export async function play<E extends PlayedEntry, S extends PlayedScore>(
  contests: readonly PlayedContest<E, S>[],
): Promise<Played<E, S>> {
  const runtime = await throwawayRuntime();
  try {
    return await playOn(runtime, contests);
  } finally {
    await runtime.close();
  }
}

async function playOn<E extends PlayedEntry, S extends PlayedScore>(
  runtime: Runtime,
  contests: readonly PlayedContest<E, S>[],
): Promise<Played<E, S>> {
  const refused = (await run(runtime, planOf(contests))) ?? (await run(runtime, openingOf(contests)));
  if (refused !== undefined) return { ok: false, refusals: [{ rejection: refused }] };
  for (const command of headJudgesOf(contests)) await mustRun(runtime, command);
  const { items, origins } = itemsOf(contests);
  const outcome = await executeAll(runtime.engine, items, { actor, command: 'entries-and-scores' });
  if (outcome.kind === 'refused') {
    const refusals = outcome.refusals.map(({ index, rejection }) => ({ rejection, of: origins[index] as E | S }));
    return { ok: false, refusals };
  }
  if (outcome.kind !== 'done') throw new Error(`nobody else writes here, yet the batch was ${outcome.kind}`);
  const results: Results[] = [];
  for (const { contest } of contests) await mustRun(runtime, { type: 'FreezeScores', competition: id, contest });
  await reached(runtime);
  for (const { contest } of contests) {
    const digest = createHash('sha256')
      .update(digestText(await viewOf(runtime), await rowOf(runtime, contest)))
      .digest('hex');
    await mustRun(runtime, { type: 'PublishResults', competition: id, contest, digest: `sha256:${digest}` });
  }
  await reached(runtime);
  const view = await viewOf(runtime);
  for (const { contest } of contests) {
    const row = await rowOf(runtime, contest);
    results.push({
      contest: row,
      boards: boardsOfContest(row).map((board) => ({ board, rows: wholeBoard(view, row, board) })),
    });
  }
  return { ok: true, results };
}

function planOf(contests: readonly PlayedContest[]): CompetitionCommand {
  return {
    type: 'PlanCompetition',
    competition: id,
    organization: 'ops',
    name: id,
    level: 'unit',
    rounds: [],
    contests: contests.map(({ contest, name, entries }) => ({
      contest,
      name,
      // A team's name is no personal data: nothing needs a key that is thrown away a second later.
      receiver: 'team',
      groups: groupsOf(entries).map((group) => ({ group, name: group })),
    })),
  };
}

const openingOf = (contests: readonly PlayedContest[]): CompetitionCommand => ({
  type: 'OpenCompetition',
  competition: id,
  rules: contests.map(({ contest, document }) => ({ contest, document })),
});

/** A file names no head judge: it is who gives the first of the marks that the rules keep for one. */
function headJudgesOf(contests: readonly PlayedContest[]): readonly CompetitionCommand[] {
  return contests.flatMap(({ contest, document, scores }) => {
    const kept = (document as RuleDocument).process?.headJudge?.values ?? [];
    const account = scores.find(({ criterion }) => kept.includes(criterion))?.slot;
    return account === undefined ? [] : [{ type: 'NameHeadJudge', competition: id, contest, account }];
  });
}

const groupsOf = (entries: readonly PlayedEntry[]): readonly string[] => [
  ...new Set(entries.flatMap(({ group }) => (group === undefined ? [] : [group]))),
];

/** Scores come before the status: who left has a score to be shown or not, and no new ones. */
function itemsOf<E extends PlayedEntry, S extends PlayedScore>(contests: readonly PlayedContest<E, S>[]) {
  const items: BatchItem[] = [];
  const origins: (E | S)[] = [];
  const decider = untyped(entry);
  const add = (command: EntryCommand, origin: E | S): void => {
    items.push({ decider, command });
    origins.push(origin);
  };
  for (const { contest, entries, scores } of contests) {
    const entryId = (number: string) => entryIdOf(id, contest, number);
    for (const one of entries) add(submission(contest, one), one);
    for (const one of scores) {
      const { number, criterion, slot, value } = one;
      // A file holds all there is: nobody is left to learn whose a code is.
      add({ type: 'RecordScore', competition: id, entry: entryId(number), criterion, slot, value, coded: true }, one);
    }
    for (const one of entries) {
      const leaving = leavingOf(one, entryId(one.number));
      if (leaving !== undefined) add(leaving, one);
    }
  }
  return { items, origins };
}

function submission(contest: string, { number, group, name, unit, attributes }: PlayedEntry): EntryCommand {
  const entryId = entryIdOf(id, contest, number);
  return {
    type: 'SubmitEntry',
    competition: id,
    contest,
    entry: entryId,
    number,
    kind: 'team',
    subject: entryId,
    name: name ?? number,
    ...(group === undefined ? {} : { group }),
    ...(unit === undefined ? {} : { unit }),
    ...(attributes === undefined ? {} : { attributes }),
  };
}

function leavingOf({ status = 'competing', reason, clause }: PlayedEntry, entryId: string): EntryCommand | undefined {
  const on = { competition: id, entry: entryId };
  switch (status) {
    case 'competing':
      return undefined;
    case 'withdrawn':
      return { type: 'WithdrawEntry', ...on, reason: reason ?? '未注明' };
    case 'absent':
      return { type: 'MarkAbsent', ...on, reason: reason ?? '未注明' };
    case 'disqualified':
      return { type: 'DisqualifyEntry', ...on, reason: reason ?? '未注明' };
    case 'vetoed':
      return { type: 'VetoEntry', ...on, clause: clause ?? '', reason: reason ?? '未注明' };
  }
}

async function run(runtime: Runtime, command: CompetitionCommand): Promise<Rejection | undefined> {
  const step = 'contest' in command ? `${command.type}/${command.contest}` : command.type;
  const outcome = await execute(runtime.engine, competition, command, { actor, command: step });
  if (outcome.kind === 'refused') return outcome.rejection;
  if (outcome.kind !== 'done') throw new Error(`${command.type} on ${competitionStream(id)}: ${outcome.kind}`);
  return undefined;
}

async function mustRun(runtime: Runtime, command: CompetitionCommand): Promise<void> {
  const rejection = await run(runtime, command);
  if (rejection !== undefined) throw new Error(`${command.type} was refused: ${JSON.stringify(rejection)}`);
}

async function reached(runtime: Runtime): Promise<void> {
  const head = await runtime.reads.head();
  while (!(await runtime.reads.reached(head, lookMs))) {
    const halted = (await runtime.following.status()).find((one) => one.halted !== undefined);
    if (halted !== undefined) throw new Error(`${halted.name} halted at ${halted.halted ?? ''}`);
  }
}

const viewOf = (runtime: Runtime) => runtime.reads.at(standings);

async function rowOf(runtime: Runtime, contest: string): Promise<ContestRow> {
  const row = contestRow(await viewOf(runtime), id, contest);
  if (row === undefined) throw new Error(`contest ${contest} is not in the standings`);
  return row;
}
