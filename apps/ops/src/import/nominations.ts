import { subjectIdOf } from '@xf/competitions';
import {
  nominationIdOf,
  nominationItems,
  roundFold,
  roundStream,
  type ProposeNomination,
  type RoundState,
} from '@xf/honours';
import type { BatchItem, Engine, Rejection } from '@xf/es';
import { cellProblem, nominationColumnAt, readNominationRows, type NominationFileRow, type Table } from '@xf/files';
import { Stop } from '../io';
import type { Origin, Prepared } from './batch';

/** Turns a file of recommendations into nominations of one round. */
export async function prepareNominations(table: Table, engine: Engine, round: string | undefined): Promise<Prepared> {
  const { rows, problems: found, unused } = readNominationRows(table);
  const problems = [...found];
  const items: BatchItem[] = [];
  const origins: Origin[] = [];
  const rounds = new Map<string, RoundState>();
  for (const row of rows) {
    const named = row.round ?? round;
    if (named === undefined) {
      throw new Stop(
        2,
        'round-missing',
        '请用 --round 指定评选批次，或在文件中加“评选批次”列。',
        'Choose the round with --round, or add a round column.',
      );
    }
    const state = rounds.get(named) ?? (await engine.states.load(engine.store, roundFold, roundStream(named))).state;
    rounds.set(named, state);
    const document = awardOf(state, row.award);
    if (document === undefined) {
      const known =
        state.status === 'unknown'
          ? []
          : [...state.awards.values()].map((one) => `${one.document.id}（${one.document.title}）`);
      const expected =
        known.length === 0
          ? { zh: `没有评选批次 ${named}`, en: `there is no round ${named}` }
          : { zh: `该批次的奖项：${known.join('、')}`, en: `the round's awards are ${known.join(', ')}` };
      const at = { row: row.row, index: nominationColumnAt(table, 'award'), value: row.award };
      problems.push(cellProblem(table, at, 'award-not-in-round', expected));
      continue;
    }
    const own = nominationItems(commandOf(engine, named, document, row));
    items.push(...own);
    const origin = { row: row.row, index: ({ code }: Rejection) => nominationColumnAt(table, columnOf(code)) };
    origins.push(...own.map(() => origin));
  }
  return { table, items, origins, problems, unused, target: ['nominations', round] };
}

type Award = { readonly id: string; readonly receiver: ProposeNomination['receiver'] };

function awardOf(state: RoundState, named: string): Award | undefined {
  if (state.status === 'unknown') return undefined;
  return [...state.awards.values()]
    .map(({ document }) => document)
    .find(({ id, title }) => id === named || title === named);
}

/** Without an ID number two people of one name in one unit cannot be told apart, and are taken for one. */
function commandOf(
  { vault }: Engine,
  round: string,
  { id: award, receiver }: Award,
  row: NominationFileRow,
): ProposeNomination {
  const { name, unit, recommender, reason } = row;
  const by = recommender ?? unit ?? name;
  // As over HTTP: without a number a person is who is recommended here, and nobody else of that name.
  const subject = subjectIdOf(vault, receiver, row, [round, award, by, unit ?? '', name].join('\n'));
  return {
    type: 'ProposeNomination',
    round,
    award,
    nomination: row.nomination ?? nominationIdOf(round, award, subject),
    receiver,
    subject,
    name,
    ...(unit === undefined ? {} : { unit }),
    basis: { kind: 'recommendation', by, reason },
  };
}

function columnOf(code: string): 'award' | 'name' | 'reason' | 'nomination' {
  if (code === 'reason-missing') return 'reason';
  if (code === 'nomination-exists') return 'nomination';
  return code === 'award-not-in-round' || code === 'receiver-mismatch' ? 'award' : 'name';
}
