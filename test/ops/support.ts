import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore, openSqliteVault, systemClock } from '@xf/adapters';
import { competition, type CompetitionCommand } from '@xf/competitions';
import { execute, type Decider, type Engine, type EventShape, type Rejection } from '@xf/es';
import { engineOf } from '@xf/runtime';
import { main } from '../../apps/ops/src/main';

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** Runs the command line as a shell would, without a process. `ending` is told to end it at its first output. */
export async function ops(
  argv: readonly string[],
  input = '',
  ending?: AbortController,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  let [out, err] = ['', ''];
  async function* stdin() {
    if (input !== '') yield input;
  }
  const code = await main(argv, {
    stdout: {
      write(text) {
        out += text;
        ending?.abort();
      },
    },
    stderr: { write: (text) => (err += text) },
    stdin: stdin(),
    env: { USER: 'tester', ...env },
    signal: ending?.signal,
  });
  return { code, out, err };
}

/** A folder for one test file, with what the tests write into it. */
export function workFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'xf-ops-'));
  return {
    folder,
    path: (name: string) => join(folder, name),
    write(name: string, text: string): string {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

export const exampleFile = (id: string): string => join(__dirname, `../../examples/rule-documents/${id}.json`);
export const example = (id: string): unknown => JSON.parse(readFileSync(exampleFile(id), 'utf8'));

/** An award document of the examples. */
export const award = (id: string) =>
  JSON.parse(readFileSync(join(__dirname, `../../examples/award-documents/${id}.json`), 'utf8')) as {
    readonly id: string;
    readonly title: string;
  };

/** Opens a data folder as its one writer. */
export async function inFolder<T>(data: string, work: (engine: Engine) => Promise<T>): Promise<T> {
  const store = openSqliteEventStore({ folder: data, clock: systemClock });
  const vault = openSqliteVault({ folder: data });
  try {
    return await work(engineOf({ store, vault, clock: systemClock }));
  } finally {
    await store.close();
    await vault.close();
  }
}

/** Carries out a command that the test takes for granted. */
export async function must<S, C extends { readonly type: string }, E extends EventShape, R extends Rejection, G>(
  engine: Engine,
  decider: Decider<S, C, E, R, G>,
  command: C,
): Promise<void> {
  const outcome = await execute(engine, decider, command, {
    actor: 'test',
    command: `test:${JSON.stringify(command)}`,
  });
  if (outcome.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(outcome)}`);
}

/** An open competition `c2026` with a contest of teams in two groups and one of persons. */
export async function openCompetition(data: string): Promise<void> {
  const contests = [
    {
      contest: 'teams',
      name: '班组赛',
      receiver: 'team' as const,
      groups: [
        { group: 'a', name: '甲组' },
        { group: 'b', name: '乙组' },
      ],
    },
    { contest: 'welding', name: '焊工', receiver: 'person' as const, groups: [] },
  ];
  const plan: CompetitionCommand = {
    type: 'PlanCompetition',
    competition: 'c2026',
    organization: 'org1',
    name: '区技能竞赛',
    level: 'district',
    rounds: [],
    contests,
  };
  const opening: CompetitionCommand = {
    type: 'OpenCompetition',
    competition: 'c2026',
    rules: [
      { contest: 'teams', document: example('changsha-metro-2020q2') },
      { contest: 'welding', document: example('theory-practice-30-70') },
    ],
  };
  await inFolder(data, async (engine) => {
    await must(engine, competition, plan);
    await must(engine, competition, opening);
  });
}
